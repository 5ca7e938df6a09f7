using System.ComponentModel;
using System.Diagnostics;

namespace MimiNative.Audio;

/// <summary>
/// A running ffmpeg that decodes what it is fed. It gets no file name and may open nothing but its pipes (<c>-protocol_whitelist</c>), and read nothing but the format that was
/// recognised (<c>-f</c>, <c>-format_whitelist</c>): no playlist makes it read another file or an address. It ends when it is disposed and when this process exits;
/// if this process is killed its pipes close, which ends it too.
/// </summary>
internal sealed class FfmpegProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly HashSet<Process> Running = [];

    private readonly Process _process;
    private readonly Task _feeding;
    private readonly Task<string> _complaint;
    private Exception? _unreadable;

    static FfmpegProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    /// <summary>Starts it.</summary>
    /// <param name="program">Absolute path of ffmpeg.</param>
    /// <param name="container">What the audio is.</param>
    /// <param name="audio">Read from where it stands to its end, from another thread, until this is finished or disposed.</param>
    /// <exception cref="Win32Exception">It can't be started.</exception>
    public FfmpegProcess(string program, AudioContainer container, Stream audio)
    {
        _process = new Process { StartInfo = new ProcessStartInfo(program, Arguments(container)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true } };
        lock (Running)
        {
            _process.Start();
            Running.Add(_process);
        }

        // Threads of their own: the pool's may all be waiting for samples.
        _feeding = Task.Factory.StartNew(() => Feed(audio, _process.StandardInput.BaseStream), TaskCreationOptions.LongRunning);
        _complaint = Task.Factory.StartNew(() => LastLine(_process.StandardError), TaskCreationOptions.LongRunning);
    }

    /// <summary>What it decodes, as WAV.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>The last line that it printed; nothing where it printed none and succeeded. Call it when <see cref="Output"/> has ended.</summary>
    /// <exception cref="IOException">What it was fed could not be read.</exception>
    public (bool Succeeded, string Complaint) Finish()
    {
        // Its output has ended, so it ends as well; one that hangs all the same is not waited for.
        if (!_process.WaitForExit(Patience))
            End();
        _process.WaitForExit();
        _feeding.Wait();
        if (_unreadable is not null)
            throw new IOException(_unreadable.Message, _unreadable);
        var complaint = WithoutOrigin(_complaint.Result);
        return (_process.ExitCode == 0, complaint.Length > 0 || _process.ExitCode == 0 ? complaint : $"exit code {_process.ExitCode}");
    }

    /// <summary>Ends it at once, and with it the reading of what it was fed.</summary>
    public void Dispose()
    {
        End();
        _feeding.Wait();
        _complaint.Wait();
        lock (Running)
            Running.Remove(_process);
        _process.Dispose();
    }

    private static string[] Arguments(AudioContainer container)
    {
        string[] input = container.Seeks
            // Keeps what came through the pipe in a temporary file without a name.
            ? ["-protocol_whitelist", "cache,pipe", "-read_ahead_limit", "-1", "-f", container.Demuxer, "-i", "cache:pipe:0"]
            : ["-protocol_whitelist", "pipe", "-f", container.Demuxer, "-i", "pipe:0"];
        return ["-nostdin", "-hide_banner", "-v", "error", "-format_whitelist", container.Demuxer, .. input,
            "-map", "0:a:0", "-map_metadata", "-1", "-bitexact", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"];
    }

    private void Feed(Stream audio, Stream input)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (ReadSome(audio, buffer) is var count and > 0)
                input.Write(buffer, 0, count);
            input.Dispose();
        }
        catch (IOException)
        {
            // It has all that it wants, or was ended.
        }
    }

    private int ReadSome(Stream audio, byte[] buffer)
    {
        try
        {
            return audio.Read(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unreadable = e;
            return 0;
        }
    }

    /// <summary>Reads on to the end, so that it never waits for someone to listen.</summary>
    private static string LastLine(StreamReader reader)
    {
        var last = "";
        while (reader.ReadLine() is { } line)
            // Said by the layer under "cache" where that asks a pipe for its length: no fault of the audio.
            if (line.Trim() is { Length: > 0 } text && !text.Contains("Inner protocol failed to seekback", StringComparison.Ordinal))
                last = text;
        return last;
    }

    /// <summary>Lines begin with <c>[demuxer @ 0x55cb…]</c>, another address every time, or with the input's name.</summary>
    private static string WithoutOrigin(string line)
    {
        if (line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end)
            return line[(end + 2)..];
        return line.IndexOf("pipe:0: ", StringComparison.Ordinal) is >= 0 and var name ? line[(name + 8)..] : line;
    }

    private void End()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself.
        }
    }

    private static void EndAll()
    {
        lock (Running)
            foreach (var process in Running)
                try
                {
                    process.Kill();
                }
                catch (Exception e) when (e is InvalidOperationException or Win32Exception)
                {
                    // It ended by itself.
                }
    }
}
