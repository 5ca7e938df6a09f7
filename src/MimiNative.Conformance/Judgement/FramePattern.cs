namespace MimiNative.Conformance.Judgement;

/// <summary>Which frames of a tap are wrong, in a word.</summary>
internal enum FrameKind
{
    /// <summary>No frame.</summary>
    None,
    /// <summary>All, or all but a few.</summary>
    All,
    /// <summary>The first ones alone: padding at the start.</summary>
    First,
    /// <summary>The last ones alone: padding at the end.</summary>
    Last,
    /// <summary>From some frame to the end: a window, a cache, a reset.</summary>
    From,
    /// <summary>Again and again at the same distance: state that is lost between chunks.</summary>
    Periodic,
    /// <summary>None of these.</summary>
    Scattered,
}

/// <summary>Which frames of a tap are wrong.</summary>
/// <param name="Kind">In a word.</param>
/// <param name="Wrong">Wrong frames.</param>
/// <param name="Frames">Frames in all.</param>
/// <param name="First">The first wrong frame; −1 where none is.</param>
/// <param name="Period">Frames from one wrong stretch to the next where they are periodic, else 0.</param>
internal sealed record FramePattern(FrameKind Kind, int Wrong, int Frames, int First, int Period = 0)
{
    // "From frame N to the end" may have gaps where the error happens to be small: one frame of ten.
    private const double Dense = 0.9;

    // That so many frames at the start are right is no chance.
    private const int FewestRight = 3;

    /// <summary>Looks at every frame's verdict.</summary>
    public static FramePattern Of(ReadOnlySpan<bool> wrong)
    {
        var (frames, count, first, last) = (wrong.Length, wrong.Count(true), wrong.IndexOf(true), wrong.LastIndexOf(true));
        if (count == 0)
            return new(FrameKind.None, 0, frames, -1);
        if (count >= Dense * frames && first < FewestRight)
            return new(FrameKind.All, count, frames, first);
        if (last == count - 1)
            return new(FrameKind.First, count, frames, first);
        if (first > 0 && PeriodOf(wrong) is var period and > 0)
            return new(FrameKind.Periodic, count, frames, first, period);
        if (last >= frames - 1 - (frames - first) / 10 && count >= Dense * (frames - first))
            return new(count <= Math.Max(2, frames / 4) ? FrameKind.Last : FrameKind.From, count, frames, first);
        return new(FrameKind.Scattered, count, frames, first);
    }

    /// <summary>For a sentence: <c>the last 2 of 33 frames</c>.</summary>
    public override string ToString() => Kind switch
    {
        FrameKind.None => "no frame",
        FrameKind.All => Frames == 1 ? "the only frame" : Wrong == Frames ? $"all {Frames} frames" : $"nearly all frames ({Wrong} of {Frames})",
        FrameKind.First => $"the first {(Wrong > 1 ? $"{Wrong} " : "")}of {Frames} frames",
        FrameKind.Last => $"the last {(Wrong > 1 ? $"{Wrong} " : "")}of {Frames} frames",
        FrameKind.From => $"from frame {First} on ({Wrong} of {Frames})",
        FrameKind.Periodic => $"every {Period} frames from frame {First} on ({Wrong} of {Frames})",
        _ => $"{Wrong} of {Frames} frames, the first is {First}",
    };

    /// <summary>The distance of stretches that begin equally far from each other, the first at that distance from the clip's start; 0 where there is no such.</summary>
    private static int PeriodOf(ReadOnlySpan<bool> wrong)
    {
        var starts = new List<int>();
        for (var i = 1; i < wrong.Length; i++)
            if (wrong[i] && !wrong[i - 1])
                starts.Add(i);
        var period = starts.Count > 1 ? starts[1] - starts[0] : 0;
        return starts.Count > 1 && starts[0] == period && starts.Index().All(s => s.Item == (s.Index + 1) * period) && starts.Count >= (wrong.Length - 1) / period ? period : 0;
    }
}
