using System.Runtime.InteropServices;

namespace MimiNative.Audio;

/// <summary>
/// The few functions of libsndfile that reading needs. Loaded by hand instead of through a DllImport resolver, of which an assembly can have only one,
/// and because its absence is no error.
/// </summary>
internal sealed unsafe class LibSndfile
{
    private static readonly string[] Names = ["libsndfile.so.1", "libsndfile.1.dylib", "libsndfile.dylib", "sndfile.dll", "libsndfile-1.dll"];
    private static readonly Lock Opening = new();
    private static readonly Lazy<LibSndfile?> Loaded = new(Load);

    private readonly delegate* unmanaged<byte*, int, Info*, nint> _open;
    private readonly delegate* unmanaged<char*, int, Info*, nint> _openWide;
    private readonly delegate* unmanaged<nint, float*, long, long> _readFrames;
    private readonly delegate* unmanaged<nint, int> _error;
    private readonly delegate* unmanaged<nint, byte*> _describe;
    private readonly delegate* unmanaged<nint, int> _close;

    private LibSndfile(nint library)
    {
        // Windows paths are UTF-16 and have their own entry.
        if (OperatingSystem.IsWindows())
            _openWide = (delegate* unmanaged<char*, int, Info*, nint>)NativeLibrary.GetExport(library, "sf_wchar_open");
        else
            _open = (delegate* unmanaged<byte*, int, Info*, nint>)NativeLibrary.GetExport(library, "sf_open");
        _readFrames = (delegate* unmanaged<nint, float*, long, long>)NativeLibrary.GetExport(library, "sf_readf_float");
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

    /// <summary>A handle, or 0 and the reason.</summary>
    public nint Open(string path, out Info info, out string? failure)
    {
        // The reason why a file did not open is one variable of the whole library.
        lock (Opening)
        {
            var file = Open(path, out info);
            failure = file == 0 ? Describe(0) : null;
            return file;
        }
    }

    /// <summary>Reads interleaved frames, integers scaled to [-1, 1); fewer than asked at the end or at damage: <see cref="Error"/>.</summary>
    public int ReadFrames(nint file, Span<float> interleaved, int frames)
    {
        fixed (float* values = interleaved)
            return (int)_readFrames(file, values, frames);
    }

    /// <summary>0, or the number of what went wrong with a file.</summary>
    public int Error(nint file) => _error(file);

    /// <summary>What went wrong, in the library's words, without its full stop.</summary>
    public string Describe(nint file) => (Marshal.PtrToStringUTF8((nint)_describe(file)) ?? "unknown error").Trim().TrimEnd('.');

    public void Close(nint file) => _close(file);

    private nint Open(string path, out Info info)
    {
        const int Read = 0x10;
        info = default;
        fixed (Info* i = &info)
        {
            if (_openWide != null)
                fixed (char* wide = path)
                    return _openWide(wide, Read, i);
            var utf8 = Marshal.StringToCoTaskMemUTF8(path);
            try
            {
                return _open((byte*)utf8, Read, i);
            }
            finally
            {
                Marshal.FreeCoTaskMem(utf8);
            }
        }
    }

    private static LibSndfile? Load()
    {
        foreach (var name in Names)
            if (NativeLibrary.TryLoad(name, out var library))
                return new LibSndfile(library);
        return null;
    }
}
