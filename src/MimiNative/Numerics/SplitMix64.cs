using System.Text;

namespace MimiNative.Numerics;

/// <summary>
/// SplitMix64 (Steele, Lea &amp; Flood 2014, "Fast splittable pseudorandom number generators"; constants of Vigna's public-domain splitmix64.c): synthetic weights, synthetic voices,
/// augmentation and the seeds of every other generator. The same on every machine and in every version.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    /// <summary>What the state grows by with each number: 2⁶⁴ over the golden ratio.</summary>
    public const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>Factors of <see cref="Mix"/>, for those who mix vectors.</summary>
    public const ulong Factor1 = 0xBF58476D1CE4E5B9, Factor2 = 0x94D049BB133111EB;

    private ulong _state = seed;

    /// <summary>A generator for a text, e.g. <c>1:sample-17:light_noise</c>.</summary>
    public static SplitMix64 For(string text) => new(Seed(text));

    /// <summary>The seed that stands for a text: FNV-1a-64 of its UTF-8.</summary>
    public static ulong Seed(string text)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var b in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ b) * 0x100000001b3;
        return hash;
    }

    /// <summary>Spreads a number's bits evenly over all 64.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * Factor1;
        z = (z ^ z >> 27) * Factor2;
        return z ^ z >> 31;
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_state += Step);

    /// <summary>Uniform in [0, 1).</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [-1, 1).</summary>
    public double NextSigned() => 2 * Next() - 1;
}
