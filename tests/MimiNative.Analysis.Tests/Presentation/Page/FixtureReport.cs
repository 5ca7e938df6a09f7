using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;
using MimiNative.Audio;

namespace MimiNative.Analysis.Tests.Presentation.Page;

/// <summary>A report with every kind of plot and block, as crowded as a real one: 21 voices, long names, signed and unsigned values.</summary>
internal static class FixtureReport
{
    public static readonly string[] Voices =
    [
        "Sarah_american", "Will_american", "Charlotte_british", "Daniel_british", "Aoife_irish", "Priya_indian", "Matilda_australian", "Callum_scottish", "Freya_american",
        "George_british", "Jessica_american", "Thomas_american", "Lily_british", "Liam_irish", "Nicole_american", "Bill_american", "Dorothy_british", "Charlie_australian", "Glinda_american",
        "Clyde_american", "Mimi_swedish",
    ];

    private static readonly string[] Layers =
    [
        "seanet.stem", "seanet.0", "seanet.1", "seanet.2", "seanet.3", "seanet.out", "transformer.1", "transformer.2", "transformer.3", "transformer.4", "transformer.5", "transformer.6",
        "transformer.7", "transformer.8", "latent", "rvq@1", "rvq@8", "rvq@32",
    ];

    public static ReportModel Make(string title = "Mimi on 21 voices: does it know who is speaking?") => new()
    {
        Title = title,
        Subtitle = "210 clips · 21 voices · 10 texts · 18 extraction points × 5 poolings · weights `kyutai/mimi` (fixture data)",
        Verdict = new(Level.Weak, "Weak", "Mimi's pooled embeddings know the speaker a little: in the middle of the network, after centring, the voice outweighs the words, but far less than in a model trained for it.",
        [
            new("Does this space know the speaker?", "A little. The acoustics score is **0.13** where random weights reach 0.02 and a spectral baseline 0.09."),
            new("Where in the network?", "Best at `transformer.4`; lost again by `latent`, and the first codebook keeps almost only the words."),
            new("How sure are we?", "The interval over voices is 0.08 to 0.18, and no permutation of the voice labels in 1,000 did as well (p < 0.001)."),
            new("What should I use?", "`transformer.4` with statistics pooling and centring; add a trained projection before relying on it for diarization."),
        ]),
        Background = Published.SeedStudy,
        Sounds = new Dictionary<string, byte[]> { ["clip one"] = Tone() },
        Warnings =
        [
            new("Synthetic weights", "These numbers come from `synthetic:1`, a network that learned nothing. They test the tool and say nothing about Mimi.", Level.Bad),
            new("Few voices", "21 voices give wide intervals; read the interval, not the number."),
            new("Clip length goes with the text", "Longer sentences make longer clips (r = 0.94). A pipeline that pads clips to one length and pools over the padding would measure length, not words; this one pools over each clip's own frames."),
        ],
        Metrics =
        [
            new()
            {
                Scale = MetricScale.AcousticsScore, Value = 0.131, Interval = new(0.082, 0.178), PValue = 0.000999, Configuration = "`transformer.4`, statistics pooling, centred",
                Meaning = "The voice outweighs the words, and more than in either control: weak, but something a trained head can build on.",
                Comparisons = [new("random weights", -0.01, 0.05, Value: 0.02), new("MFCC baseline", 0.06, 0.12, Value: 0.09), .. Published.AcousticsScore],
            },
            new()
            {
                Scale = MetricScale.SeparabilityRatio, Value = 0.55, Interval = new(0.49, 0.63), PValue = 0.012, Configuration = "`transformer.4`, statistics pooling, centred",
                Meaning = "A person varies more from sentence to sentence than people differ from each other.",
                Comparisons = [new("random weights", 0.3, 0.42, Value: 0.36), new("MFCC baseline", 0.8, 1.02, Value: 0.91), .. Published.SeparabilityRatio(wavLmMeasured: false)],
            },
            new()
            {
                Scale = MetricScale.IntraSpeakerConsistency, Value = 0.7815, Interval = new(0.74, 0.82), Configuration = "`transformer.8`, mean pooling",
                Meaning = "A person's sentences are alike, but so is everything in this space.", Comparisons = [new("random weights", 0.9, 0.96, Value: 0.93), .. Published.IntraSpeakerConsistency],
            },
            new()
            {
                Scale = MetricScale.EqualErrorRate, Value = 0.4783, Interval = new(0.45, 0.5), PValue = 0.31, Configuration = "`transformer.8`, mean pooling",
                Meaning = "Hardly better than a coin toss.", Comparisons = [new("random weights", 0.46, 0.51, Value: 0.489), new("MFCC baseline", 0.25, 0.31, Value: 0.28)],
            },
        ],
        Sections =
        [
            new("exploration", "Exploration: one clip through the network", "The network is whole: every activation is finite, and frames follow the sounds of the sentence.",
            [
                new FigureBlock(Waveform()), new FigureBlock(Activations()), new FigureBlock(FrameSimilarity()), new FigureBlock(Trajectory()),
            ]) { Command = "mimi explore clip.wav --weights synthetic:1 --out out", Files = ["exploration/waveform.svg", "exploration/frames #1.csv"] },
            new("comparison", "Voice comparison", "Voices overlap; the two most alike are **Charlotte_british** and **Lily_british**.",
            [
                new FigureBlock(VoiceMatrix(21)), new FigureBlock(VoiceMatrix(6)), new FigureBlock(Embeddings(21)) { ChoiceLabel = "coloured by", Choices = [new("voice", Embeddings(21)), new("text", Embeddings(10)), new("accent", Embeddings(5))] }, new FigureBlock(Embeddings(3)), new FigureBlock(ClipMap()), new FigureBlock(Space()), new FigureBlock(Tree()),
                new TableBlock(new Table("Listen to these", [new("clip"), new("clip"), new("similarity", true)],
                    [[new Cell("clip one") { Sound = "clip one" }, new Cell("not in the report") { Sound = "not in the report" }, "0.91"]])),
            ]) { Level = Level.Weak, Command = "mimi compare digits --weights synthetic:1" },
            new("diagnostics", "Diagnostic suite", "Two of four tests pass.",
            [
                new FindingBlock(Level.Bad, "FAIL", "Acoustics over semantics: 0.7815 ± 0.2601 for one voice, 0.8764 ± 0.1518 for one text"),
                new FindingBlock(Level.Good, "PASS", "Light noise: 0.8726 ± 0.1593 (target > 0.85)"),
                new HeadingBlock("Along the network"),
                new TextBlock("Each point pools one layer's frames and asks the same two questions: same voice, other words; same words, other voice."),
                new FigureBlock(AlongTheNetwork()), new FigureBlock(Pairs()), new FigureBlock(Normality()), new FigureBlock(Spectrum()), new FigureBlock(Controls()), new FigureBlock(EdgeCases()), new FigureBlock(Noise()),
                new FigureBlock(Duration()), new FigureBlock(Sweep()), new FigureBlock(Speed()),
                new TableBlock(new Table("Two statements", [new("statement"), new("here")], [["words outweigh voices", "**holds**"], ["the speaker is not there", "**fails**"]])),
                new TableBlock(new Table("Four error rates", [new("space"), new("cosine, both changed", true), new("`head`, both changed", true), new("cosine, test changed", true), new("head, test changed", true), new("change, with a head")],
                    [["this space, `seanet.out`", "11.7 % (0.6 to 30.8)", "6.0 % (0.0 to 11.9)", "48.2 % (32.8 to 56.9)", "61.9 % (43.5 to 81.8)", "both changed: no sure change; test changed: no sure change"]])),
                new TableBlock(Configurations()),
                new DetailsBlock("Channel statistics", [new TextBlock("The ten channels that separate voices best, by F-ratio.")]),
            ]) { Level = Level.Bad, Command = "mimi diagnose digits --weights synthetic:1 --seed 1" },
        ],
        Definitions =
        [
            new("pooling", "Pooling", "Many frames become one vector: their mean, their maximum, or mean and standard deviation side by side (statistics pooling)."),
            new("tap", "Tap", "A point in the network where activations are read, such as `transformer.4`."),
        ],
        Provenance = new("mimi analyze digits --weights synthetic:1 --out out --seed 1", [new("Version", "0.1.0"), new("Weights", "synthetic:1, `sha256:0f3a…`"), new("Data set", "data/digits, 96 clips, 4 voices")]),
    };

    public static Table Configurations()
    {
        var random = new Random(7);
        var rows = new List<IReadOnlyList<Cell>>();
        foreach (var layer in Layers)
            foreach (var pooling in new[] { "mean", "stats", "first frame" })
            {
                var score = random.NextDouble() * 0.4 - 0.2;
                rows.Add([layer, pooling, new(score.ToString("0.000").Replace('-', '−'), score, score > 0.1 ? Level.Fair : Level.Bad), new((0.5 + score).ToString("0.000"), 0.5 + score), "512"]);
            }
        return new("Every configuration that was measured; the best is shaded.", [new("Extraction point", Definition: "tap"), new("Pooling", Definition: "pooling"), new("Acoustics score", true, "acoustics-score"), new("Separability", true), new("Dimensions", true)], rows)
        { Sortable = true, BestRow = 3 };
    }

    private static byte[] Tone()
    {
        using var wav = new MemoryStream();
        WavWriter.Write(wav, [.. Enumerable.Range(0, 6000).Select(i => (float)(0.3 * Math.Sin(i * 0.1)))], 12000);
        return wav.ToArray();
    }

    public static Svg ClipMap() => Plot.HeatMap("Each clip against each other clip", "Bright squares along the diagonal are voices.", 60, 60, (r, c) => r / 10 == c / 10 ? 0.9 : 0.2 + 0.1 * Math.Sin(r + c),
        new("clip"), new("clip"), "cosine similarity", groups: [.. Voices[..6].Select(v => new AxisGroup(v, 10))]);

    public static Svg Waveform()
    {
        var samples = new float[72000];
        var random = new Random(1);
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (float)(0.5 * Math.Sin(i * 0.03) * Math.Pow(Math.Sin(i * Math.PI / 14400), 2) + 0.02 * (random.NextDouble() - 0.5));
        return Plot.Waveform("The clip", "Five words with pauses between them; what follows shares this time axis.", samples, 24000);
    }

    public static Svg Activations() => Plot.HeatMap(
        "`seanet.out`, first 32 channels", "Vertical structure is sound changing over time; a row that stays one colour is a channel that carries no information here.", 32, 75,
        (r, c) => Math.Sin(r * 0.7 + c * 0.2) * Math.Cos(c * 0.05 * r), new("Time", "s", 0, 3), new("Channel"), "Activation", ColourScale.Diverging);

    public static Svg FrameSimilarity() => Plot.HeatMap(
        "Frame against frame", "Bright squares along the diagonal are sounds that last; bright patches off it are sounds that come back.", 75, 75,
        (r, c) => Math.Cos((r - c) * 0.3) * Math.Exp(-Math.Abs(r - c) / 25.0), new("Time", "s", 0, 3), new("Time", "s", 0, 3), "Cosine similarity");

    public static Svg Trajectory() => Plot.Scatter3(
        "Frames of the clip over time", "The line follows the sentence; loops are sounds that come back.",
        [new("transformer.8", [.. Enumerable.Range(0, 75).Select(t => new PlotPoint3(Math.Cos(t * 0.2) * t, Math.Sin(t * 0.2) * t, t * 0.4, $"{t * 0.04:0.00} s"))]) { Joined = true }],
        new("PC 1", "31 %"), new("PC 2", "18 %"), new("PC 3", "9 %"));

    public static Svg VoiceMatrix(int count)
    {
        var values = new double[count, count];
        for (var r = 0; r < count; r++)
            for (var c = 0; c < count; c++)
                values[r, c] = r == c ? 1 : 0.9 + 0.09 * Math.Cos((r + 1) * (c + 1));
        return Plot.Matrix($"Similarity of {count} voices", "Cosine of the voices' centroids. Bright cells off the diagonal are voices that this space mixes up.", Voices[..count], Voices[..count], values, "Cosine similarity");
    }

    public static Svg Embeddings(int voices)
    {
        var random = new Random(voices);
        return Plot.Scatter($"{voices} voices in the plane", "Each point is a clip. Clouds of one colour would be voices the space knows; here they mix.",
            [.. Voices[..voices].Select((voice, v) => new PointSeries(voice, [.. Enumerable.Range(1, 10).Select(s => new PlotPoint(Math.Cos(v) + Normal(random) * 0.4, Math.Sin(v * 1.3) + Normal(random) * 0.4, $"{voice} text {s}"))]))],
            new("PC 1", "31 %"), new("PC 2", "18 %"), equalScale: true);
    }

    public static Svg Space()
    {
        var random = new Random(3);
        return Plot.Scatter3("Voices in three dimensions", "Turn it: clouds that part from one side only are still apart.",
            [.. Voices[..5].Select((voice, v) => new PointSeries3(voice, [.. Enumerable.Range(1, 10).Select(s => new PlotPoint3(v % 2 + Normal(random) * 0.3, v / 2 + Normal(random) * 0.3, v * 0.4 + Normal(random) * 0.3, $"{voice} text {s}"))]))],
            new("PC 1"), new("PC 2"), new("PC 3"));
    }

    public static Svg Tree()
    {
        var steps = new List<LinkageStep> { new(0, 1, 0.1), new(2, 3, 0.15), new(4, 5, 0.21), new(21, 22, 0.33) };
        for (var i = 6; i < 21; i++)
            steps.Add(new(i, 21 + steps.Count - 1, 0.35 + (i - 6) * 0.06));
        steps.Add(new(23, 39, 1.6));
        return Plot.Dendrogram("Which voices are alike", "Joins near the left are voices that the space hardly tells apart.", Voices, steps, new("Ward distance"), [.. Voices.Select((_, i) => i % 2)], ["female", "male"]);
    }

    public static Svg AlongTheNetwork() => Plot.Lines(
        "Speaker and content along the network", "Where the blue line is over the orange one, the voice outweighs the words.",
        [
            Line("same voice, other words", i => 0.7 + 0.2 * Math.Sin(i * 0.4), 0.03), Line("same words, other voice", i => 0.75 + 0.15 * Math.Cos(i * 0.3), 0.02),
            Line("random weights", _ => 0.97, null, dashed: true),
        ], Layers, "Extraction point", new("Mean cosine similarity"), [new("seed study, same voice", 0.78)]);

    public static Svg Duration() => Plot.Lines("How much speech is needed", "The curve flattens where more speech adds nothing.",
        [new("acoustics score", [0.5, 1, 3, 5, 8], [-0.08, -0.02, 0.05, 0.09, double.NaN]) { Low = [-0.12, -0.06, 0.01, 0.05, double.NaN], High = [-0.04, 0.02, 0.09, 0.13, double.NaN] }],
        new("Duration", "s"), new("Acoustics score"), [new("target", 0.1), new("nothing", 0)]);

    public static Svg Pairs()
    {
        var random = new Random(5);
        return Plot.Histogram("Similarity of pairs", "The less the two distributions overlap, the better a threshold can tell speakers apart.",
            [new("same voice", [.. Enumerable.Range(0, 900).Select(_ => 0.78 + 0.1 * Normal(random))]), new("different voices", [.. Enumerable.Range(0, 4000).Select(_ => 0.74 + 0.12 * Normal(random))])],
            new("Cosine similarity"), references: [new("threshold at equal error", 0.76)]);
    }

    public static Svg Normality()
    {
        var random = new Random(6);
        return Plot.QuantileQuantile("Are activations normal?", "Points that leave the line at the ends are heavy tails: a few frames dominate the mean.", [.. Enumerable.Range(0, 5000).Select(_ => Math.Pow(Normal(random), 3))], new("Activation"));
    }

    public static Svg Spectrum()
    {
        var shares = Enumerable.Range(0, 64).Select(i => Math.Exp(-i * 0.15)).ToArray();
        var sum = shares.Sum();
        return Plot.Scree("How many directions the space uses", "The steeper the bars fall, the fewer directions matter.", [.. shares.Select(s => s / sum)]);
    }

    public static Svg Controls() => Plot.Bars("Does Mimi beat its controls?", "A result counts only where the blue bar's interval clears the others.",
        [new("transformer.4, stats, centred", 0.131, 0.082, 0.178), new("random weights, same configuration", 0.02, -0.01, 0.05, 1), new("MFCC mean and deviation", 0.09, 0.06, 0.12, 2)],
        new("Acoustics score"), references: [new("target", 0.1), new("seed study, baseline", -0.09)]);

    public static Svg EdgeCases() => Plot.Bars("Edge cases", "Right of both lines: as close as two clips of one voice.",
        [
            new("short audio 0.1s", 0.71, 0.5, 0.8), new("short audio 1.0s", 0.9, 0.8, 0.95, 1), new("overlapping voices equal level", 0.62, 0.4, 0.8, 2), new("silence digital", 0.2, Group: 4),
            new("clipped rms 0dBFS", 0.99, 0.97, 1, 5), new("dc offset +0.1", 0.4, Group: 3),
        ], new("cosine similarity"), references: [new("two clips of one voice", 0.8), new("clips of two voices", 0.6)], groups: ["PASS", "DEGRADED", "FAIL", "CRASH", "CAN'T BE JUDGED", "EMPTY PASS"], judged: true);

    public static Svg Noise() => Plot.Bars("Robustness to noise", "Both bars should reach their targets.",
        [new("20 dB", 0.87, 0.71, 1), new("10 dB", 0.83, 0.64, 1, 1)], new("Cosine to the clean clip", Minimum: 0, Maximum: 1), horizontal: false, references: [new("pass, light noise", 0.85), new("pass, medium noise", 0.75)]);

    public static Svg Sweep()
    {
        var poolings = new[] { "mean", "max", "stats", "first frame", "last frame" };
        var values = new double[Layers.Length, poolings.Length];
        for (var r = 0; r < Layers.Length; r++)
            for (var c = 0; c < poolings.Length; c++)
                values[r, c] = r == 4 && c == 2 ? double.NaN : 0.2 * Math.Sin(r + c);
        return Plot.Matrix("Acoustics score by extraction point and pooling", "Red cells: the voice wins; blue cells: the words win.", Layers, poolings, values, "Acoustics score", ColourScale.Diverging);
    }

    public static Svg Speed() => Plot.Roofline("Roofline of the encoder", "Layers under the slope wait for memory, layers under the flat roof for arithmetic.",
        [.. Layers.Select((name, i) => new RooflinePoint(name, 0.5 * Math.Pow(1.4, i % 13), Math.Min(180, 12 * Math.Pow(1.4, i % 13)) * (0.4 + 0.05 * (i % 11)), 0.4 / (1 + i)))], 180, 24);

    private static LineSeries Line(string name, Func<int, double> value, double? spread, bool dashed = false)
    {
        var x = Enumerable.Range(0, Layers.Length).Select(i => (double)i).ToArray();
        var y = x.Select(i => value((int)i)).ToArray();
        return new(name, x, y) { Low = spread is { } s ? [.. y.Select(v => v - s)] : null, High = spread is { } t ? [.. y.Select(v => v + t)] : null, Dashed = dashed };
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
