namespace MimiNative.Conformance.Judgement;

/// <summary>Codes that are the right ones in another place: pure functions of the dump's codes and the right ones, both (codebooks, frames).</summary>
internal static class CodeShifts
{
    private const int MostShift = 4;

    // Fewer frames agree by chance; and below this agreement nothing is explained.
    private const int FewestFrames = 6;
    private const double Agrees = 0.95, Better = 0.4;

    // A codebook whose codes rarely change is explained by its neighbours.
    private const double ALittle = 0.02;

    /// <summary>A guess for every run of neighbouring codebooks that the same displacement puts right.</summary>
    public static IReadOnlyList<Guess> Of(Codes dump, Codes right)
    {
        var frames = Math.Min(dump.Frames, right.Frames);
        if (frames < FewestFrames)
            return [];
        var found = Enumerable.Range(0, dump.Codebooks).Select(k => Explain(dump, right, k, frames)).ToList();
        var guesses = new List<Guess>();
        for (var first = 0; first < found.Count;)
        {
            var end = first + 1;
            while (end < found.Count && found[end]?.Words == found[first]?.Words)
                end++;
            if (found[first] is { } guess && found[first..end].Average(g => g!.Before - g.After) >= Better)
                guesses.Add(guess with
                {
                    Words = $"{(end - first == 1 ? $"codebook {first}: its" : $"codebooks {first} to {end - 1}: their")} codes {guess.Words}",
                    Before = found[first..end].Average(g => g!.Before),
                    After = found[first..end].Average(g => g!.After),
                });
            first = end;
        }
        return guesses;
    }

    private static Guess? Explain(Codes dump, Codes right, int level, int frames)
    {
        var before = Agreement(dump, right, level, level, 0, 0, frames);
        var candidates = Candidates(dump, right, level, frames).ToList();
        if (candidates.Count == 0)
            return null;
        var (words, cause, after) = candidates.MaxBy(c => c.Agreement);
        return after >= Agrees && after >= before + ALittle ? new(cause, words, 1 - before, 1 - after) : null;
    }

    private static IEnumerable<(string Words, Cause Cause, double Agreement)> Candidates(Codes dump, Codes right, int level, int frames)
    {
        foreach (var shift in Enumerable.Range(1, MostShift).Where(s => frames - s >= FewestFrames).SelectMany(s => new[] { s, -s }))
            yield return ($"are {(Math.Abs(shift) == 1 ? "a frame" : $"{Math.Abs(shift)} frames")} {(shift > 0 ? "late" : "early")}", Cause.CodeFrameShift, Agreement(dump, right, level, level, shift, 0, frames));
        for (var other = 0; other < right.Codebooks; other++)
            if (other != level)
                yield return (other - level is var step && Math.Abs(step) == 1 ? $"are those of the codebook {(step > 0 ? "after" : "before")}"
                    : level + other == dump.Codebooks - 1 ? "are in the opposite order of codebooks" : $"are those of codebook {other}", Cause.CodebookOrder, Agreement(dump, right, level, other, 0, 0, frames));
        var offset = Enumerable.Range(0, frames).Select(t => dump[level, t] - right[level, t]).CountBy(d => d).MaxBy(d => d.Value).Key;
        if (offset != 0)
            yield return ($"are {Math.Abs(offset)} too {(offset > 0 ? "large" : "small")}", Cause.CodeOffset, Agreement(dump, right, level, level, 0, offset, frames));
    }

    /// <summary>Part of the frames in which dump[level, t] = right[other, t − shift] + offset.</summary>
    private static double Agreement(Codes dump, Codes right, int level, int other, int shift, int offset, int frames)
    {
        var equal = 0;
        for (var t = Math.Max(0, shift); t < Math.Min(frames, frames + shift); t++)
            if (dump[level, t] == right[other, t - shift] + offset)
                equal++;
        return (double)equal / (frames - Math.Abs(shift));
    }
}
