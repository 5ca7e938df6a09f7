using System.Globalization;

namespace MimiNative.Analysis.Voices;

/// <summary>A made-up speaker: what of a voice stays the same whatever is said.</summary>
/// <param name="Id">E.g. <c>synthetic-03</c>.</param>
/// <param name="Pitch">Mean fundamental frequency, Hz.</param>
/// <param name="TractLength">Vocal tract, cm: 17.5 for the formants of the phoneme table; shorter tracts have proportionally higher ones.</param>
/// <param name="Breathiness">0 (pressed) to 1 (breathy): open quotient, spectral tilt and aspiration noise.</param>
/// <param name="Tempo">Speaking rate; 1 is about five syllables per second.</param>
public sealed record SyntheticVoice(string Id, double Pitch, double TractLength, double Breathiness, double Tempo)
{
    /// <summary>In words, for tables.</summary>
    public string Description => string.Create(CultureInfo.InvariantCulture,
        $"synthetic: {Pitch:0} Hz, tract {TractLength:0.0} cm, breathiness {Breathiness:0.00}, tempo {Tempo:0.00}");

    /// <summary>
    /// <paramref name="count"/> voices spread evenly over the ranges of adult speakers: points of Halton's sequence, so that the first n are the same for every count.
    /// High voices tend to have short tracts, as people do, but not strictly.
    /// </summary>
    public static IReadOnlyList<SyntheticVoice> Spread(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return [.. Enumerable.Range(1, count).Select(Numbered)];
    }

    private static SyntheticVoice Numbered(int number)
    {
        var pitch = Halton(number, 2);
        var tract = Halton(number, 3);
        var breath = Halton(number, 5);
        var tempo = Halton(number, 7);
        return new SyntheticVoice(
            $"synthetic-{number:00}",
            Pitch: 82 * PortableMath.Exp(pitch * 1.15),
            TractLength: 18.4 - 3.0 * pitch + 2.4 * (tract - 0.5),
            Breathiness: breath,
            Tempo: 0.8 + 0.45 * tempo);
    }

    /// <summary>The number's digits, mirrored at the point.</summary>
    private static double Halton(int number, int radix)
    {
        var (value, place) = (0.0, 1.0);
        for (; number > 0; number /= radix)
            value += number % radix * (place /= radix);
        return value;
    }
}
