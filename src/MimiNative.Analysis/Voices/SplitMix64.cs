using System.Text;

namespace MimiNative.Analysis.Voices;

/// <summary>Steele, Lea &amp; Flood's SplitMix64: the random numbers of synthetic voices and augmentation, the same on every machine and in every version.</summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for a text, e.g. <c>1:sample-17:light_noise</c>: FNV-1a-64 of its UTF-8.</summary>
    public static SplitMix64 For(string text)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ b) * 0x100000001b3;
        return new SplitMix64(hash);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [-1, 1).</summary>
    public double NextSigned() => 2 * Next() - 1;

    /// <summary>Standard normal, by Marsaglia's polar method; the second value of each pair is left, so that there is no other state.</summary>
    public double NextNormal()
    {
        while (true)
        {
            var u = NextSigned();
            var v = NextSigned();
            var s = u * u + v * v;
            if (s is > 0 and < 1)
                return u * Math.Sqrt(-2 * PortableMath.Log(s) / s);
        }
    }
}
