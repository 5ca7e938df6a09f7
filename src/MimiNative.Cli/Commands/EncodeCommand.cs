using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Origins;
using MimiNative.Audio;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi encode</c>.</summary>
internal static class EncodeCommand
{
    private const string Help = """
        With --out each clip becomes a file (.safetensors or .npz): an array (frames, channels) per tap, and codes (codebooks, frames).
        A name without ending is a folder: FOLDER/CLIP.safetensors, as several clips need it. Without --out a summary is printed, and the codes if
        --codes asks for some.

        Examples:
          mimi encode speech.wav --taps transformer.4,latent --out speech.npz
          ffmpeg -i talk.mp4 -f s16le -ac 1 -ar 24000 - | mimi encode - --pcm s16
        """;

    public static Command Build(Terminal terminal)
    {
        var input = new AudioInput();
        var (taps, output) = (Choices.Taps("latent"), Choices.Out("File, or folder for several clips", "PATH"));
        var codes = Choices.Codes();
        var command = new ExplainedCommand("encode", "Audio to activations of any tap, and codes", Help) { taps, codes, output };
        input.AddTo(command);
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            using var job = new Job(terminal, input.Read(parsed), parsed.GetValue(output));
            using var session = EncoderSession.Open(parsed, terminal);
            var codebooks = session.RequireCodebooks(parsed.GetValue(codes));
            var options = new EncodeOptions
            {
                Taps = [.. TapText.Parse(parsed.GetValue(taps)!, session.Encoder).Select(t => t.Name)],
                Codebooks = codebooks,
                Padding = session.Padding,
            };
            return job.Run(session, options);
        });
        return command;
    }

    /// <summary>One clip of the command line.</summary>
    private sealed class Clip(string name, string? output)
    {
        public string Name { get; } = name;

        public string? Output { get; } = output;

        public TapStatistics Statistics { get; } = new();

        public WatchedSource? Source { get; set; }

        public ActivationFile? File { get; set; }

        public Exception? Error { get; set; }
    }

    private sealed class Job : IDisposable
    {
        private readonly Terminal _terminal;
        private readonly AudioInput.Clips _audio;
        private readonly Clip[] _clips;
        private readonly AudioSource? _only;

        public Job(Terminal terminal, AudioInput.Clips audio, string? output)
        {
            _terminal = terminal;
            _audio = audio;
            var folder = output is not null && IsFolder(output, audio.Names.Count);
            _clips = [.. audio.Names.Select(name => new Clip(name, folder ? Path.Combine(output!, Path.GetFileNameWithoutExtension(name) + ".safetensors") : output))];
            if (_clips.Where(c => c.Output is not null).GroupBy(c => c.Output).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new UsageException($"{string.Join(" and ", twice.Select(c => c.Name))} would both become {twice.Key}; encode them separately");
            // A lone clip that can't be read says so before the weights are looked at; of many, the others go on.
            _only = _clips.Length == 1 ? audio.Open(0) : null;
        }

        private static bool IsFolder(string output, int clips)
        {
            var named = ActivationFile.Extensions.Contains(Path.GetExtension(output).ToLowerInvariant()) && !Directory.Exists(output) && !output.EndsWith('/');
            if (clips > 1 && named)
                throw new UsageException($"--out {output}: {clips} clips make {clips} files; give a folder, a name without ending");
            if (clips > 1 || Directory.Exists(output) || output.EndsWith('/') || Path.GetExtension(output).Length == 0)
            {
                OutputPath.Folder("--out", output);
                return true;
            }
            OutputPath.File("--out", output, [.. ActivationFile.Extensions]);
            return false;
        }

        public int Run(EncoderSession session, EncodeOptions options)
        {
            if (_only is not null)
                RunOne(session, options, _only);
            else
                RunMany(session, options);
            if (_terminal.Json)
                _terminal.WriteJson(json => Write(json, session.Origin with { Taps = options.Taps }));
            else
                Print();
            return _clips.All(c => c.Error is null) ? ExitCode.Ok : ExitCode.BadInput;
        }

        public void Dispose()
        {
            _only?.Dispose();
            foreach (var clip in _clips)
                clip.File?.Dispose();
        }

        private void RunOne(EncoderSession session, EncodeOptions options, AudioSource audio) =>
            _terminal.Watch(_clips[0].Name, audio.Length ?? 0, report =>
            {
                long read = 0;
                _clips[0].Source = new WatchedSource(audio, count => report(read += count), _terminal.Cancellation);
                session.Encoder.Encode(_clips[0].Source!, options, Sink(_clips[0], session, options), _terminal.Cancellation);
                Complete(_clips[0]);
            });

        private void RunMany(EncoderSession session, EncodeOptions options) =>
            _terminal.Watch("clips", _clips.Length, report =>
            {
                var done = 0;
                session.Encoder.EncodeMany(
                    _clips.Length,
                    i => _clips[i].Source = new WatchedSource(_audio.Open(i), _ => { }, _terminal.Cancellation),
                    options,
                    i => Sink(_clips[i], session, options),
                    (i, error) =>
                    {
                        _clips[i].Error = error;
                        if (error is null)
                            Complete(_clips[i]);
                        report(++done);
                    },
                    _terminal.Cancellation);
            });

        private static IActivationSink Sink(Clip clip, EncoderSession session, EncodeOptions options)
        {
            if (clip.Output is null)
                return clip.Statistics;
            clip.File = new ActivationFile(clip.Output, (session.Origin with { Input = clip.Name, Taps = options.Taps }).Metadata());
            return new Tee(clip.Statistics, clip.File);
        }

        private static void Complete(Clip clip)
        {
            clip.File?.Complete();
            clip.File?.Dispose();
        }

        private void Print()
        {
            foreach (var clip in _clips)
            {
                if (clip.Error is { } error)
                {
                    _terminal.Complain(error.Message);
                    continue;
                }
                if (clip.Source?.Warning is { } warning)
                    _terminal.Complain(warning);
                _terminal.Line($"{clip.Name}: {Seconds(clip):0.00} s{(clip.Output is null ? "" : $" → {clip.Output}")}");
                if (clip.Statistics.Taps.Count > 0)
                    _terminal.Table(TapText.Headings, clip.Statistics.Taps.Select(TapText.Row));
                if (clip.Output is null && clip.Statistics.Codebooks > 0)
                    for (var level = 0; level < clip.Statistics.Codebooks; level++)
                        _terminal.Line(string.Join(' ', Level(clip.Statistics, level)));
            }
        }

        private void Write(Utf8JsonWriter json, Origin origin)
        {
            origin.Write(json, Terminal.Used);
            json.WriteStartArray("clips");
            foreach (var clip in _clips)
            {
                json.WriteStartObject();
                json.WriteString("file", clip.Name);
                if (clip.Error is { } error)
                    json.WriteString("error", error.Message);
                else
                    WriteClip(json, clip);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }

        private static void WriteClip(Utf8JsonWriter json, Clip clip)
        {
            json.WriteNumber("samples", clip.Source!.Samples);
            json.WriteNumber("seconds", Seconds(clip));
            if (clip.Source.Warning is { } warning)
                json.WriteString("warning", warning);
            if (clip.Output is not null)
                json.WriteString("out", clip.Output);
            json.WriteStartArray("taps");
            foreach (var entry in clip.Statistics.Taps)
                TapText.Write(json, entry);
            json.WriteEndArray();
            if (clip.Statistics.Codebooks == 0)
                return;
            json.WriteStartArray("codes");
            for (var level = 0; level < clip.Statistics.Codebooks; level++)
            {
                json.WriteStartArray();
                foreach (var code in Level(clip.Statistics, level))
                    json.WriteNumberValue(code);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }

        private static IEnumerable<int> Level(TapStatistics statistics, int level)
        {
            for (var i = level; i < statistics.CodeValues.Count; i += statistics.Codebooks)
                yield return statistics.CodeValues[i];
        }

        private static double Seconds(Clip clip) => (double)clip.Source!.Samples / clip.Source.SampleRate;
    }
}
