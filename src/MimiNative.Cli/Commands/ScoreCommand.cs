using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis.Data;
using MimiNative.Metrics;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi score</c>.</summary>
internal static class ScoreCommand
{
    private const string Help = """
        TRIALS has a line per trial: "1 a.wav b.wav" (VoxCeleb), "a b target" (Kaldi), or "a b". Scores are cosines.

        Example:
          mimi score trials.txt --audio wav/ --tap transformer.4 --out scores.txt
        """;

    public static Command Build(Terminal terminal)
    {
        var trials = new Argument<string>("trials") { Description = "A trial list" };
        var audio = new Option<string?>("--audio") { Description = "Folder that the list's paths are relative to (default: the list's own)", HelpName = "FOLDER" };
        var output = new Option<string?>("--out", "-o") { Description = "Write \"enrol test score\" lines there (default without --json: standard output)", HelpName = "FILE" };
        var embedding = new EmbeddingOptions();
        var command = new ExplainedCommand("score", "Speaker verification: score a trial list; EER and minDCF where the answers are known", Help) { trials, audio, output };
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            var list = TrialList.Read(parsed.GetRequiredValue(trials));
            var data = list.ToDataSet(parsed.GetValue(audio));
            using var session = EncoderSession.Open(parsed, terminal);
            var set = embedding.Embed(parsed, session, data, terminal);
            var rows = set.Samples.Select((s, i) => (s.Id, i)).ToDictionary(s => s.Id, s => s.i);
            var scored = list.Trials.Where(t => rows.ContainsKey(t.Enrol) && rows.ContainsKey(t.Test)).Select(t => (Trial: t, Score: Cosine(set[rows[t.Enrol]], set[rows[t.Test]]))).ToList();
            var lines = scored.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Trial.Enrol} {s.Trial.Test} {s.Score:0.000000}"));
            if (parsed.GetValue(output) is { } path)
                OutputFile.Write(path, stream =>
                {
                    using var writer = new StreamWriter(stream);
                    foreach (var line in lines)
                        writer.WriteLine(line);
                });
            else if (!terminal.Json)
                foreach (var line in lines)
                    terminal.Line(line);
            Summarise(terminal, session, scored, list.Trials.Count);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Cosine of two vectors.</summary>
    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }
        return aa == 0 || bb == 0 ? 0 : product / Math.Sqrt(aa * bb);
    }

    private static void Summarise(Terminal terminal, EncoderSession session, List<(Trial Trial, double Score)> scored, int trials)
    {
        double[] Of(bool target) => [.. scored.Where(s => s.Trial.IsTarget == target).Select(s => s.Score)];
        var (same, different) = (Of(true), Of(false));
        var metrics = same.Length > 0 && different.Length > 0 ? VerificationMetrics.FromScores(same, different) : null;
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                session.WriteUsed(json);
                json.WriteNumber("trials", trials);
                json.WriteNumber("scored", scored.Count);
                json.WriteNumber("targets", same.Length);
                json.WriteFinite("eer", metrics?.Eer ?? double.NaN);
                json.WriteFinite("eer_threshold", metrics?.EerThreshold ?? double.NaN);
                json.WriteFinite("min_dcf_p0_01", metrics?.MinDcf01 ?? double.NaN);
                json.WriteFinite("min_dcf_p0_05", metrics?.MinDcf05 ?? double.NaN);
            });
        else
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{scored.Count} of {trials} trials scored")
                + (metrics is null ? "" : string.Create(CultureInfo.InvariantCulture, $": EER {metrics.Eer:P2} at {metrics.EerThreshold:0.0000}, minDCF {metrics.MinDcf01:0.000} (p 0.01), {metrics.MinDcf05:0.000} (p 0.05)")));
    }
}
