using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>How good a value is, by the bands of its metric; neutral where it can't be measured.</summary>
public static class Levels
{
    /// <summary>Of an equal error rate.</summary>
    public static Level OfEqualErrorRate(double rate) => Of(Bands.EqualErrorRate.Of(rate));

    /// <summary>Of a band.</summary>
    public static Level Of(Band band) => band.Grade switch
    {
        Grade.Undefined => Level.Neutral,
        Grade.Good => Level.Good,
        Grade.Fair => Level.Fair,
        Grade.Weak => Level.Weak,
        _ => Level.Bad,
    };

    /// <summary>The worse of two.</summary>
    public static Level Worse(Level a, Level b) => (Level)Math.Max((int)a, (int)b);
}
