using System.Runtime.InteropServices;

namespace MimiNative.Audio;

/// <summary>
/// The few functions of libsndfile that reading needs. Loaded by hand instead of through a DllImport resolver, of which an assembly can have only one,
/// and because its absence is no error. It reads through a stream (<see cref="SndfileStream"/>) and never learns a file's name, from whose ending it would guess.
/// </summary>
internal sealed unsafe class LibSndfile
{
    private static readonly string[] Names = ["libsndfile.so.1", "libsndfile.1.dylib", "libsndfile.dylib", "sndfile.dll", "libsndfile-1.dll"];
    private static readonly Lock Opening = new();
    private static readonly Lazy<LibSndfile?> Loaded = new(Load);

    private readonly delegate* unmanaged<SndfileStream.Calls*, int, Info*, nint, nint> _open;
    private readonly delegate* unmanaged<nint, float*, long, long> _readFrames;
    private readonly delegate* unmanaged<nint, long, int, long> _seek;
    private readonly delegate* unmanaged<nint, int> _error;
    private readonly delegate* unmanaged<nint, byte*> _describe;
    private readonly delegate* unmanaged<nint, int> _close;

    private LibSndfile(nint library)
    {
        _open = (delegate* unmanaged<SndfileStream.Calls*, int, Info*, nint, nint>)NativeLibrary.GetExport(library, "sf_open_virtual");
        _readFrames = (delegate* unmanaged<nint, float*, long, long>)NativeLibrary.GetExport(library, "sf_readf_float");
        _seek = (delegate* unmanaged<nint, long, int, long>)NativeLibrary.GetExport(library, "sf_seek");
        _error = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "sf_error");
        _describe = (delegate* unmanaged<nint, byte*>)NativeLibrary.GetExport(library, "sf_strerror");
        _close = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(library, "sf_close");
    }

    /// <summary>SF_INFO of sndfile.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Info
    {
        public long Frames;
        public int SampleRate;
        public int Channels;
        public int Format;
        public int Sections;
        public int Seekable;
    }

    /// <summary>The library, or null where it isn't installed.</summary>
    public static LibSndfile? TryLoad() => Loaded.Value;

    /// <summary>A handle, or 0 and the reason. <paramref name="stream"/> must outlive it.</summary>
    public nint Open(SndfileStream stream, out Info info, out string? failure)
    {
        const int Read = 0x10;
        info = default;
        var calls = SndfileStream.Table;
        // The reason why a file did not open is one variable of the whole library.
        lock (Opening)
        {
            using var silence = DecoderNoise.Begin();
            fixed (Info* i = &info)
            {
                var file = _open(&calls, Read, i, stream.Handle);
                failure = file == 0 ? Describe(0) : null;
                return file;
            }
        }
    }

    /// <summary>Reads interleaved frames, integers scaled to [-1, 1); fewer than asked at the end or at damage: <see cref="Error"/>.</summary>
    public int ReadFrames(nint file, Span<float> interleaved, int frames)
    {
        using var silence = DecoderNoise.Begin();
        fixed (float* values = interleaved)
            return (int)_readFrames(file, values, frames);
    }

    /// <summary>Goes to a frame; whether that could be done.</summary>
    public bool Seek(nint file, long frame)
    {
        const int FromStart = 0;
        using var silence = DecoderNoise.Begin();
        return _seek(file, frame, FromStart) == frame;
    }

    /// <summary>0, or the number of what went wrong with a file.</summary>
    public int Error(nint file) => _error(file);

    /// <summary>What went wrong, in the library's words, without its full stop.</summary>
    public string Describe(nint file) => (Marshal.PtrToStringUTF8((nint)_describe(file)) ?? "unknown error").Trim().TrimEnd('.');

    public void Close(nint file)
    {
        using var silence = DecoderNoise.Begin();
        _ = _close(file);
    }

    private static LibSndfile? Load()
    {
        foreach (var name in Names)
            if (NativeLibrary.TryLoad(name, out var library))
                return new LibSndfile(library);
        return null;
    }
}
