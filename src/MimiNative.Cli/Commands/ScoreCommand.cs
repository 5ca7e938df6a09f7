using System.CommandLine;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Results;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi score</c>.</summary>
internal static class ScoreCommand
{
    private const string Help = """
        TRIALS has a line per trial: "1 a.wav b.wav" (VoxCeleb), "a b target" (Kaldi), or "a b". Scores are cosines, or what --head says; --cohort
        normalises them (AS-norm). Where the answers are known: error rates, costs, calibration and thresholds, with intervals over speakers. Who
        speaks says --speakers; without it recordings that target trials join are one speaker. Several taps or poolings are compared in one pass.
        Calibration is fitted on other speakers' trials, fold by fold, or on --calibrate-on. Recordings that can't be read are named, and their
        trials left out. Scores without answers go to standard output, unless --out takes them. With --encoder wavlm its x-vectors are compared.

        Examples:
          mimi score trials.txt --audio wav/ --tap latent,transformer.4 --report r/
          mimi score trials.txt --audio wav/ --encoder wavlm
          mimi score trials.txt --embeddings ecapa.npz --cohort others.npz
          mimi score trials.txt --scores theirs.txt --calibrate-on dev_scores.txt
          mimi score voxceleb1/ --preset voxceleb1-o
        """;

    public static Command Build(Terminal terminal)
    {
        var options = new ScoreOptions();
        var report = new Option<string?>("--report") { Description = "Write report.html, plots, scores and score.json there", HelpName = "FOLDER" };
        var command = new ExplainedCommand("score", "Verification trials: score, calibrate, measure", Help);
        options.AddTo(command);
        command.Add(report);
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(report);
            if (folder is not null)
                OutputPath.Folder("--report", folder);
            var request = options.Read(parsed);
            if (folder is not null && (request.List ?? request.Scores!.Trials) is { IsLabelled: false } silent)
                throw new UsageException($"--report: {silent.Source} doesn't say which trials are target trials, so there is nothing to report");
            Write(terminal, new ScoreSource(request, parsed, terminal).Run(), request.Output, folder);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Terminal terminal, ScoringResult result, string? file, string? folder)
    {
        if (file is not null)
            ScoreFile.Write(file, result.Results[0].Scores, result.MadeBy);
        var page = folder is null ? null : ScoringReport.Write(result, folder);
        if (terminal.Json)
        {
            terminal.WriteJson(json =>
            {
                ScoringJson.Write(json, result);
                if (page is not null)
                    json.WriteString("report", page);
            });
            ScoreText.Remarks(terminal, result);
            return;
        }
        if (file is null && result.Results[0] is { Metrics: null } silent)
            ScoreFile.Write(terminal.Output, silent.Scores);
        ScoreText.Print(terminal, result);
        if (page is not null)
            terminal.Line($"report: {page}");
    }
}
