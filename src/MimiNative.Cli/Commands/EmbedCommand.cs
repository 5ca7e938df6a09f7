using System.CommandLine;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Presentation.Wording;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi embed</c>.</summary>
internal static class EmbedCommand
{
    private const string Help = $"""
        --out ends in .safetensors, .npz or .parquet (any number of embeddings, named TAP/POOLING, with the sample ids), .npy (one, and its labels in
        FILE.csv), .csv (one), .tar (a shard of a field of Lhotse's Shar, FIELD.000000.tar; of several FIELD_TAP_POOLING.000000.tar), or is a folder
        for TensorBoard's projector. Parquet has all labels too. Parquet, NPY, CSV and tar are written without holding all vectors. What made them
        stands in the file, or beside it in FILE.json. With --head vectors are projected, and named TAP/POOLING/KIND. With --encoder wavlm the
        default tap is xvector, and all others of its network can be named. With --shard only a part is embedded; mimi merge puts parts together.
        {AnalysisInput.DataSets}

        Examples:
          mimi embed recordings/ --taps latent,seed --pool mean,stats --out e.npz
          mimi embed hub-data-set/ --out embeddings.parquet
          mimi embed a.wav b.wav --out embeddings.csv
          mimi embed recordings/ --encoder wavlm --out wavlm.npz
        """;

    public static Command Build(Terminal terminal)
    {
        var what = new Argument<string[]>("dataset") { Description = "A data set, or audio files", Arity = ArgumentArity.OneOrMore };
        var vectors = new VectorOptions();
        var (output, cache, strict) = (Choices.Out("File or folder", "PATH", required: true), Choices.Cache(), Choices.Strict());
        var shard = ShardChoice.Option();
        var command = new ExplainedCommand("embed", "One vector per clip", Help) { what };
        vectors.AddTo(command);
        foreach (var option in (Option[])[output, cache, shard, strict])
            command.Add(option);
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output)!;
            CheckFormat(path, []);
            var names = parsed.GetRequiredValue(what);
            var data = names.Length == 1 ? DataInput.Open(names[0], terminal) : DataSet.FromFiles(names);
            var whole = data;
            var part = parsed.GetValue(shard) is { } which ? ShardChoice.Parse(which, whole, Environment.GetEnvironmentVariable) : null;
            if (part is not null)
            {
                data = part.Plan[part.Index];
                terminal.Note(part.Describe(whole, data));
            }
            List<string> ids = [.. data.Samples.Select(s => s.Id)];
            EmbeddingFile.Check(path, [], ids);
            using var session = vectors.Open(parsed, terminal);
            var origin = session.Origin with { Input = data.Source };
            CheckFormat(path, [.. session.Keys.Select(k => k.ToString())]);
            var options = new ExtractionOptions { CacheFolder = parsed.GetValue(cache), Strict = parsed.GetValue(strict), Shard = part is null ? "" : $"{part.Index}-of-{part.Plan.Count}" };
            using var extraction = terminal.Steps(progress => Extractor.Run(data, session.Embedder, options, progress, terminal.Cancellation));
            IReadOnlyList<EmbeddingSet> Rows(int first, int count) => [.. session.Keys.Select(k => extraction.Set(k, [.. Enumerable.Range(first, count)])).Select(s => session.Head?.Apply(s) ?? s)];
            var sets = Rows(0, 1);
            var facts = part is null ? [] : ShardFacts.Of(whole, part.Plan, part.Index, extraction.Samples.Select(s => s.Id)).Metadata();
            EmbeddingFile.Write(path, extraction.Samples.Count, Rows, new Dictionary<string, string>([.. origin.Metadata(), .. facts]), ids);
            path = EmbeddingFile.Written(path, sets.Count);
            foreach (var failure in extraction.Failures)
                terminal.Complain($"left out: {failure.Reason}");
            if (terminal.Json)
                terminal.WriteJson(json =>
                {
                    origin.Write(json, Terminal.Used);
                    Write(json, extraction, sets, path);
                });
            else
                terminal.Line($"{Words.Count(extraction.Samples.Count, "clip")}, {(sets is [var only] ? $"{only.Name} of {only.Dimension} values" : $"{sets.Count} embeddings")} each → {path}");
            return extraction.Failures.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
        });
        return command;
    }

    // What the name allows is known before anything is encoded; how many matrices, once the taps are.
    private static void CheckFormat(string path, IReadOnlyList<string> names)
    {
        try
        {
            EmbeddingFile.Check(path, names);
        }
        catch (DataSetException e)
        {
            throw new UsageException($"--out {e.Message}");
        }
        _ = Path.GetExtension(path).Length == 0 ? OutputPath.Folder("--out", path) : OutputPath.File("--out", path);
    }

    private static void Write(Utf8JsonWriter json, EmbeddedClips extraction, IReadOnlyList<EmbeddingSet> sets, string path)
    {
        json.WriteString("out", path);
        json.WriteNumber("clips", extraction.Samples.Count);
        json.WriteNumber("encoded", extraction.Encoded);
        json.WriteNumber("audio_seconds", extraction.Seconds.Sum());
        json.WriteStrings("embeddings", sets.Select(s => s.Name));
        json.WriteStartArray("dimensions");
        foreach (var set in sets)
            json.WriteNumberValue(set.Dimension);
        json.WriteEndArray();
        json.WriteStrings("left_out", extraction.Failures.Select(f => f.Reason));
    }
}
