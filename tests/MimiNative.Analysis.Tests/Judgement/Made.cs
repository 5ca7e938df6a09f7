using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Judgement;

/// <summary>Results made by hand, so that a rule can be tried at its limits.</summary>
internal static class Made
{
    private static readonly MeasuredSpace Measured = SpaceMeasurement.Run(SpaceKind.Analysed, "weights",
        new EmbeddingSet("tap/mean", [.. "abcd".Select((c, i) => new Sample { Id = $"{c}", Voice = $"v{i / 2}", Text = $"t{i % 2}" })], 2, [1, 0, 1, 0.1f, 0, 1, 0.1f, 1]),
        new UncertaintyOptions { Replicates = 0, Permutations = 0 }, logisticProbe: false);

    /// <summary>A space with these headline numbers; what isn't given is NaN.</summary>
    public static MeasuredSpace Space(
        SpaceKind kind = SpaceKind.Analysed, double eer = double.NaN, double low = double.NaN, double high = double.NaN, double p = double.NaN,
        double score = double.NaN, double scoreLow = double.NaN, double scoreHigh = double.NaN) => Measured with
        {
            Kind = kind,
            Uncertainty = Measured.Uncertainty with
            {
                Raw = [.. Measured.Uncertainty.Raw.Select(m => m.Name == Measured.Eer.Name ? m with { Value = eer, Low = low, High = high, PValue = p }
                    : m.Name == Measured.AcousticsScore.Name ? m with { Value = score, Low = scoreLow, High = scoreHigh } : m)],
            },
        };

    /// <summary>A configuration of whole clips without post-processing, unless said otherwise.</summary>
    public static SweepRow Row(string tap, double eer, double score = double.NaN, Pooling pooling = Pooling.Mean, double? duration = null, PostProcessingKind after = PostProcessingKind.None, bool crossValidated = false) => new()
    {
        Key = new EmbeddingKey(tap, pooling, duration),
        PostProcessing = after,
        CrossValidated = crossValidated,
        Eer = eer,
        IntraVoiceSimilarity = score,
        InterVoiceSimilarity = 0,
        CentredAcousticsScore = double.NaN,
        SeparabilityRatio = double.NaN,
        IntraDistance = double.NaN,
        InterDistance = double.NaN,
        CentredEer = double.NaN,
        Auc = double.NaN,
        Dimension = 2,
        Voices = 2,
        Samples = 4,
    };

    public static LayerPoint Layer(string tap, double eer) => new(tap, double.NaN, double.NaN, eer, double.NaN, double.NaN, double.NaN, double.NaN);

    public static SeedTestNumbers SeedTests(double score = double.NaN, double consistency = double.NaN, double ratio = double.NaN, double? light = null, double? medium = null)
    {
        var numbers = SeedTestMeasurement.Run(Measured.Set);
        return numbers with
        {
            Voice = numbers.Voice with { IntraVoiceSimilarity = score, InterVoiceSimilarity = 0, Consistency = consistency, InterDistance = ratio, IntraDistance = 1 },
            LightNoise = light is { } l ? new Robustness(l, 0, 1) : null,
            MediumNoise = medium is { } m ? new Robustness(m, 0, 1) : null,
        };
    }

    public static DiagnosisResult Diagnosis(MeasuredSpace space, params IReadOnlyList<MeasuredSpace> controls) => new()
    {
        Synthetic = false,
        Focus = new EmbeddingKey("tap", Pooling.Mean),
        FocusChosen = true,
        Sweep = new SweepResult([Row("tap", space.Eer.Value)], []),
        Mimi = space,
        Controls = controls,
        SeedTests = SeedTests(),
        Layers = [],
        Cka = [],
    };
}
