using MimiNative.Metrics;

namespace MimiNative.Analysis.Results;

/// <summary>How easily a voice is found among known ones.</summary>
/// <param name="Space">The space in question or a control.</param>
/// <param name="Embedding">Which embedding, as files name it.</param>
/// <param name="Guessing">What naming any voice gets right.</param>
/// <param name="Neighbours">Is the nearest clip, or the majority of ten, by the same voice?</param>
/// <param name="Code">Bits that name the voices; null where texts are unknown.</param>
public sealed record ReadOut(SpaceKind Space, string Embedding, double Guessing, NearestNeighbours Neighbours, OnlineCode? Code)
{
    /// <summary>Which peer, where it is one.</summary>
    public Peer? Peer { get; init; }

    /// <summary>Share of clips whose nearest clip is by the same voice; NaN where no clip could be held out.</summary>
    public double Nearest => Neighbours.Nearest.DefaultIfEmpty(double.NaN).Average();

    /// <summary>Share of clips named rightly by the majority of the ten nearest.</summary>
    public double MajorityOfTen => Neighbours.MajorityOfTen.DefaultIfEmpty(double.NaN).Average();

    /// <summary>Bits without the embedding over bits with it; NaN where texts are unknown.</summary>
    public double Compression => Code?.Compression ?? double.NaN;
}

/// <summary>What a data set may state about a speaker.</summary>
public enum SpeakerAttribute
{
    /// <summary>Gender.</summary>
    Gender,

    /// <summary>Accent.</summary>
    Accent,

    /// <summary>Age group.</summary>
    Age,
}

/// <summary>A value of an attribute.</summary>
/// <param name="Value">As the data set spells it.</param>
/// <param name="Voices">Voices that have it.</param>
public sealed record AttributeValue(string Value, int Voices);

/// <summary>What one space tells about an attribute of voices that the probe has not met.</summary>
/// <param name="Space">The space in question or a control.</param>
/// <param name="Probe">The probe's numbers.</param>
public sealed record AttributeProbed(SpaceKind Space, AttributeProbe Probe)
{
    /// <summary>Which peer, where it is one.</summary>
    public Peer? Peer { get; init; }
}

/// <summary>Can an attribute be told of voices that were never heard?</summary>
/// <param name="Attribute">Which one.</param>
/// <param name="Values">Its values, the commonest first.</param>
/// <param name="Probed">By space, the one in question first; empty where it isn't asked: fewer than two values that two voices share, or too few voices.</param>
public sealed record AttributeReading(SpeakerAttribute Attribute, IReadOnlyList<AttributeValue> Values, IReadOnlyList<AttributeProbed> Probed)
{
    /// <summary>With fewer voices than this, too few ways to divide them are left for a control to mean anything.</summary>
    public const int FewestVoices = 6;
}
