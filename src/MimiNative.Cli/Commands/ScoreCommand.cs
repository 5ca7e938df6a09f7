using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Results;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi score</c>.</summary>
internal static class ScoreCommand
{
    private const string Help = """
        TRIALS has a line per trial: "1 a.wav b.wav" (VoxCeleb), "a b target" (Kaldi), or "a b". Scores are cosines;
        EER and minDCF follow where the list knows the answers.

        Example:
          mimi score trials.txt --audio wav/ --tap transformer.4 --out scores.txt
        """;

    public static Command Build(Terminal terminal)
    {
        var trials = new Argument<string>("trials") { Description = "A trial list" };
        var audio = new Option<string?>("--audio") { Description = "Folder that the list's paths are relative to (default: the list's own)", HelpName = "FOLDER" };
        var output = new Option<string?>("--out", "-o") { Description = "Write \"enrol test score\" lines there (default without --json: standard output)", HelpName = "FILE" };
        var centred = new Option<bool>("--centred") { Description = "Take the mean of all recordings off first" };
        var embedding = new EmbeddingOptions();
        var command = new ExplainedCommand("score", "Score a verification trial list", Help) { trials, audio, output, centred };
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            var list = TrialList.Read(parsed.GetRequiredValue(trials));
            var data = list.ToDataSet(parsed.GetValue(audio));
            using var session = EncoderSession.Open(parsed, terminal);
            var set = embedding.Embed(parsed, session, data, terminal);
            var scores = TrialScorer.Score(list, set, parsed.GetValue(centred));
            if (parsed.GetValue(output) is { } path)
                ScoreFile.Write(path, scores);
            else if (!terminal.Json)
                foreach (var (trial, score) in scores.Scores)
                    terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{trial.Enrol} {trial.Test} {score:0.000000}"));
            Summarise(terminal, session, scores);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Summarise(Terminal terminal, EncoderSession session, TrialScores scores)
    {
        var metrics = scores.Metrics;
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                session.WriteUsed(json);
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
