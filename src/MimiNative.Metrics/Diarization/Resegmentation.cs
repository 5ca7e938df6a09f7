namespace MimiNative.Metrics;

/// <summary>How turns are drawn from windows.</summary>
public sealed record ResegmentationOptions
{
    /// <summary>Seconds of a frame, the grid that changes of speaker lie on.</summary>
    public double Frame { get; init; } = 0.05;

    /// <summary>Seconds: a shorter stretch between others goes to one of them.</summary>
    public double ShortestTurn { get; init; } = 0.3;

    /// <summary>How often speakers' means are computed from the windows that they were given.</summary>
    public int Rounds { get; init; } = 3;
}

/// <summary>
/// Draws turns: every frame of speech goes to the speaker whose mean direction the windows over it are nearest to by cosine, windows weighted by how near their middles are (1 there, falling to 0 at the edge).
/// Then each window goes to the speaker at its middle and the means are computed again. One speaker at a time: of overlapping speech one voice is found.
/// </summary>
public static class Resegmentation
{
    /// <summary>The turns, in order; speakers are those of <paramref name="labels"/> that keep any speech.</summary>
    /// <param name="windows">Vectors (N, D) in the order of time.</param>
    /// <param name="ranges">When each window is; each lies in one region.</param>
    /// <param name="labels">The speaker of each window, from 0.</param>
    /// <param name="regions">Where there is speech, in order, apart from each other.</param>
    /// <param name="options">Grid and shortest turn.</param>
    /// <exception cref="MetricsException">The lists have different lengths, a value is not finite, or a frame isn't above 0 s.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative.</exception>
    public static IReadOnlyList<(int Speaker, TimeRange Range)> Run(EmbeddingMatrix windows, IReadOnlyList<TimeRange> ranges, IReadOnlyList<int> labels, IReadOnlyList<TimeRange> regions, ResegmentationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(regions);
        if (windows.Rows != ranges.Count || windows.Rows != labels.Count)
            throw new MetricsException($"{windows.Rows} windows, {ranges.Count} times and {labels.Count} labels");
        foreach (var label in labels)
            ArgumentOutOfRangeException.ThrowIfNegative(label, nameof(labels));
        options ??= new ResegmentationOptions();
        if (!(options.Frame > 0))
            throw new MetricsException("a frame is a number of seconds above 0");
        if (windows.Rows == 0)
            return [];
        var space = new CosineSpace(windows, centred: false);
        var current = labels.ToArray();
        List<(int Speaker, TimeRange Range)> turns = [];
        for (var round = 0; round < Math.Max(1, options.Rounds); round++)
        {
            turns = Assign(Likeness(space, current), ranges, regions, options);
            if (Relabel(current, ranges, turns) == 0)
                break;
        }
        return turns;
    }

    /// <summary>Cosine of each window with each speaker's mean direction, (windows, speakers).</summary>
    private static double[,] Likeness(CosineSpace space, int[] labels)
    {
        var (speakers, dim) = (labels.Max() + 1, space.Dimension);
        var sums = space.UnitSums(labels, speakers);
        var likeness = new double[labels.Length, speakers];
        var present = new bool[speakers];
        foreach (var label in labels)
            present[label] = true;
        for (var s = 0; s < speakers; s++)
        {
            var sum = sums.AsSpan(s * dim, dim);
            if (FixedOrder.Norm(sum) is > 0 and var norm)
                System.Numerics.Tensors.TensorPrimitives.Divide(sum, norm, sum);
        }
        Parallel.For(0, labels.Length, i =>
        {
            var unit = new double[dim];
            space.Unit(i, unit);
            for (var s = 0; s < speakers; s++)
                likeness[i, s] = present[s] ? FixedOrder.Dot(unit, sums.AsSpan(s * dim, dim)) : double.NegativeInfinity;
        });
        return likeness;
    }

    private static List<(int Speaker, TimeRange Range)> Assign(double[,] likeness, IReadOnlyList<TimeRange> ranges, IReadOnlyList<TimeRange> regions, ResegmentationOptions options)
    {
        var turns = new List<(int, TimeRange)>();
        var first = 0;
        foreach (var region in regions)
        {
            while (first < ranges.Count && Middle(ranges[first]) < region.Start)
                first++;
            var end = first;
            while (end < ranges.Count && Middle(ranges[end]) <= region.End)
                end++;
            if (end > first)
                turns.AddRange(OfRegion(likeness, ranges, first, end, region, options));
            first = end;
        }
        return turns;
    }

    private static IEnumerable<(int Speaker, TimeRange Range)> OfRegion(double[,] likeness, IReadOnlyList<TimeRange> ranges, int first, int end, TimeRange region, ResegmentationOptions options)
    {
        var frames = Math.Max(1, (int)Math.Ceiling(region.Duration / options.Frame - 1e-6));
        var speakers = likeness.GetLength(1);
        var scores = new double[frames, speakers];
        var from = first;
        for (var f = 0; f < frames; f++)
        {
            var time = Math.Min(region.Start + (f + 0.5) * options.Frame, region.End);
            while (from < end - 1 && ranges[from].End <= time)
                from++;
            for (var w = from; w < end && (w == from || ranges[w].Start < time); w++)
            {
                var weight = Math.Max(1e-6, 1 - Math.Abs(time - Middle(ranges[w])) / (0.5 * ranges[w].Duration));
                for (var s = 0; s < speakers; s++)
                    scores[f, s] += weight * likeness[w, s];
            }
        }
        foreach (var run in Runs(scores, Math.Min(frames, (int)Math.Ceiling(options.ShortestTurn / options.Frame - 1e-6))))
            yield return (run.Speaker, new(region.Start + run.From * options.Frame, run.To == frames ? region.End : region.Start + run.To * options.Frame));
    }

    /// <summary>Frames of one speaker each; the shortest stretch goes first to a neighbour, until none is too short.</summary>
    private static List<(int Speaker, int From, int To)> Runs(double[,] scores, int shortest)
    {
        var runs = new List<(int Speaker, int From, int To)>();
        for (var f = 0; f < scores.GetLength(0); f++)
        {
            var best = 0;
            for (var s = 1; s < scores.GetLength(1); s++)
                if (scores[f, s] > scores[f, best])
                    best = s;
            Append(runs, (best, f, f + 1));
        }
        while (runs.Count > 1)
        {
            var least = Enumerable.Range(0, runs.Count).MinBy(r => runs[r].To - runs[r].From);
            var (_, from, to) = runs[least];
            if (to - from >= shortest)
                break;
            int? left = least > 0 ? runs[least - 1].Speaker : null, right = least < runs.Count - 1 ? runs[least + 1].Speaker : null;
            var speaker = right is null || (left is not null && Sum(left.Value) >= Sum(right.Value)) ? left!.Value : right.Value;
            var merged = new List<(int Speaker, int From, int To)>(runs.Count);
            foreach (var (i, run) in runs.Index())
                Append(merged, i == least ? (speaker, from, to) : run);
            runs = merged;

            double Sum(int of)
            {
                var sum = 0.0;
                for (var f = from; f < to; f++)
                    sum += scores[f, of];
                return sum;
            }
        }
        return runs;
    }

    private static void Append(List<(int Speaker, int From, int To)> runs, (int Speaker, int From, int To) run)
    {
        if (runs.Count > 0 && runs[^1].Speaker == run.Speaker)
            runs[^1] = runs[^1] with { To = run.To };
        else
            runs.Add(run);
    }

    /// <summary>Gives each window to the speaker at its middle; how many that changed.</summary>
    private static int Relabel(int[] labels, IReadOnlyList<TimeRange> ranges, List<(int Speaker, TimeRange Range)> turns)
    {
        var (changed, turn) = (0, 0);
        if (turns.Count == 0)
            return 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var time = Middle(ranges[i]);
            while (turn < turns.Count - 1 && turns[turn].Range.End <= time)
                turn++;
            if (labels[i] != turns[turn].Speaker)
                (labels[i], changed) = (turns[turn].Speaker, changed + 1);
        }
        return changed;
    }

    private static double Middle(TimeRange range) => 0.5 * (range.Start + range.End);
}
