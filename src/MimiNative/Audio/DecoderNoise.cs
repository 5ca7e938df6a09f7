using System.Runtime.InteropServices;

namespace MimiNative.Audio;

/// <summary>
/// Keeps what native decoders print out of standard error: libmpg123, inside libsndfile, writes notes about damaged MP3 files there, past every setting of libsndfile's.
/// While a decoder runs, descriptor 2 leads nowhere. A program whose own messages must not be lost meanwhile writes them to a copy of the descriptor, as <c>mimi</c> does;
/// hence nothing happens unless it sets the switch <c>MimiNative.Audio.SilenceDecoders</c> (<see cref="AppContext.SetSwitch"/>). Linux and macOS.
/// </summary>
internal static partial class DecoderNoise
{
    private const int StandardError = 2;
    private const int WriteOnly = 1;

    private static readonly bool Enabled = !OperatingSystem.IsWindows() && AppContext.TryGetSwitch("MimiNative.Audio.SilenceDecoders", out var on) && on;
    private static readonly Lock Gate = new();
    private static int s_users;
    private static int s_kept = -1;

    /// <summary>Silence until the result is disposed; calls may overlap.</summary>
    public static Silence Begin()
    {
        if (Enabled)
            lock (Gate)
                if (s_users++ == 0)
                    Redirect();
        return default;
    }

    /// <summary>Ends the silence that <see cref="Begin"/> began.</summary>
    internal readonly ref struct Silence
    {
        public void Dispose()
        {
            if (Enabled)
                lock (Gate)
                    if (--s_users == 0)
                        Restore();
        }
    }

    private static void Redirect()
    {
        var nowhere = Open("/dev/null", WriteOnly);
        if (nowhere < 0)
            return;
        s_kept = Duplicate(StandardError);
        if (s_kept >= 0)
            _ = DuplicateTo(nowhere, StandardError);
        _ = Close(nowhere);
    }

    private static void Restore()
    {
        if (s_kept < 0)
            return;
        _ = DuplicateTo(s_kept, StandardError);
        _ = Close(s_kept);
        s_kept = -1;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int DuplicateTo(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
