using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Judgement;

/// <summary>How much audio is needed.</summary>
internal static class DurationRules
{
    /// <summary>Error rates this close to whole clips' count as the same.</summary>
    public const double Tolerance = 0.02;

    /// <summary>
    /// The shortest start of the clips that is as good as whole clips: its error rate is at most <see cref="Tolerance"/> higher and not surely higher. Null where none is, or where fewer than
    /// half of the clips are longer than the shortest start, so that nothing was cut off.
    /// </summary>
    public static DurationPoint? Enough(IReadOnlyList<DurationPoint> points) => points
        .Where(p => p.Seconds is not null && 2 * p.LongEnough >= p.Clips)
        .OrderBy(p => p.Seconds)
        .FirstOrDefault(p => p.HeadChange.Value <= Tolerance && UnseenRules.Below(p.HeadChange) != Outcome.No);

    /// <summary>Does less audio cost anything? By the shortest start that cuts at least half of the clips.</summary>
    public static (Outcome Costs, DurationPoint? Point) Costs(IReadOnlyList<DurationPoint> points) =>
        points.Where(p => p.Seconds is not null && 2 * p.LongEnough >= p.Clips).MinBy(p => p.Seconds) is { } shortest
            ? (UnseenRules.Below(shortest.HeadChange) switch { Outcome.No => Outcome.Yes, Outcome.Yes => Outcome.No, _ => Outcome.Undecided }, shortest)
            : (Outcome.Undecided, null);
}
