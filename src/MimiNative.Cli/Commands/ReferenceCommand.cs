using System.CommandLine;
using MimiNative.Analysis.Origins;
using MimiNative.Conformance;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi reference</c>.</summary>
internal static class ReferenceCommand
{
    private const string Extension = ".safetensors";

    private const string Help = """
        The file is what mimi parity reads: the clip, some frames of every tap in full, mean and rms of every channel, codes with margins. It says which
        weights, dialect and device made it. What PyTorch computes is exported by tools/export_reference.py. docs/conformance.md: what a port does with it.

        Examples:
          mimi reference clip.wav --weights synthetic:1 --out clip.safetensors
          mimi reference a.wav b.wav --weights kyutai/mimi --out references
        """;

    public static Command Build(Terminal terminal)
    {
        var input = new AudioInput();
        var (taps, output) = (Choices.Taps("all"), Choices.Out($"The {Extension} file, or a folder for several clips", "PATH", required: true));
        var command = new ExplainedCommand("reference", "Write what each tap is, for other implementations", Help) { taps, output };
        input.AddTo(command);
        command.AddEncoder();
        command.SetAction(parsed =>
        {
            var clips = input.Read(parsed);
            var paths = Paths(parsed.GetValue(output)!, clips.Names);
            using var session = EncoderSession.Open(parsed, terminal);
            var options = new EncodeOptions
            {
                // Where none are named, the parts of transformer layers too: that is where ports go wrong.
                Taps = [.. (parsed.Gives(taps) ? TapText.Parse(parsed.GetValue(taps)!, session.Encoder) : session.Encoder.Taps.Where(t => !t.Name.Contains('@'))).Select(t => t.Name)],
                Codebooks = session.Encoder.Config.Codebooks,
                Padding = session.Padding,
            };
            var samples = Write(terminal, session, clips, paths, options);
            Print(terminal, session.Origin with { Taps = options.Taps }, clips.Names, paths, samples, options);
            return ExitCode.Ok;
        });
        return command;
    }

    private static string[] Paths(string output, IReadOnlyList<string> clips)
    {
        var isFolder = clips.Count > 1 || Directory.Exists(output) || output.EndsWith('/');
        if (!isFolder)
            return [OutputPath.File("--out", output, Extension)];
        if (Path.GetExtension(output) == Extension && !Directory.Exists(output))
            throw new UsageException($"--out {output}: {clips.Count} clips make {clips.Count} files; give a folder, a name without ending");
        OutputPath.Folder("--out", output);
        string[] paths = [.. clips.Select(c => Path.Combine(output, (c == "-" ? "stdin" : Path.GetFileNameWithoutExtension(c)) + Extension))];
        if (paths.Index().GroupBy(p => p.Item).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"{string.Join(" and ", twice.Select(p => clips[p.Index]))} would both become {twice.Key}; write them separately");
        return paths;
    }

    private static int[] Write(Terminal terminal, EncoderSession session, AudioInput.Clips clips, string[] paths, EncodeOptions options)
    {
        var samples = new int[paths.Length];
        terminal.Watch("clips", paths.Length, report =>
        {
            for (var i = 0; i < paths.Length; i++)
            {
                report(i);
                using var audio = clips.Open(i);
                var clip = audio.ReadToEnd();
                samples[i] = clip.Length;
                if (audio.Warning is { } warning)
                    terminal.Complain(warning);
                var origin = session.Origin with { Input = clips.Names[i], Taps = options.Taps };
                ReferenceWriter.Write(paths[i], session.Encoder, clip, options, origin.Metadata(), terminal.Cancellation);
            }
        });
        return samples;
    }

    private static void Print(Terminal terminal, Origin origin, IReadOnlyList<string> clips, string[] paths, int[] samples, EncodeOptions options)
    {
        if (!terminal.Json)
        {
            foreach (var (i, path) in paths.Index())
                terminal.Prose($"{clips[i]}: {samples[i]} samples, {options.Taps.Count} taps, {options.Codebooks} codebooks, padding {options.Padding.Name()} → {path}");
            return;
        }
        terminal.WriteJson(json =>
        {
            origin.Write(json, Terminal.Used);
            json.WriteStartArray("references");
            foreach (var (i, path) in paths.Index())
            {
                json.WriteStartObject();
                json.WriteString("file", clips[i]);
                json.WriteString("out", path);
                json.WriteNumber("samples", samples[i]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }
}
