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

    /// <summary>The same clips, of which nobody says what is said.</summary>
    public static MeasuredSpace WithoutTexts(MeasuredSpace space) => space with { Set = new EmbeddingSet(space.Set.Name, [.. space.Set.Samples.Select(s => s with { Text = null })], 2, [1, 0, 1, 0.1f, 0, 1, 0.1f, 1]) };

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

    /// <summary>Error rates of a head on unseen voices: an interval of ± 0.01, and half-widths of ± 0.01 around the differences to controls.</summary>
    public static UnseenRates Rates(double head, double low = double.NaN, double high = double.NaN, double minusCosine = -0.1, bool texts = true, IReadOnlyList<(SpaceKind Kind, double Head)>? controls = null) => new()
    {
        VoicesOfFold = [[0], [1]],
        TextsUnseen = texts,
        Cosine = new Estimate(head - minusCosine, head - minusCosine - 0.01, head - minusCosine + 0.01),
        Head = new Estimate(head, double.IsNaN(low) ? head - 0.01 : low, double.IsNaN(high) ? head + 0.01 : high),
        HeadMinusCosine = Around(minusCosine),
        HeadPerFold = [head, head],
        Controls = [.. (controls ?? []).Select(c => new ControlRates(c.Kind, new Estimate(0.5, 0.49, 0.51), Around(c.Head), Around(head - c.Head)))],
    };

    /// <summary>A value with an interval of ± 0.01.</summary>
    public static Estimate Around(double value) => new(value, value - 0.01, value + 0.01);

    /// <summary>The headline embedding of <see cref="Diagnosis"/> with a head.</summary>
    public static HeadRow Head(UnseenRates? texts, UnseenRates? voices = null) => new(new EmbeddingKey("tap", Pooling.Mean), voices ?? texts, texts);

    /// <summary>The same under a condition: what isn't given is as recorded.</summary>
    public static ConditionRow Condition(string name, UnseenRates? head, Estimate? change = null, Estimate? cosineChange = null) => new()
    {
        Condition = name,
        Key = new EmbeddingKey("tap", Pooling.Mean),
        TestKey = new EmbeddingKey("tap", Pooling.Mean),
        Clips = 4,
        Plain = Around(0.2),
        Treated = Around(0.2),
        TreatedChange = cosineChange ?? Around(0),
        Mismatched = Around(0.2),
        MismatchedChange = cosineChange ?? Around(0),
        TreatedHead = head,
        TreatedHeadChange = change ?? Estimate.None,
        MismatchedHead = change is null ? Estimate.None : Around(0.2),
        MismatchedHeadChange = change ?? Estimate.None,
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
        Heads = [],
        Conditions = [],
        Durations = [],
        SeedTests = SeedTests(),
        ControlSeedTests = [],
        LikeTheStudy = null,
        Layers = [],
    };
}
