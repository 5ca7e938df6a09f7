using System.Runtime.InteropServices;

namespace MimiNative.Files;

/// <summary>Which file a path leads to, whatever links are on the way.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Node);

/// <summary>
/// Opens files that come from outside. A pipe, socket or device under a file's name is refused instead of read: it may never answer, never end, or act on being opened.
/// Elsewhere than on Linux nothing is known about a file's kind, and all count as regular.
/// </summary>
internal static unsafe class RegularFile
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7FF;
    private const int KindMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;

    // statx(2) is asked for because its structure is the same on every processor, unlike stat's.
    private static readonly delegate* unmanaged<int, byte*, int, uint, Status*, int> StatX = Find();

    /// <summary>Opens a file for reading. Others may write to it or remove it meanwhile.</summary>
    /// <exception cref="IOException">It isn't there, isn't a regular file, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission, or a folder.</exception>
    /// <exception cref="ArgumentException">No path can be like this.</exception>
    public static FileStream Open(string path, int bufferSize = 0)
    {
        // Before opening, since opening a pipe waits for a writer; and after it, since names change.
        Refuse(NotRegular(path));
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize, FileOptions.SequentialScan);
        try
        {
            Refuse(TryStatus((int)stream.SafeFileHandle.DangerousGetHandle(), "", EmptyPath, out var status) ? Kind(status) : null);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>What is there instead of a regular file (<c>a named pipe</c>); null for a regular file, a folder, nothing, or where it can't be told.</summary>
    public static string? NotRegular(string path) => TryStatus(CurrentFolder, path, 0, out var status) ? Kind(status) : null;

    /// <summary>The file or folder behind a path; null where there is none or it can't be told.</summary>
    public static FileIdentity? Identify(string path) =>
        TryStatus(CurrentFolder, path, 0, out var status) ? new((ulong)status.DeviceMajor << 32 | status.DeviceMinor, status.Node) : null;

    private static void Refuse(string? kind)
    {
        if (kind is not null)
            throw new IOException($"this is {kind}, not a regular file");
    }

    private static string? Kind(Status status) => (status.Mode & KindMask) switch
    {
        Regular or Folder => null,
        0x1000 => "a named pipe",
        0x2000 => "a character device",
        0x6000 => "a block device",
        0xC000 => "a socket",
        _ => "something special",
    };

    private static bool TryStatus(int folder, string path, int flags, out Status status)
    {
        status = default;
        if (StatX == null || path.Contains('\0'))
            return false;
        var utf8 = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            fixed (Status* result = &status)
                return StatX(folder, (byte*)utf8, flags, BasicStats, result) == 0;
        }
        finally
        {
            Marshal.FreeCoTaskMem(utf8);
        }
    }

    private static delegate* unmanaged<int, byte*, int, uint, Status*, int> Find() =>
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "statx", out var address)
            ? (delegate* unmanaged<int, byte*, int, uint, Status*, int>)address
            : null;

    /// <summary>struct statx of linux/stat.h, as far as it is used.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Node;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
