using System.CommandLine;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Diarization;
using MimiNative.Metrics;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi der</c>.</summary>
internal static class DerCommand
{
    private const string Help = """
        REFERENCE and HYPOTHESIS are RTTM files, of any number of recordings each, or folders of them. Recordings are joined by name.
        A recording that only REFERENCE has is missed; one that only HYPOTHESIS has is a false alarm; both are said. With --uem only its recordings and regions count.
        The rate is (miss + false alarm + confusion) / scored, in seconds of speech, counted once per speaker where they overlap; speakers are mapped one to one, as well as can be.
        --collar and --skip-overlap are as in NIST's md-eval: many published rates leave out a quarter of a second around every boundary, and some all overlapping speech.

        Example:
          mimi der reference.rttm hypothesis.rttm --collar 0.25 --json
        """;

    public static Command Build(Terminal terminal)
    {
        var reference = new Argument<string>("reference") { Description = "Who speaks when, as RTTM" };
        var hypothesis = new Argument<string>("hypothesis") { Description = "Who was said to speak when, as RTTM" };
        var (collar, skip) = (Choices.Collar(), Choices.SkipOverlap());
        var uem = new Option<string?>("--uem") { Description = "What to score: lines \"recording channel start end\"", HelpName = "FILE" };
        var command = new ExplainedCommand("der", "Diarization error rate of two RTTM files", Help) { reference, hypothesis, collar, skip, uem };
        command.SetAction(parsed =>
        {
            var (truth, guess) = (RttmFile.Read(parsed.GetRequiredValue(reference)), RttmFile.Read(parsed.GetRequiredValue(hypothesis)));
            var map = parsed.GetValue(uem) is { } path ? UemFile.Read(path) : null;
            var scoring = new DiarizationScoring { Collar = parsed.GetValue(collar), SkipOverlap = parsed.GetValue(skip) };
            var result = RttmComparison.Run(truth, guess, scoring, map);
            foreach (var file in (RttmFile[])[truth, guess])
                if (file.OtherLines.Count > 0)
                    terminal.Note($"{file.Source}: not read, since only SPEAKER lines say who speaks when: {string.Join(", ", file.OtherLines.Select(o => $"{o.Value} of {o.Key}"))}");
            Sides(terminal, result);
            if (terminal.Json)
                terminal.WriteJson(json =>
                {
                    Used(json, truth, guess, scoring, map);
                    DiarizationText.Write(json, result);
                });
            else
                DiarizationText.Print(terminal, result, scoring);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>What stands on one side alone, or isn't scored.</summary>
    private static void Sides(Terminal terminal, RttmComparison result)
    {
        Say("only in the reference, so all of it is missed", result.Recordings.Where(r => r is { InReference: true, InHypothesis: false }).Select(r => r.Recording));
        Say("only in the hypothesis, so all of it is false alarm", result.Recordings.Where(r => r is { InReference: false, InHypothesis: true }).Select(r => r.Recording));
        Say("in neither file, so nobody speaks there", result.Recordings.Where(r => r is { InReference: false, InHypothesis: false }).Select(r => r.Recording));
        Say("not in the map of what is scored, so left out", result.NotScored);

        void Say(string what, IEnumerable<string> names)
        {
            var all = names.ToList();
            if (all.Count > 0)
                terminal.Complain($"{what}: {string.Join(", ", all.Take(10))}{(all.Count > 10 ? $" and {all.Count - 10} more" : "")}");
        }
    }

    private static void Used(Utf8JsonWriter json, RttmFile reference, RttmFile hypothesis, DiarizationScoring scoring, UemFile? uem)
    {
        json.WriteStartObject(Terminal.Used);
        json.WriteString("measured_by", Product.Name);
        json.WriteString("reference", reference.Source);
        json.WriteString("reference_sha256", reference.Sha256);
        json.WriteString("hypothesis", hypothesis.Source);
        json.WriteString("hypothesis_sha256", hypothesis.Sha256);
        json.WriteString("uem", uem?.Source);
        json.WriteNumber("collar", scoring.Collar);
        json.WriteBoolean("skip_overlap", scoring.SkipOverlap);
        json.WriteEndObject();
    }
}
