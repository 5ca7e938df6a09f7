using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>What may be said, as data: whoever puts it into words, a table or JSON says the same.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Outcome">The answer.</param>
/// <param name="Evidence">The numbers that it rests on.</param>
public sealed record Claim(Question Question, Outcome Outcome, IReadOnlyList<Evidence> Evidence);

/// <summary>A number that a claim rests on; NaN where it could not be measured.</summary>
/// <param name="Quantity">What it measures.</param>
/// <param name="Value">The value.</param>
public sealed record Evidence(Quantity Quantity, double Value)
{
    /// <summary>Which embedding it was measured on, as files name it; null where that is the headline's.</summary>
    public string? Embedding { get; init; }

    /// <summary>The 95 % interval over voices.</summary>
    public Interval? Interval { get; init; }

    /// <summary>How often shuffled voice labels do as well.</summary>
    public double? PValue { get; init; }

    /// <summary>How many shuffles <see cref="PValue"/> rests on; none of them doing as well gives the least that it can be, 1 / (1 + shuffles).</summary>
    public int? Shuffles { get; init; }

    /// <summary>What the value has to pass for the answer yes.</summary>
    public double? Limit { get; init; }

    /// <summary>The same quantity of the spaces that this one is held against.</summary>
    public IReadOnlyList<ControlEvidence> Controls { get; init; } = [];
}

/// <summary>A control's number beside the one in question.</summary>
/// <param name="Control">Which control.</param>
/// <param name="Value">Its value.</param>
public sealed record ControlEvidence(SpaceKind Control, double Value)
{
    /// <summary>Which peer, where it is one.</summary>
    public Peer? Peer { get; init; }

    /// <summary>Its 95 % interval over voices.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The value in question minus the control's, over the same draws of voices.</summary>
    public PairedDifference? Difference { get; init; }
}

/// <summary>A difference measured on the same clips, with its 95 % interval.</summary>
public readonly record struct PairedDifference(double Value, Interval Interval)
{
    /// <summary>A difference that was estimated; null where its interval isn't known.</summary>
    internal static PairedDifference? Of(Estimate estimate) => Results.Interval.Of(estimate) is { } interval ? new PairedDifference(estimate.Value, interval) : null;
}
