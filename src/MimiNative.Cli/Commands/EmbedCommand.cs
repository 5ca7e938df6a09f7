using System.CommandLine;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi embed</c>.</summary>
internal static class EmbedCommand
{
    private const string Help = $"""
        --out ends in .safetensors or .npz (any number of embeddings, named TAP/POOLING, with the sample ids), .npy or .csv (one), or is a folder
        for TensorBoard's projector. {AnalysisInput.DataSets}

        Examples:
          mimi embed recordings/ --taps transformer.4,latent --pool mean,stats --out embeddings.safetensors
          mimi embed a.wav b.wav --out embeddings.csv
        """;

    public static Command Build(Terminal terminal)
    {
        var what = new Argument<string[]>("dataset") { Description = "A data set, or audio files", Arity = ArgumentArity.OneOrMore };
        var taps = new Option<string>("--taps", "-t") { Description = "Taps separated by commas, or seed, or all", HelpName = "NAMES", DefaultValueFactory = _ => "latent" };
        var pools = new Option<string>("--pool", "-p") { Description = $"Poolings: {string.Join(", ", Poolings.All.Select(p => p.Name()))}", HelpName = "NAMES", DefaultValueFactory = _ => "mean" };
        var durations = new Option<string>("--durations") { Description = "Also embed the first seconds, e.g. 1,3,5", HelpName = "LIST", DefaultValueFactory = _ => "none" };
        var output = new Option<string>("--out", "-o") { Description = "File or folder", HelpName = "PATH", Required = true };
        var cache = new Option<string?>("--cache") { Description = "Folder of embeddings that a stopped run resumes from", HelpName = "FOLDER" };
        var shard = new Option<string?>("--shard") { Description = "Only part I of N of the data set; share the cache, then run without it", HelpName = "I/N" };
        var strict = new Option<bool>("--strict") { Description = "Stop at the first clip that can't be read" };
        var command = new ExplainedCommand("embed", "One vector per clip", Help) { what, taps, pools, durations, output, cache, shard, strict };
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            var names = parsed.GetRequiredValue(what);
            var data = names.Length == 1 ? DataSet.Open(names[0]) : DataSet.FromFiles(names);
            var part = parsed.GetValue(shard);
            if (part is not null)
                data = Part(data, part);
            using var session = EncoderSession.Open(parsed, terminal);
            var embedder = new MimiEmbedder(session.Encoder, TapText.Parse(parsed.GetValue(taps)!, session.Encoder), AnalysisInput.ParsePoolings(parsed.GetValue(pools))!,
                AnalysisInput.ParseDurations(parsed.GetValue(durations)!), session.Padding);
            var options = new ExtractionOptions { CacheFolder = parsed.GetValue(cache), Strict = parsed.GetValue(strict), Shard = part?.Replace("/", "-of-", StringComparison.Ordinal) ?? "" };
            using var extraction = terminal.Steps(progress => Extractor.Run(data, embedder, options, progress, terminal.Cancellation));
            var path = parsed.GetValue(output)!;
            EmbeddingFile.Write(path, [.. extraction.Keys.Select(extraction.Set)], session.Metadata(data.Source));
            foreach (var failure in extraction.Failures)
                terminal.Note($"left out: {failure.Reason}");
            if (terminal.Json)
                terminal.WriteJson(json => Write(json, session, extraction, path));
            else
                terminal.Line($"{extraction.Samples.Count} clips, {extraction.Keys.Count} embedding{(extraction.Keys.Count == 1 ? "" : "s")} each → {path}");
            return extraction.Failures.Count == 0 ? ExitCode.Ok : ExitCode.BadInput;
        });
        return command;
    }

    private static DataSet Part(DataSet data, string text) =>
        text.Split('/') is [var i, var n] && int.TryParse(i, out var index) && int.TryParse(n, out var count) && index >= 1 && index <= count
            ? data.Shard(index, count)
            : throw new UsageException($"--shard {text}: give I/N with I from 1 to N, e.g. 2/8");

    private static void Write(Utf8JsonWriter json, EncoderSession session, EmbeddedClips extraction, string path)
    {
        session.WriteUsed(json);
        json.WriteString("out", path);
        json.WriteNumber("clips", extraction.Samples.Count);
        json.WriteNumber("encoded", extraction.Encoded);
        json.WriteNumber("audio_seconds", extraction.Seconds.Sum());
        json.WriteStrings("embeddings", extraction.Keys.Select(k => k.ToString()));
        json.WriteStrings("left_out", extraction.Failures.Select(f => f.Reason));
    }
}
