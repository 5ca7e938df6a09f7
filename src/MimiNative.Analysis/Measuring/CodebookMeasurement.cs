using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>In which codebook is the speaker? Each one alone, all up to it, and its codes, by cosine and by a head trained on other voices.</summary>
internal static class CodebookMeasurement
{
    private static readonly UncertaintyOptions NoIntervals = new() { Replicates = 0, Permutations = 0 };

    /// <summary>Measures the curves, and the two branches as wholes with intervals and controls.</summary>
    /// <param name="labels">Voices and texts of the clips.</param>
    /// <param name="semantic">Codebooks of the semantic branch.</param>
    /// <param name="clips">The network's.</param>
    /// <param name="random">The same clips with random weights, or null.</param>
    /// <param name="spectral">The same clips as MFCCs, or null.</param>
    /// <param name="uncertainty">How often to resample the branches.</param>
    /// <param name="cancellation">Stops between codebooks.</param>
    public static CodebooksResult Run(SpaceLabels labels, int semantic, CodebookClips clips, CodebookClips? random, EmbeddingMatrix? spectral, UncertaintyOptions uncertainty, CancellationToken cancellation = default)
    {
        var curves = Curves(SpaceKind.Analysed, clips, semantic, labels, cancellation);
        if (random is not null)
            curves.AddRange(Curves(SpaceKind.RandomWeights, random, semantic, labels, cancellation));
        // Texts are left out of training too where that leaves pairs to compare: the same protocol for all spaces, or no difference could be taken.
        var texts = UnseenVoices.Compute(clips.UpTo(clips.Count), labels, textsUnseen: true, NoIntervals) is not null;
        UnseenVoices? Unseen(EmbeddingMatrix matrix) => UnseenVoices.Compute(matrix, labels, texts, uncertainty);
        var floor = spectral is { } mfcc ? Unseen(mfcc) : null;
        BranchReading Branch(QuantiserBranch branch, int codebooks, Func<CodebookClips, EmbeddingMatrix> matrix)
        {
            cancellation.ThrowIfCancellationRequested();
            var own = Unseen(matrix(clips));
            return new BranchReading(branch, codebooks, own?[ScoringMethod.LdaCosine].Eer ?? Estimate.None,
            [
                .. new[] { (Kind: SpaceKind.RandomWeights, Control: random is null ? null : Unseen(matrix(random))), (Kind: SpaceKind.Spectral, Control: floor) }
                    .Where(c => own is not null && c.Control is not null)
                    .Select(c => new HeldAgainst(c.Kind, c.Control![ScoringMethod.LdaCosine].Eer, own!.Difference(ScoringMethod.LdaCosine, c.Control, ScoringMethod.LdaCosine))),
            ]);
        }

        List<BranchReading> branches = [Branch(QuantiserBranch.Semantic, semantic, c => c.UpTo(semantic))];
        if (clips.Count > semantic)
            branches.Add(Branch(QuantiserBranch.Acoustic, clips.Count - semantic, c => c.AcousticUpTo(c.Count)));
        return new CodebooksResult(semantic, clips.Count, texts, curves, branches);
    }

    private static List<CodebookCurve> Curves(SpaceKind space, CodebookClips clips, int semantic, SpaceLabels labels, CancellationToken cancellation)
    {
        var views = Enum.GetValues<CodebookView>();
        var (cosine, head) = (Array.ConvertAll(views, _ => new double[clips.Count]), Array.ConvertAll(views, _ => new double[clips.Count]));
        Parallel.For(0, clips.Count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, at =>
        {
            foreach (var view in views)
                (cosine[(int)view][at], head[(int)view][at]) = view == CodebookView.AcousticUpTo && at < semantic ? (double.NaN, double.NaN) : Measure(Of(clips, view, at + 1), labels);
        });
        return [.. views.Select(v => new CodebookCurve(v, space, cosine[(int)v], head[(int)v]))];
    }

    private static EmbeddingMatrix Of(CodebookClips clips, CodebookView view, int codebook) => view switch
    {
        CodebookView.Alone => clips.Alone(codebook),
        CodebookView.UpTo => clips.UpTo(codebook),
        CodebookView.AcousticUpTo => clips.AcousticUpTo(codebook),
        _ => clips.Histogram(codebook),
    };

    private static (double Cosine, double Head) Measure(EmbeddingMatrix matrix, SpaceLabels labels) =>
        (VerificationMetrics.Compute(matrix, labels).Eer, UnseenVoices.Compute(matrix, labels, textsUnseen: false, NoIntervals)?[ScoringMethod.LdaCosine].Eer.Value ?? double.NaN);
}
