using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi metrics</c>.</summary>
internal static class MetricsCommand
{
    private const string Help = """
        EMBEDDINGS is .safetensors, .npz, .npy or .csv of any encoder; LABELS a CSV with voice_id, and sentence_id where texts are known.
        Rows are joined by sample id where the embeddings have ids, else one by one. Metrics are of clean rows (augmentation_type).
        A head is a linear map (LDA) fitted on the other voices' clips, five folds; its error rates are of voices, and texts, that it has not met.

        Example:
          mimi metrics embeddings.npz metadata.csv --json
        """;

    public static Command Build(Terminal terminal)
    {
        var embeddings = new Argument<string>("embeddings") { Description = "A file of embeddings" };
        var labels = new Argument<string>("labels") { Description = "A CSV of labels" };
        var name = new Option<string?>("--name") { Description = "Which matrix of the file", HelpName = "NAME" };
        var command = new ExplainedCommand("metrics", "Measure embeddings of any encoder", Help) { embeddings, labels, name };
        command.SetAction(parsed =>
        {
            var set = Read(parsed.GetRequiredValue(embeddings), parsed.GetRequiredValue(labels), parsed.GetValue(name));
            terminal.Note($"'{set.Name}': {set.Count} rows of {set.Dimension}");
            var result = SpaceMeasurement.Run(set);
            if (terminal.Json)
                terminal.Output.Write(EmbeddingsJson.Of(result));
            else
            {
                terminal.Prose(HeadWords.Headline(result.Verification));
                terminal.Prose(HeadWords.Meaning(HeadRules.Judge(result.Verification)));
                Print(terminal, result.Space);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static EmbeddingSet Read(string embeddings, string labels, string? name)
    {
        var matrices = EmbeddingFile.Read(embeddings);
        var matrix = name is null
            ? matrices.Count == 1 ? matrices[0] : throw new UsageException($"{embeddings} holds several matrices; choose one with --name: {Names(matrices)}")
            : matrices.FirstOrDefault(m => m.Name == name) ?? throw new UsageException($"{embeddings} has no matrix '{name}'; there are: {Names(matrices)}");
        return matrix.WithLabels(MetadataTable.ReadLabels(labels));
    }

    private static string Names(IReadOnlyList<NamedMatrix> matrices) => string.Join(", ", matrices.Take(20).Select(m => m.Name)) + (matrices.Count > 20 ? ", …" : "");

    /// <summary>The headline metrics, raw and centred, with what they mean.</summary>
    private static void Print(Terminal terminal, MeasuredSpace space)
    {
        var metrics = space.Metrics;
        var (raw, centred) = (metrics.Raw, metrics.Centred);
        terminal.Prose($"{metrics.Samples} embeddings of {metrics.VoiceNames.Count} voices, dimension {metrics.Dimension}");
        terminal.Table(["", ">raw", ">95 %", ">p", ">centred"],
        [
            Row("acoustics score (> 0.10)", "acoustics_score", v => v.Voice.AcousticsScore),
            Row("separability ratio (> 2.0)", "separability_ratio", v => v.Voice.SeparabilityRatio),
            Row("speaker consistency (> 0.80)", "consistency", v => v.Voice.Consistency),
            Row("equal error rate", "eer", v => v.Verification.Eer),
            Row("AUC", "auc", v => v.Verification.Auc),
            Row("d′", "d_prime", v => v.Verification.DPrime),
            Row("silhouette by voice", "silhouette_voice", v => v.SilhouetteVoice),
            Row("silhouette by text", "silhouette_text", v => v.SilhouetteText),
        ]);
        terminal.Prose($"acoustics score: {Bands.AcousticsScore.Of(raw.Voice.AcousticsScore).Text}");
        terminal.Prose($"separability:    {Bands.SeparabilityRatio.Of(raw.Voice.SeparabilityRatio).Text}");
        terminal.Prose($"consistency:     {Bands.Consistency.Of(raw.Voice.Consistency).Text}");
        terminal.Prose($"variance between voices {Percent(metrics.VarianceShareVoice)}, between texts {Percent(metrics.VarianceShareText)}; effective rank {Number(metrics.Pca.EffectiveRank, "0.0")}");
        if (metrics.Probes is { } probes)
            terminal.Prose($"speaker named {(probes.TextDisjoint ? "on held-out texts" : "(texts unknown)")}: logistic {Percent(Mean(probes.Logistic))}, LDA {Percent(Mean(probes.Lda))}, centroid {Percent(Mean(probes.NearestCentroid))}, chance {Percent(1.0 / metrics.VoiceNames.Count)}");

        IReadOnlyList<string> Row(string text, string key, Func<CosineView, double> value)
        {
            var sure = space.Uncertainty.Raw.FirstOrDefault(m => m.Name == key);
            return
            [
                text, Number(value(raw), "0.0000"), sure is null ? "" : $"{Number(sure.Low, "0.00")} to {Number(sure.High, "0.00")}",
                sure is null ? "" : Number(sure.PValue, "0.000"), Number(value(centred), "0.0000"),
            ];
        }
    }

    private static double Mean(IReadOnlyList<double> values) => values.Count == 0 ? double.NaN : values.Average();

    private static string Percent(double share) => double.IsFinite(share) ? share.ToString("P1", CultureInfo.InvariantCulture) : "n/a";

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "n/a";
}
