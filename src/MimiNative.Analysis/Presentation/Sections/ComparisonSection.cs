using System.Globalization;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>Stage 4 in the report and its files.</summary>
internal static class ComparisonSection
{
    /// <summary>More values of a label than this are too many colours to tell apart.</summary>
    private const int MostColours = 40;

    /// <summary>More points than this are drawn by voice alone: each colouring is a plot of its own.</summary>
    private const int MostColoured = 1200;

    /// <summary>A mean over fewer pairs of voices says nothing about what they share.</summary>
    private const int FewestPairs = 5;

    /// <summary>With more voices the matrices are in the CSV files only: of 1,251 voices they would make a JSON file of 100 MB.</summary>
    private const int MostVoicesInJson = 200;

    /// <summary>The stage's part of the report and its files.</summary>
    public static StageOutput Present(ComparisonResult result)
    {
        var stage = new StageBuilder("comparison", "Voices against each other");
        var voices = result.Voices;
        Matrices(stage, result);
        Clips(stage, result);
        if (result.Peers.Count > 0)
            stage.Table(Others(result));
        Planes(stage, result);
        if (result.Linkage.Count > 0)
            stage.Figure("dendrogram", Plot.Dendrogram("Voices by likeness (Ward)", "Voices that join low are close together in this space. Do they belong together for your ears as well?", voices,
                [.. result.Linkage.Select(m => new LinkageStep(m.Left, m.Right, m.Distance))], new Axis("distance")));
        stage.Table(new Table("Pairs of voices that are hardest to tell apart", [new("voice"), new("voice"), new("similarity (centred)", true), new("centroids (centred)", true), new("clips confused", true)],
            [.. result.MostConfusable.Select(p => (IReadOnlyList<Cell>)[p.VoiceA, p.VoiceB, Words.Number(p.MeanSimilarity), Words.Number(p.CentroidSimilarity), $"{p.Confusions}"])]));
        if (result.Closest.Count > 0)
            stage.Table(new Table("Listen: the closest clips of these pairs. Would you take them for one person?", [new("voice"), new("clip"), new("voice"), new("clip"), new("cosine similarity", true)],
                [.. result.Closest.Select(c => (IReadOnlyList<Cell>)[c.VoiceA, new Cell(c.ClipA) { Sound = c.ClipA }, c.VoiceB, new Cell(c.ClipB) { Sound = c.ClipB }, Words.Number(c.Similarity)])]));
        if (result.Breakdown.Count > 0)
        {
            stage.Text("Do voices of one gender, accent or age lie closer together? If so, part of what looks like speaker identity is a group trait, which many voices share.");
            stage.Table(new Table($"Similarity of different voices, by what they share; of fewer than {FewestPairs} pairs of voices no mean is shown, since it would say more of these voices than of the attribute",
                [new("attribute"), new("pairs that share it", true), new("similarity", true), new("pairs that don't", true), new("similarity", true)],
                [.. result.Breakdown.Select(b => (IReadOnlyList<Cell>)[b.Attribute, $"{b.SamePairs}", Mean(b.SameSimilarity, b.SamePairs), $"{b.DifferentPairs}", Mean(b.DifferentSimilarity, b.DifferentPairs)])]));
        }

        stage.File("voice_similarity_matrix.csv", () => Csv(voices, result.Similarity));
        stage.File("voice_similarity_matrix_centred.csv", () => Csv(voices, result.CentredSimilarity));
        stage.File("confusion_matrix.csv", () => Csv(voices, Numbers(result.Confusion)));
        stage.File("comparison.json", () => AnalysisJson.Text(voices.Count > MostVoicesInJson ? result with { Similarity = [], CentredSimilarity = [], Confusion = [] } : result, AnalysisJson.Default.ComparisonResult));
        var hardest = result.MostConfusable.Count > 0 ? $" Hardest to tell apart: {result.MostConfusable[0].VoiceA} and {result.MostConfusable[0].VoiceB}." : "";
        // Whether that is good news is the diagnosis's to say, beside its controls.
        return stage.Build($"The nearest voice centroid names {Words.Percent(result.CentroidAccuracy)} of held-out clips rightly among {Words.Count(voices.Count, "voice")} (guessing: {Words.Percent(1.0 / voices.Count)}); the separability ratio is {Words.Number(result.SeparabilityRatio, "0.00")} (wanted: above {Words.Number(Bands.SeparabilityRatio.Target!.Value, "0.0")}).{hardest}");
    }

    private static Cell Mean(double similarity, int pairs) => pairs < FewestPairs ? "too few" : Words.Number(similarity);

    private static void Matrices(StageBuilder stage, ComparisonResult result)
    {
        var voices = result.Voices;
        if (result.CentredSimilarity.Any(r => r.Any(double.IsFinite)))
            stage.Figure("similarity_matrix", Plot.Matrix("Similarity of voices, centred",
                "Mean cosine over pairs of clips, after the mean of all clips is taken off: red is closer than clips are on average, blue farther. A space that knows voices has a red diagonal and nothing red beside it.", voices, voices, Square(result.CentredSimilarity), "cosine similarity", ColourScale.Diverging));
        else
            stage.Text("With fewer than three clips the mean can't be taken off: two clips would always become opposites.");
        stage.Figure("confusion_matrix", Plot.Matrix("Who is taken for whom",
            $"Rows are the true voice, columns the voice with the nearest centroid, over clips {(result.HeldOutTexts ? "of texts that the centroids have not heard" : "held out of the centroids")}. {Words.Percent(result.CentroidAccuracy)} are right; guessing gives {Words.Percent(1.0 / voices.Count)}.",
            voices, voices, Square(Numbers(result.Confusion)), "clips", format: "0"));
    }

    private static void Clips(StageBuilder stage, ComparisonResult result)
    {
        var pairs = result.Pairs;
        stage.Table(new Table("Separability over all pairs of clips, without centroids", [new("pairs"), new("number", true), new("mean cosine", true), new("standard deviation", true)],
        [
            ["of one voice", $"{pairs.Same}", Words.Number(pairs.SameMean), Words.Number(pairs.SameStd)],
            ["of two voices", $"{pairs.Different}", Words.Number(pairs.DifferentMean), Words.Number(pairs.DifferentStd)],
        ]));
        stage.Text($"The two are {Words.Number(pairs.DPrime, "0.00")} standard deviations apart (d′), and clips of two voices are {Words.Number(pairs.DistanceRatio, "0.00")} times as far from each other as clips of one (Euclidean; 1 would be no difference).");
        if (result.ClipSimilarity is not { } similarity)
            stage.Text($"There are more than {ComparisonResult.MostClips} clips: too many to show each against each.");
        else if (result.ClipOrder.Count > 2)
            stage.Figure("clip_similarity", Plot.HeatMap("Each clip against each other clip", "Clips in the order of their voices; lines stand between voices. A space that knows voices has bright squares along the diagonal, one for each voice, and nothing as bright beside them.",
                result.ClipOrder.Count, result.ClipOrder.Count, (i, j) => similarity[i, j], new Axis("clip"), new Axis("clip"), "cosine similarity", groups: [.. result.Voices.Zip(result.Clips, (v, n) => new AxisGroup(v, n))]));
    }

    private static Table Others(ComparisonResult result) => new("Beside other encoders, on the clips that both have: this space, the other, and the difference (95 % intervals over the same draws of voices)",
        [
            new("other encoder"), new("clips", true), new("separability ratio here", true, "separability-ratio"), new("its", true), new("difference", true), new("d′ here", true), new("its", true), new("difference", true),
            new("held-out clips named rightly here", true), new("its", true),
        ],
        [.. result.Peers.Select(p => (IReadOnlyList<Cell>)
        [
            PeerWords.Name(p.Peer), $"{p.Clips}", Words.Number(p.Own.SeparabilityRatio, "0.00"), Words.Number(p.Its.SeparabilityRatio, "0.00"), Difference(p.RatioDifference), Words.Number(p.Own.DPrime, "0.00"), Words.Number(p.Its.DPrime, "0.00"), Difference(p.DPrimeDifference),
            Words.Percent(p.Own.CentroidAccuracy), Words.Percent(p.Its.CentroidAccuracy),
        ])]);

    private static string Difference(Estimate e) => $"{Words.Number(e.Value, "0.00")}{(double.IsFinite(e.Low) ? $" ({Words.Number(e.Low, "0.00")} to {Words.Number(e.High, "0.00")})" : "")}";

    private static void Planes(StageBuilder stage, ComparisonResult result)
    {
        if (result.Components.Dimension >= 2)
            Coloured(stage, result, "pca_2d", by => Scatter(result, by, result.Components, "All clips in the plane of the two strongest directions", "Clouds of one colour mean that the largest differences between clips are differences between what the colours stand for.",
                new Axis($"first component, {Words.Percent(result.ComponentShares[0])} of the variance"), new Axis($"second, {Words.Percent(result.ComponentShares[1])}")));
        if (result.Tsne is { } tsne)
            Coloured(stage, result, "tsne_2d", by => Scatter(result, by, tsne, "All clips by t-SNE", "Neighbours stay neighbours; distances between clouds and their sizes mean nothing. Look only at whether a cloud has one colour.", new Axis("t-SNE 1"), new Axis("t-SNE 2")));
        if (result.Components.Dimension >= 3)
            stage.Figure("pca_3d", Plot.Scatter3("All clips along the three strongest directions", "Turn it: voices that overlap from one side may be apart from another.",
                [.. Groups(result, s => s.Voice).Select(g => new PointSeries3(g.Key, [.. g.Select(i => new PlotPoint3(result.Components.Row(i)[0], result.Components.Row(i)[1], result.Components.Row(i)[2], result.Samples[i].Id))]))],
                new Axis("first component"), new Axis("second component"), new Axis("third component")));
    }

    // By voice first; by text, accent or gender where clips differ in it and the colours can be told apart.
    private static void Coloured(StageBuilder stage, ComparisonResult result, string name, Func<Func<Sample, string?>, Svg> plot)
    {
        var choices = new List<FigureChoice> { new("voice", plot(s => s.Voice)) };
        if (result.Samples.Count <= MostColoured)
            foreach (var (word, of) in new (string, Func<Sample, string?>)[] { ("text", s => s.Text), ("accent", s => s.Accent), ("gender", s => s.Gender) })
                if (result.Samples.All(s => of(s) is not null) && result.Samples.Select(of).Distinct().Count() is > 1 and <= MostColours)
                    choices.Add(new FigureChoice(word, plot(of)));
        stage.Choices(name, "coloured by", choices);
    }

    private static Svg Scatter(ComparisonResult result, Func<Sample, string?> by, EmbeddingMatrix points, string title, string caption, Axis x, Axis y) => Plot.Scatter(title, caption,
        [.. Groups(result, by).Select(g => new PointSeries(g.Key, [.. g.Select(i => new PlotPoint(points.Row(i)[0], points.Row(i)[1], $"{result.Samples[i].Id}{(result.Samples[i].Sentence is { } s ? $": {s}" : "")}"))]))], x, y, equalScale: true);

    private static IEnumerable<IGrouping<string, int>> Groups(ComparisonResult result, Func<Sample, string?> by) =>
        Enumerable.Range(0, result.Samples.Count).GroupBy(i => by(result.Samples[i])!).OrderBy(g => g.Key, StringComparer.Ordinal);

    private static double[][] Numbers(int[][] counts) => [.. counts.Select(r => r.Select(v => (double)v).ToArray())];

    private static double[,] Square(double[][] rows)
    {
        var values = new double[rows.Length, rows.Length];
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < rows.Length; j++)
                values[i, j] = rows[i][j];
        return values;
    }

    private static string Csv(IReadOnlyList<string> voices, double[][] rows)
    {
        var text = new StringBuilder("voice_id,").AppendJoin(',', voices.Select(CsvText.Quote)).Append('\n');
        for (var i = 0; i < rows.Length; i++)
            text.Append(CsvText.Quote(voices[i])).Append(',').AppendJoin(',', rows[i].Select(v => double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "")).Append('\n');
        return text.ToString();
    }
}
