using System.Globalization;
using System.Text;
using System.Text.Json;
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
public static class ComparisonSection
{
    /// <summary>The stage's part of the report and its files.</summary>
    public static StageOutput Present(ComparisonResult result)
    {
        var stage = new StageBuilder("comparison", "Voices against each other", "mimi compare DATASET");
        var voices = result.Voices;
        stage.Figure("similarity_matrix", Plot.Matrix("Similarity of voices, centred",
            "Mean cosine over pairs of clips, after the mean of all clips is taken off. A space that knows voices has a bright diagonal and nothing bright beside it.", voices, voices, Square(result.CentredSimilarity), "cosine similarity", ColourScale.Diverging));
        stage.Figure("confusion_matrix", Plot.Matrix("Who is taken for whom",
            $"Rows are the true voice, columns the voice with the nearest centroid, over clips {(result.HeldOutTexts ? "of texts that the centroids have not heard" : "held out of the centroids")}. {Words.Percent(result.CentroidAccuracy)} are right; guessing gives {Words.Percent(1.0 / voices.Count)}.",
            voices, voices, Square([.. result.Confusion.Select(r => r.Select(v => (double)v).ToArray())]), "clips", format: "0"));
        if (result.Components.Dim >= 2)
            stage.Figure("pca_2d", Scatter(result, result.Components, "All clips in the plane of the two strongest directions", "Clouds of one colour mean that the largest differences between clips are differences between voices.",
                new Axis($"first component, {Words.Percent(result.ComponentShares[0])} of the variance"), new Axis($"second, {Words.Percent(result.ComponentShares[1])}")));
        if (result.Tsne is { } tsne)
            stage.Figure("tsne_2d", Scatter(result, tsne, "All clips by t-SNE", "Neighbours stay neighbours; distances between clouds and their sizes mean nothing. Look only at whether a cloud has one colour.", new Axis("t-SNE 1"), new Axis("t-SNE 2")));
        if (result.Components.Dim >= 3)
            stage.Figure("pca_3d", Plot.Scatter3("All clips along the three strongest directions", "Turn it: voices that overlap from one side may be apart from another.",
                [.. voices.Select(v => new PointSeries3(v, [.. Rows(result, v).Select(i => new PlotPoint3(result.Components.Row(i)[0], result.Components.Row(i)[1], result.Components.Row(i)[2], result.Samples[i].Id))]))],
                new Axis("first component"), new Axis("second component"), new Axis("third component")));
        if (result.Linkage.Count > 0)
            stage.Figure("dendrogram", Plot.Dendrogram("Voices by likeness (Ward)", "Voices that join low are close together in this space. Do they belong together for your ears as well?", voices,
                [.. result.Linkage.Select(m => new LinkageStep(m.Left, m.Right, m.Distance))], new Axis("distance")));
        stage.Table(new Table("Pairs of voices that are hardest to tell apart", [new("voice"), new("voice"), new("similarity (centred)", true), new("centroids (centred)", true), new("clips confused", true)],
            [.. result.MostConfusable.Select(p => (IReadOnlyList<Cell>)[p.VoiceA, p.VoiceB, Words.Number(p.MeanSimilarity), Words.Number(p.CentroidSimilarity), $"{p.Confusions}"])]));
        if (result.Breakdown.Count > 0)
        {
            stage.Text("Do voices of one gender, accent or age lie closer together? If so, part of what looks like speaker identity is a group trait, which many voices share.");
            stage.Table(new Table("Similarity of different voices, by what they share", [new("attribute"), new("pairs that share it", true), new("similarity", true), new("pairs that don't", true), new("similarity", true)],
                [.. result.Breakdown.Select(b => (IReadOnlyList<Cell>)[b.Attribute, $"{b.SamePairs}", Words.Number(b.SameSimilarity), $"{b.DifferentPairs}", Words.Number(b.DifferentSimilarity)])]));
        }

        stage.File("voice_similarity_matrix.csv", () => Csv(voices, result.Similarity));
        stage.File("voice_similarity_matrix_centred.csv", () => Csv(voices, result.CentredSimilarity));
        stage.File("comparison.json", () => AnalysisJson.Text(result, AnalysisJson.Default.ComparisonResult));
        var band = MetricScale.SeparabilityRatio.BandOf(result.SeparabilityRatio);
        var hardest = result.MostConfusable.Count > 0 ? $" Hardest to tell apart: {result.MostConfusable[0].VoiceA} and {result.MostConfusable[0].VoiceB}." : "";
        return stage.Build($"The nearest voice centroid names {Words.Percent(result.CentroidAccuracy)} of held-out clips rightly among {Words.Count(voices.Count, "voice")} (guessing: {Words.Percent(1.0 / voices.Count)}); the separability ratio is {Words.Number(result.SeparabilityRatio, "0.00")} ({band.Name}).{hardest}", Levels.Of(band));
    }

    private static Svg Scatter(ComparisonResult result, EmbeddingMatrix points, string title, string caption, Axis x, Axis y) => Plot.Scatter(title, caption,
        [.. result.Voices.Select(v => new PointSeries(v, [.. Rows(result, v).Select(i => new PlotPoint(points.Row(i)[0], points.Row(i)[1], $"{result.Samples[i].Id}{(result.Samples[i].Sentence is { } s ? $": {s}" : "")}"))]))], x, y, equalScale: true);

    private static IEnumerable<int> Rows(ComparisonResult result, string voice) => Enumerable.Range(0, result.Samples.Count).Where(i => result.Samples[i].Voice == voice);

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
