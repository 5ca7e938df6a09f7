using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Results;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi score</c>.</summary>
internal static class ScoreCommand
{
    private const string Help = """
        TRIALS has a line per trial: "1 a.wav b.wav" (VoxCeleb), "a b target" (Kaldi), or "a b". Scores are cosines, or
        what --head says; EER and minDCF follow where the list knows the answers. What made them is written beside them, to FILE.json.

        Example:
          mimi score trials.txt --audio wav/ --tap transformer.4 --out scores.txt
        """;

    public static Command Build(Terminal terminal)
    {
        var trials = new Argument<string>("trials") { Description = "A trial list" };
        var audio = new Option<string?>("--audio") { Description = "Folder that the list's paths are relative to (default: the list's own)", HelpName = "FOLDER" };
        var output = Choices.Out("Write \"enrol test score\" lines there (default without --json: standard output)", "FILE");
        var centred = new Option<bool>("--centred") { Description = "Take the mean of all recordings off first" };
        var (cache, strict) = (Choices.Cache(), Choices.Strict());
        var embedding = new EmbeddingOptions();
        var command = new ExplainedCommand("score", "Score a verification trial list", Help) { trials, audio, output, centred, cache, strict };
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } target)
                OutputPath.File("--out", target);
            var list = TrialList.Read(parsed.GetRequiredValue(trials));
            var data = list.ToDataSet(parsed.GetValue(audio));
            using var session = EncoderSession.Open(parsed, terminal);
            var choice = embedding.Read(parsed, session);
            if (choice.Head is not null && parsed.GetValue(centred))
                throw new UsageException("--centred: a head takes its own mean off; give either");
            var set = choice.Embed(data, terminal, new ExtractionOptions { CacheFolder = parsed.GetValue(cache), Strict = parsed.GetValue(strict) });
            var scores = TrialScorer.Score(list, set, parsed.GetValue(centred), choice.Head);
            var origin = choice.Origin with { Input = list.Source };
            if (parsed.GetValue(output) is { } path)
                ScoreFile.Write(path, scores, origin.Metadata());
            else if (!terminal.Json)
                foreach (var (trial, score) in scores.Scores)
                    terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{trial.Enrol} {trial.Test} {score:0.000000}"));
            Summarise(terminal, origin, scores);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Summarise(Terminal terminal, Origin origin, TrialScores scores)
    {
        var metrics = scores.Metrics;
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                origin.Write(json, Terminal.Used);
                json.WriteNumber("scored", scores.Scores.Count);
                json.WriteNumber("skipped", scores.Skipped);
                json.WriteFinite("eer", metrics?.Eer ?? double.NaN);
                json.WriteFinite("eer_threshold", metrics?.EerThreshold ?? double.NaN);
                json.WriteFinite("min_dcf_p0_01", metrics?.MinDcf01 ?? double.NaN);
                json.WriteFinite("min_dcf_p0_05", metrics?.MinDcf05 ?? double.NaN);
            });
        else
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{scores.Scores.Count} trials scored, {scores.Skipped} skipped")
                + (metrics is null ? "" : string.Create(CultureInfo.InvariantCulture, $": EER {metrics.Eer:P2} at {metrics.EerThreshold:0.0000}, minDCF {metrics.MinDcf01:0.000} (p 0.01), {metrics.MinDcf05:0.000} (p 0.05)")));
    }
}
