namespace MimiNative.Analysis.Voices;

/// <summary>Normal random numbers that are the same bits on every machine.</summary>
internal static class NormalNumbers
{
    /// <summary>Standard normal, by Marsaglia's polar method; the second value of each pair is left, so that there is no other state.</summary>
    public static double NextNormal(this ref SplitMix64 random)
    {
        while (true)
        {
            var u = random.NextSigned();
            var v = random.NextSigned();
            var s = u * u + v * v;
            if (s is > 0 and < 1)
                return u * Math.Sqrt(-2 * PortableMath.Log(s) / s);
        }
    }
}
