using System.CommandLine;
using MimiNative.Analysis.Diarization;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi diarize</c>.</summary>
internal static class DiarizeCommand
{
    private const string Help = """
        Speech is found by its level (--vad energy), taken from a reference (--oracle, all its speakers together), or everywhere (--vad none). It is cut into windows, each pooled over one streaming pass of the encoder; windows are grouped by average linkage on cosine (through --head, if one is given), and frames go to the nearest speaker. Where voices overlap one is found.
        Without --speakers or --threshold the threshold with the lowest error on conversations of built-in synthetic voices is taken, or of your recordings with --calibrate-with: other people than those who speak.
        RTTM goes to standard output, or to FOLDER/NAME.rttm, with what made it in FOLDER/NAME.rttm.json.

        Examples:
          mimi diarize meeting.wav --speakers 4 --out turns/ --plot
          mimi diarize a.wav b.wav --head head.safetensors --against reference.rttm
        """;

    public static Command Build(Terminal terminal)
    {
        var options = new DiarizeOptions();
        var command = new ExplainedCommand("diarize", "Who speaks when: audio to RTTM", Help);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var asked = options.Check(parsed);
            using var session = EncoderSession.Open(parsed, terminal);
            var (settings, choice) = options.Read(parsed, session);
            var calibration = settings.Speakers is null && settings.Threshold is null ? Calibrate(terminal, asked, settings, session) : null;
            if (calibration is not null)
                settings = settings with { Threshold = calibration.Threshold };
            var madeBy = DiarizedText.MadeBy(choice.Origin, settings, calibration, asked);
            var results = new List<DiarizedText.Result>();
            foreach (var path in asked.Audio)
            {
                var recording = Diarize(terminal, asked, path, settings, session);
                if (recording.Warning is { } warning)
                    terminal.Complain(warning);
                if (recording.Turns.Count == 0)
                    terminal.Complain($"{path}: no speech was found");
                results.Add(new(path, recording, asked.Score(path, recording)));
                if (asked.Output is { } folder)
                    DiarizedText.WriteFiles(folder, results[^1], madeBy, asked);
            }
            if (terminal.Json)
                terminal.WriteJson(json => DiarizedText.Write(json, results, madeBy));
            else
                DiarizedText.Print(terminal, results, asked, choice.Origin);
            return ExitCode.Ok;
        });
        return command;
    }

    private static ThresholdCalibration Calibrate(Terminal terminal, DiarizeOptions.Asked asked, DiarizationOptions settings, EncoderSession session)
    {
        var (conversations, count) = asked.CalibrationConversations(settings.Head);
        ThresholdCalibration? calibration = null;
        terminal.Watch("calibrating the threshold", count, report =>
            calibration = Diarizer.Calibrate(conversations, session.Encoder, settings, new Forward(report), terminal.Cancellation));
        terminal.Note(DiarizedText.Calibrated(calibration!, asked));
        return calibration!;
    }

    private static DiarizedRecording Diarize(Terminal terminal, DiarizeOptions.Asked asked, string path, DiarizationOptions settings, EncoderSession session)
    {
        DiarizedRecording? recording = null;
        double seconds;
        using (var audio = Audio.AudioFile.Open(path))
            seconds = (double)(audio.Length ?? 0) / audio.SampleRate;
        terminal.Watch(path, seconds, report => recording = Diarizer.Run(DiarizeOptions.Asked.NameOf(path), () => Audio.AudioFile.Open(path), session.Encoder, settings, asked.Speech(path), new Forward(report), terminal.Cancellation));
        return recording!;
    }

    // At once, on the thread that works: a bar must not move after the work has ended.
    private sealed class Forward(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
