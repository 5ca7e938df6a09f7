using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace MimiNative.Audio;

/// <summary>
/// A file that the ffmpeg program decodes (AAC, WMA, AMR, video sound tracks, ...). It hands over a WAV stream of float32 at the file's own rate and channels,
/// so that mixing and resampling are the same code as for every other file.
/// </summary>
internal sealed class FfmpegSource : AudioSource
{
    private readonly Process _process;
    private readonly StringBuilder _complaints;
    private readonly PcmSource _wav;
    private readonly string _path;
    private bool _ended;
    private string? _warning;

    private FfmpegSource(Process process, StringBuilder complaints, PcmSource wav, string path)
    {
        _process = process;
        _complaints = complaints;
        _wav = wav;
        _path = path;
    }

    public override int SampleRate => _wav.SampleRate;

    public override long? Length => null;

    public override string? Warning => _warning;

    /// <summary>Null, with the reason, where there is no ffmpeg or it finds no audio.</summary>
    public static FfmpegSource? TryOpen(string path, out string? reason)
    {
        Process process;
        var complaints = new StringBuilder();
        try
        {
            process = Start(path, complaints);
        }
        catch (Win32Exception)
        {
            reason = "ffmpeg is not installed";
            return null;
        }

        try
        {
            var stream = process.StandardOutput.BaseStream;
            Span<byte> head = stackalloc byte[12];
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            if (WavHeader.IsWav(head) && WavHeader.Read(head, stream, path) is { Format: { } format } header)
            {
                reason = null;
                return new FfmpegSource(process, complaints, new PcmSource(stream, path, format, header.Channels, header.SampleRate, null), path);
            }

            reason = $"ffmpeg: {Complaint(process, complaints)}";
        }
        catch (Exception e) when (e is AudioException or IOException)
        {
            reason = $"ffmpeg: {Complaint(process, complaints)}";
        }

        End(process);
        return null;
    }

    public override int Read(Span<float> samples)
    {
        var count = _wav.Read(samples);
        if (count < samples.Length && !_ended)
        {
            _ended = true;
            var complaint = Complaint(_process, _complaints);
            if (_process.ExitCode != 0)
                throw new AudioException($"{_path}: damaged audio: ffmpeg: {complaint}");
            if (complaint.Length > 0)
                _warning = $"{_path}: ffmpeg: {complaint}";
        }

        return count;
    }

    public override void Dispose()
    {
        End(_process);
        _wav.Dispose();
        base.Dispose();
    }

    private static Process Start(string path, StringBuilder complaints)
    {
        // Only the file itself is opened: a playlist must not make ffmpeg fetch what it names.
        string[] arguments =
        [
            "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i", "file:" + Path.GetFullPath(path),
            "-map", "0:a:0", "-map_metadata", "-1", "-bitexact", "-c:a", "pcm_f32le", "-f", "wav", "-",
        ];
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (complaints)
                if (line.Data is { Length: > 0 } text && complaints.Length < 4096)
                    complaints.AppendLine(text);
        };
        process.Start();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>The last line that the program printed before it ended; nothing where it printed none and succeeded.</summary>
    private static string Complaint(Process process, StringBuilder complaints)
    {
        process.WaitForExit();
        lock (complaints)
        {
            var lines = complaints.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length > 0 ? WithoutOrigin(lines[^1]) : process.ExitCode != 0 ? $"exit code {process.ExitCode}" : "";
        }
    }

    /// <summary>Lines begin with <c>[demuxer @ 0x55cb…]</c>, another address every time, or with the file's name.</summary>
    private static string WithoutOrigin(string line)
    {
        if (line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end)
            return line[(end + 2)..];
        return line.StartsWith("file:", StringComparison.Ordinal) && line.LastIndexOf(": ", StringComparison.Ordinal) is > 0 and var colon ? line[(colon + 2)..] : line;
    }

    private static void End(Process process)
    {
        try
        {
            if (!process.HasExited)
                process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in between.
        }

        process.Dispose();
    }
}
