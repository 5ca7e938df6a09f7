namespace MimiNative.Parity;

/// <summary>
/// numpy's legacy <c>RandomState(seed).standard_normal</c>: MT19937 (Matsumoto, Nishimura 1998) seeded by Knuth's generator, 53-bit doubles,
/// Marsaglia's polar method (numpy, <c>legacy-distributions.c</c>). Published test signals are made with it.
/// </summary>
internal sealed class NumpyRandom
{
    private const int Length = 624;
    private const int Shift = 397;

    private readonly uint[] _state = new uint[Length];
    private int _position = Length;
    private double? _spare;

    public NumpyRandom(uint seed)
    {
        for (var i = 0; i < Length; i++)
        {
            _state[i] = seed;
            seed = 1812433253 * (seed ^ (seed >> 30)) + (uint)i + 1;
        }
    }

    /// <summary>The next value of a standard normal distribution.</summary>
    public double NextGaussian()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }
        double x1, x2, r2;
        do
        {
            x1 = 2 * NextDouble() - 1;
            x2 = 2 * NextDouble() - 1;
            r2 = x1 * x1 + x2 * x2;
        }
        while (r2 is >= 1 or 0);
        var f = Math.Sqrt(-2 * Math.Log(r2) / r2);
        _spare = f * x1;
        return f * x2;
    }

    private double NextDouble()
    {
        var (high, low) = (NextWord() >> 5, NextWord() >> 6);
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    private uint NextWord()
    {
        if (_position == Length)
            Regenerate();
        var y = _state[_position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >> 18);
    }

    private void Regenerate()
    {
        for (var i = 0; i < Length; i++)
        {
            var y = (_state[i] & 0x80000000) | (_state[(i + 1) % Length] & 0x7fffffff);
            _state[i] = _state[(i + Shift) % Length] ^ (y >> 1) ^ ((y & 1) * 0x9908b0df);
        }
        _position = 0;
    }
}
