using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Measuring;

/// <summary>Ten voices say six texts; of five codebooks one knows who speaks.</summary>
public sealed class CodebookMeasurementTests
{
    private const int Voices = 10;
    private const int Texts = 6;
    private const int Books = 5;
    private const int Width = 6;

    private static readonly SpaceLabels Labels = new([.. Enumerable.Range(0, Voices * Texts).Select(i => i / Texts)], [.. Enumerable.Range(0, Voices * Texts).Select(i => i % Texts)]);
    private static readonly UncertaintyOptions Draws = new() { Replicates = 100, Permutations = 0 };

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void The_codebook_that_knows_the_voice_is_found_alone_in_sums_from_it_on_and_by_its_codes(int knows)
    {
        var result = CodebookMeasurement.Run(Labels, 1, Clips(knows), Clips(null, seed: 2), null, Draws);
        foreach (var view in (CodebookView[])[CodebookView.Alone, CodebookView.Codes])
        {
            var curve = result.Curve(view)!;
            Assert.All(Enumerable.Range(1, Books), k => Assert.True(curve.Head[k - 1] < 0.1 == (k == knows), $"{view} {k}: {curve.Head[k - 1]}"));
            Assert.All(Enumerable.Range(1, Books), k => Assert.True(curve.Cosine[k - 1] < 0.2 == (k == knows), $"{view} {k}: {curve.Cosine[k - 1]}"));
        }

        Assert.All(Enumerable.Range(1, Books), k => Assert.Equal(k >= knows, result.Curve(CodebookView.UpTo)!.Head[k - 1] < 0.2));
        Assert.True(double.IsNaN(result.Curve(CodebookView.AcousticUpTo)!.Head[0]));
        Assert.All(Enumerable.Range(2, Books - 1), k => Assert.Equal(k >= knows, result.Curve(CodebookView.AcousticUpTo)!.Head[k - 1] < 0.2));
        Assert.Equal(knows, ProbeRules.BestAlone(result)!.Value.Codebook);
        Assert.All(result.Curve(CodebookView.Alone, SpaceKind.RandomWeights)!.Head, eer => Assert.InRange(eer, 0.25, 0.75));
        Assert.True(result.TextsUnseen);
        Assert.Equal((1, Books - 1), (result.Branches[0].Codebooks, result.Branches[1].Codebooks));
        Assert.Equal([Outcome.Undecided, Outcome.Yes], result.Branches.Select(b => ProbeRules.SpeakerIn(b).Outcome));
    }

    [Fact]
    public void The_semantic_codebook_is_a_branch_of_its_own()
    {
        var result = CodebookMeasurement.Run(Labels, 1, Clips(knows: 1), Clips(null, seed: 2), null, Draws);
        Assert.Equal([Outcome.Yes, Outcome.Undecided], result.Branches.Select(b => ProbeRules.SpeakerIn(b).Outcome));
        Assert.All(result.Curve(CodebookView.AcousticUpTo)!.Head.Skip(1), eer => Assert.InRange(eer, 0.25, 0.75));
    }

    [Fact]
    public void A_control_that_knows_as_much_or_more_leaves_no_claim()
    {
        var (ignorant, knowing) = (Clips(null, seed: 2), Clips(knows: 3));
        Assert.Equal(Outcome.Undecided, ProbeRules.SpeakerIn(CodebookMeasurement.Run(Labels, 1, knowing, knowing, null, Draws).Branches[1]).Outcome);
        Assert.Equal(Outcome.Undecided, ProbeRules.SpeakerIn(CodebookMeasurement.Run(Labels, 1, knowing, ignorant, knowing.AcousticUpTo(Books), Draws).Branches[1]).Outcome);
        var worse = CodebookMeasurement.Run(Labels, 1, ignorant, knowing, ignorant.UpTo(1), Draws).Branches[1];
        Assert.Equal([SpaceKind.RandomWeights, SpaceKind.Spectral], worse.Controls.Select(c => c.Control));
        Assert.Equal(Outcome.No, ProbeRules.SpeakerIn(worse).Outcome);
    }

    [Fact]
    public void Too_few_voices_for_a_head_leave_cosine_and_no_claim()
    {
        int[] rows = [.. Enumerable.Range(0, 3 * Texts)];
        var clips = Clips(knows: 2);
        var few = new CodebookClips(1, [.. Enumerable.Range(1, Books).Select(k => clips.UpTo(k).Select(rows))], [.. rows.Select(_ => new int[Books])]);
        var result = CodebookMeasurement.Run(Labels.Select(rows), 1, few, null, null, Draws);
        Assert.All(result.Curve(CodebookView.Alone)!.Head, e => Assert.True(double.IsNaN(e)));
        Assert.True(result.Curve(CodebookView.Alone)!.Cosine[1] < 0.2);
        Assert.Equal((2, false), (ProbeRules.BestAlone(result)!.Value.Codebook, ProbeRules.BestAlone(result)!.Value.ByHead));
        Assert.All(result.Branches, b => Assert.Equal(Outcome.Undecided, ProbeRules.SpeakerIn(b).Outcome));
    }

    private static CodebookClips Clips(int? knows, ulong seed = 1)
    {
        var random = new SeededRandom(seed);
        var voices = Enumerable.Range(0, Voices * Width).Select(_ => 4 * random.NextGaussian()).ToArray();
        var sum = new double[Labels.Rows * Width];
        var upTo = new List<EmbeddingMatrix>();
        var codes = Enumerable.Range(0, Labels.Rows).Select(_ => new int[12 * Books]).ToArray();
        for (var k = 1; k <= Books; k++)
        {
            for (var i = 0; i < sum.Length; i++)
                sum[i] += random.NextGaussian() + (k == knows ? voices[Labels.Voice[i / Width] * Width + i % Width] : 0);
            upTo.Add(new EmbeddingMatrix([.. sum.Select(v => (float)v)], Labels.Rows, Width));
            for (var clip = 0; clip < codes.Length; clip++)
                for (var frame = 0; frame < 12; frame++)
                    codes[clip][frame * Books + k - 1] = k == knows ? Labels.Voice[clip] * 2 + random.NextInt(4) : random.NextInt(24);
        }

        return new CodebookClips(1, upTo, codes);
    }
}
