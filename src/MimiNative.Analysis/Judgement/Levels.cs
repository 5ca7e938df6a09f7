using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>How good a value is, by the bands of its metric; neutral where it can't be measured.</summary>
public static class Levels
{
    /// <summary>Of an equal error rate.</summary>
    public static Level OfEqualErrorRate(double rate) => rate switch
    {
        double.NaN => Level.Neutral,
        < 0.05 => Level.Good,
        < 0.15 => Level.Fair,
        < 0.3 => Level.Weak,
        _ => Level.Bad,
    };

    /// <summary>Of an acoustics score.</summary>
    public static Level OfAcousticsScore(double score) => Bands.OfAcousticsScore(score) switch
    {
        AcousticsBand.Undefined => Level.Neutral,
        AcousticsBand.Unusable or AcousticsBand.None => Level.Bad,
        AcousticsBand.Weak => Level.Weak,
        AcousticsBand.Fair => Level.Fair,
        _ => Level.Good,
    };

    /// <summary>The worse of two.</summary>
    public static Level Worse(Level a, Level b) => (Level)Math.Max((int)a, (int)b);
}
