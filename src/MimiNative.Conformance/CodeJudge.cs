using MimiNative.Conformance.Judgement;
using MimiNative.Parity;

namespace MimiNative.Conformance;

/// <summary>Judges a dump's codes where the latent is right, or says whether they follow from the dump's own latent where it isn't.</summary>
internal sealed class CodeJudge(PlainQuantiser quantiser, MimiConfig config, Codes dump, Codes ours, ReadOnlyMemory<float> latent)
{
    // Frames that are quantised again: enough to tell, and a second of work at full size.
    private const int MostFrames = 64;
    private const double Agrees = 0.98, Better = 0.5;

    private readonly int _frames = Math.Min(dump.Frames, ours.Frames);

    /// <summary>The verdict.</summary>
    /// <param name="noise">Relative error of the latent that is rounding.</param>
    /// <param name="explains">False where the latent itself is wrong: then codes differ for that reason, and no cause of their own is looked for.</param>
    /// <param name="own">The dump's own latent, where it is to be asked.</param>
    public CodeVerdict Judge(double noise, bool explains, float[]? own)
    {
        long different = 0, ties = 0, following = 0;
        (int Codebook, int Frame)? firstWrong = null;
        var (largest, smallest, wrong, tieFrames) = (0.0, double.NaN, new bool[dump.Frames], new HashSet<int>());
        var tie = TieMargin(noise);
        var asked = 0;
        for (var t = 0; t < _frames; t++)
        {
            if (Enumerable.Range(0, dump.Codebooks).All(k => dump[k, t] == ours[k, t]))
                continue;
            // Beyond the first frames there is no margin: a difference counts as one that isn't a tie.
            var margins = asked++ < 4 * MostFrames ? quantiser.Quantise(Row(latent, t), dump.Codebooks).Margins : null;
            var done = false;
            for (var k = 0; k < dump.Codebooks; k++)
            {
                if (k == config.SemanticCodebooks)
                    done = false;
                if (dump[k, t] == ours[k, t])
                    continue;
                different++;
                if (done)
                {
                    following++;
                    continue;
                }
                done = true;
                if (margins?[k] <= tie)
                {
                    ties++;
                    largest = Math.Max(largest, margins[k]);
                    tieFrames.Add(t);
                    continue;
                }
                wrong[t] = true;
                smallest = margins is null ? smallest : double.IsNaN(smallest) ? margins[k] : Math.Min(smallest, margins[k]);
                if (firstWrong is null || k < firstWrong.Value.Codebook)
                    firstWrong = (k, t);
            }
        }
        for (var t = _frames; t < dump.Frames; t++)
            wrong[t] = true;
        var guesses = explains && firstWrong is { } first ? Guesses(first.Codebook) : [];
        return new()
        {
            Codebooks = dump.Codebooks,
            Frames = (dump.Frames, ours.Frames),
            Compared = (long)_frames * dump.Codebooks,
            Different = different,
            NearTies = ties,
            Following = following,
            TieMargin = tie,
            LargestTie = largest,
            SmallestWrong = smallest,
            FirstWrong = firstWrong,
            Pattern = FramePattern.Of(wrong),
            TieFrames = tieFrames,
            Guesses = guesses,
            FromOwnLatent = own is { } theirs && different > 0 ? Agreement(t => quantiser.Quantise(Row(theirs, t), dump.Codebooks).Codes) : null,
        };
    }

    /// <summary>A latent that is off by some noise moves every distance by as much: two entries nearer to each other than twice that may be exchanged.</summary>
    private double TieMargin(double noise)
    {
        var largest = 0.0;
        for (var t = 0; t < Math.Min(_frames, MostFrames); t++)
            foreach (var branch in (string[])["rvq_first", "rvq_rest"])
                largest = Math.Max(largest, System.Numerics.Tensors.TensorPrimitives.Norm<double>(quantiser.Project(branch, Row(latent, t))));
        return Math.Max(CodeParity.Margin, 2 * noise * largest);
    }

    private IReadOnlyList<Guess> Guesses(int level)
    {
        if (CodeShifts.Of(dump, ours) is { Count: > 0 } shifts)
            return shifts;
        var before = Agreement(t => [.. Enumerable.Range(0, dump.Codebooks).Select(k => ours[k, t])]);
        var mistakes = new (PlainQuantiser.Mistake Mistake, string Words)[]
        {
            (PlainQuantiser.Mistake.Undivided, "codebooks that aren't divided: embedding_sum must be divided by cluster_usage"),
            (PlainQuantiser.Mistake.NotSubtracted, "every level quantises the same vector: the chosen entry isn't subtracted"),
            (PlainQuantiser.Mistake.OneChain, "the acoustic codebooks quantise what the semantic one leaves; both must read the latent"),
        };
        var (words, agreement) = mistakes.Select(m => (m.Words, Agreement(t => quantiser.Quantise(Row(latent, t), dump.Codebooks, m.Mistake).Codes))).MaxBy(m => m.Item2);
        return agreement >= Agrees && agreement >= before + Better * (1 - before) ? [new(Cause.Quantiser, words, 1 - before, 1 - agreement)] : OtherBook(level);
    }

    /// <summary>The first wrong level with each of the branch's other codebooks.</summary>
    private IReadOnlyList<Guess> OtherBook(int level)
    {
        var frames = Math.Min(_frames, MostFrames);
        var residuals = Enumerable.Range(0, frames).Select(t => quantiser.Quantise(Row(latent, t), level + 1).Residuals[level]).ToList();
        var (first, end) = level < config.SemanticCodebooks ? (0, config.SemanticCodebooks) : (config.SemanticCodebooks, config.Codebooks);
        double Part(int book) => residuals.Index().Count(r => quantiser.Nearest(book, r.Item).Code == dump[level, r.Index]) / (double)frames;
        var before = Part(level);
        var best = Enumerable.Range(first, end - first).Where(b => b != level).Select(b => (Book: b, Part: Part(b))).OrderByDescending(b => b.Part).FirstOrDefault();
        return frames > 3 && best.Part >= Agrees && best.Part >= before + Better ? [new(Cause.Quantiser, $"codebook {level} uses the entries of codebook {best.Book}", 1 - before, 1 - best.Part)] : [];
    }

    private double Agreement(Func<int, int[]> codes)
    {
        var (frames, equal) = (Math.Min(_frames, MostFrames), 0);
        for (var t = 0; t < frames; t++)
            equal += codes(t).Index().Count(c => c.Item == dump[c.Index, t]);
        return (double)equal / (frames * dump.Codebooks);
    }

    private ReadOnlySpan<float> Row(ReadOnlyMemory<float> values, int frame) => values.Span.Slice(frame * config.Width, config.Width);
}
