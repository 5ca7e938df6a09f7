using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Cli.Inputs;
using MimiNative.Metrics;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi metrics</c>.</summary>
internal static class MetricsCommand
{
    private const string Help = """
        EMBEDDINGS is .safetensors, .npz, .parquet, .npy or .csv of any encoder; LABELS a CSV, or Parquet, with voice_id, and sentence_id where
        texts are known.
        Rows are joined by sample id where the embeddings have ids, else one by one. Metrics are of rows with the augmentation_type "clean", or
        the one that --augmentation names.
        Results are the same for any --threads. What is looked at in part, and from how many clips and voices on, is in docs/scale.md.
        With duration_seconds in every row it is said what padding in batches, as the seed study did it, explains.
        A head is a linear map (LDA) fitted on the other voices' clips, fold by fold; how many folds there are depends on the number of voices. Its error rates are of voices, and texts, that it has not met.

        Example:
          mimi metrics embeddings.npz metadata.csv --json
        """;

    public static Command Build(Terminal terminal)
    {
        var embeddings = new Argument<string>("embeddings") { Description = "A file of embeddings" };
        var labels = new Argument<string>("labels") { Description = "A table of labels" };
        var name = Choices.Name();
        var augmentation = new Option<string?>("--augmentation") { Description = $"The augmentation_type to measure (default: {Sample.Clean})", HelpName = "NAME" };
        var (resamples, seed) = (Choices.Resamples(), Choices.Seed());
        var sample = Choices.Whole("--sample", "Clips from which on only the pairs of so many drawn ones are looked at", 1000, 1_000_000, 200_000);
        var command = new ExplainedCommand("metrics", "Measure embeddings of any encoder", Help) { embeddings, labels, name, augmentation, resamples, seed, sample, CommonOptions.ThreadsOption() };
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(embeddings);
            var set = Chosen(Read(file, parsed.GetRequiredValue(labels), parsed.GetValue(name)), parsed.GetValue(augmentation));
            var madeBy = EmbeddingFile.ReadMetadata(file);
            terminal.Note($"'{set.Name}': {set.Count} rows of {set.Dimension}{(madeBy.GetValueOrDefault("weights") is { } weights ? $", made with {weights}" : "")}");
            var synthetic = Origin.IsSynthetic(madeBy);
            if (synthetic)
                terminal.Note($"made with RANDOM weights: nothing below says anything about {NetworkNames.Of(madeBy)}");
            if (madeBy.ContainsKey("head"))
                terminal.Note($"{ProvenanceWords.Projected.Title}. {ProvenanceWords.Projected.Text}");
            if (parsed.Threads() is > 0 and var threads)
                MetricsThreads.Count = threads;
            var options = new UncertaintyOptions { Replicates = parsed.GetValue(resamples), Permutations = parsed.GetValue(resamples), Seed = (ulong)parsed.GetValue(seed), MostClips = parsed.GetValue(sample) };
            var result = terminal.Steps(progress => SpaceMeasurement.Run(set, options, new MetricsParts(progress)));
            if (terminal.Json)
                terminal.WriteJson(EmbeddingsJson.Of(result), json => Used(json, file, madeBy), list: "values");
            else
            {
                terminal.Prose(HeadWords.Headline(result.Verification));
                terminal.Prose(HeadWords.Meaning(HeadRules.Judge(result.Verification)));
                if (result.Padding is { } padding)
                    terminal.Prose(PaddingWords.Of(padding));
                Print(terminal, result.Space, set.Count, synthetic);
                terminal.Prose("what the seed study of Mimi's embeddings said, held against these:");
                foreach (var line in StudyWords.Lines(StudyOfEmbeddings.Judge(result)))
                    terminal.Item("-", line);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The rows to measure as clean ones; with a choice of one's own no others, which nothing would be compared with.</summary>
    private static EmbeddingSet Chosen(EmbeddingSet set, string? augmentation)
    {
        if (set.Samples.Any(s => s.Augmentation == (augmentation ?? Sample.Clean)))
            return augmentation is null or Sample.Clean ? set : Relabelled(set.Where(s => s.Augmentation == augmentation));
        var there = string.Join(", ", set.Samples.CountBy(s => s.Augmentation).Take(10).Select(a => $"{a.Key} ({a.Value})"));
        throw augmentation is null
            ? new DataSetException($"'{set.Name}': no row has the augmentation_type '{Sample.Clean}'; choose one with --augmentation: {there}")
            : new UsageException($"--augmentation {augmentation}: no row has it; there are {there}");
    }

    private static EmbeddingSet Relabelled(EmbeddingSet set) =>
        new(set.Name, [.. set.Samples.Select(s => s with { Augmentation = Sample.Clean })], set.Dimension, set.Matrix.Values);

    /// <summary>What made the embeddings, as far as their file says.</summary>
    private static void Used(Utf8JsonWriter json, string file, IReadOnlyDictionary<string, string> madeBy)
    {
        json.WriteStartObject(Terminal.Used);
        json.WriteString("measured_by", Product.Name);
        json.WriteString("embeddings", file);
        json.WriteFacts(madeBy);
        json.WriteEndObject();
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
    private static void Print(Terminal terminal, MeasuredSpace space, int rows, bool synthetic)
    {
        var metrics = space.Metrics;
        var (raw, centred) = (metrics.Raw, metrics.Centred);
        var noisy = rows > metrics.Samples ? $" (the other {rows - metrics.Samples} of the {rows} rows are not clean: they only count for whether the space stands noise)" : "";
        terminal.Prose($"measured: {metrics.Samples} rows of {metrics.VoiceNames.Count} voices, dimension {metrics.Dimension}{noisy}");
        if (metrics.Sample is { } drawn)
            terminal.Prose($"pairs: of {drawn.Clips} clips, drawn voice by voice; standard errors that come of it: {string.Join(", ", drawn.Errors.Where(e => double.IsFinite(e.Raw)).Select(e => $"{e.Name} ±{Number(e.Raw, "0.0000")}"))} (centred: {string.Join(", ", drawn.Errors.Where(e => double.IsFinite(e.Centred)).Select(e => $"±{Number(e.Centred, "0.0000")}"))})");
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
        // What a value is called says something about a network that was trained.
        if (!synthetic)
        {
            terminal.Prose($"acoustics score: {Bands.AcousticsScore.Of(raw.Voice.AcousticsScore).Text}");
            terminal.Prose($"separability:    {Bands.SeparabilityRatio.Of(raw.Voice.SeparabilityRatio).Text}");
            terminal.Prose($"consistency:     {Bands.Consistency.Of(raw.Voice.Consistency).Text}");
        }
        terminal.Prose($"variance between voices {Percent(metrics.VarianceShareVoice)}, between texts {Percent(metrics.VarianceShareText)}; effective rank {Number(metrics.Pca.EffectiveRank, "0.0")}");
        if (metrics.Probes is { } probes)
            terminal.Prose($"speaker named {(probes.TextDisjoint ? "on held-out texts" : "(texts unknown)")}: logistic {Percent(Mean(probes.Logistic))}, LDA {Percent(Mean(probes.Lda))}, centroid {Percent(Mean(probes.NearestCentroid))}, chance {Percent(1.0 / probes.Voices)}{(probes.Clips < metrics.Samples ? $" (of {probes.Clips} clips of {probes.Voices} voices, drawn)" : "")}");

        IReadOnlyList<string> Row(string text, string key, Func<CosineView, double> value)
        {
            var sure = space.Uncertainty.Raw.FirstOrDefault(m => m.Name == key);
            return
            [
                text, Number(value(raw), "0.0000"), sure is null ? "" : $"{Number(sure.Low, "0.00")} to {Number(sure.High, "0.00")}",
                sure is null ? "" : PValueText.InCell(sure.PValue, space.Uncertainty.Options.Permutations), Number(value(centred), "0.0000"),
            ];
        }
    }

    private static double Mean(IReadOnlyList<double> values) => values.Count == 0 ? double.NaN : values.Average();

    private static string Percent(double share) => double.IsFinite(share) ? share.ToString("P1", CultureInfo.InvariantCulture) : "n/a";

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "n/a";
}
