using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace MimiNative.Cli;

/// <summary>
/// The native binary holds two images of the program: itself, for AVX2, and behind it one for AVX-512 (see MimiNative.Cli.csproj).
/// On a processor with AVX-512 the second replaces the first before anything else happens; that costs some milliseconds and doubles the encoder's speed.
/// <c>MIMI_ISA=avx2</c> stays with the first. Whatever goes wrong here leaves the first one running.
/// </summary>
internal static unsafe partial class WideImage
{
    private const int TrailerLength = 24;
    private const uint CloseOnExec = 1;
    private const string FolderVariable = "MIMI_PROGRAM_FOLDER";

    /// <summary>Doesn't return where the other image takes over.</summary>
    public static void StartIfBetter()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder && Avx512F.IsSupported)
        {
            // The image runs from memory; weights/ and libraries are looked for beside the file that it came from.
            AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", folder);
            return;
        }
        // Under the JIT this asks the real processor; in the AVX2 image it is a constant, false.
        if (Avx512F.IsSupported || !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return;
        if (Environment.GetEnvironmentVariable("MIMI_ISA") == "avx2" || !ProcessorHasAvx512())
            return;
        try
        {
            Start();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // /proc isn't there or can't be read: the AVX2 image does the same, slower.
        }
    }

    /// <summary>The kernel lists avx512f only where it also saves the registers. The first processor is in the first 4 KiB, and no more of this file is made than is read.</summary>
    private static bool ProcessorHasAvx512()
    {
        try
        {
            using var file = File.OpenHandle("/proc/cpuinfo");
            Span<byte> head = stackalloc byte[4096];
            head = head[..RandomAccess.Read(file, head, 0)];
            return Has(head, " avx512f "u8) && Has(head, " avx512dq "u8) && Has(head, " avx512cd "u8) && Has(head, " avx512bw "u8) && Has(head, " avx512vl "u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.IndexOf(word) >= 0;
    }

    private static void Start()
    {
        using var self = File.OpenHandle("/proc/self/exe");
        var end = RandomAccess.GetLength(self) - TrailerLength;
        Span<byte> trailer = stackalloc byte[TrailerLength];
        if (end <= 0 || RandomAccess.Read(self, trailer, end) != TrailerLength || !trailer.StartsWith("mimiwide"u8))
            return;
        var length = long.Parse(trailer[8..]);
        var image = MemfdCreate("mimi", CloseOnExec);
        if (image < 0)
            return;
        var offset = end - length;
        while (offset < end)
            if (SendFile(image, (int)self.DangerousGetHandle(), &offset, (nuint)(end - offset)) <= 0)
                return;
        _ = SetEnv(FolderVariable, AppContext.BaseDirectory, 1);
        Execute($"/proc/self/fd/{image}", File.ReadAllBytes("/proc/self/cmdline"));
    }

    /// <summary>Hands over the command line byte for byte: arguments needn't be valid UTF-8.</summary>
    private static void Execute(string path, byte[] commandLine)
    {
        var count = commandLine.AsSpan().Count((byte)0);
        fixed (byte* text = commandLine)
        {
            var arguments = stackalloc byte*[count + 1];
            var start = 0;
            for (var i = 0; i < count; i++)
            {
                arguments[i] = text + start;
                start += commandLine.AsSpan(start).IndexOf((byte)0) + 1;
            }
            arguments[count] = null;
            _ = ExecV(path, arguments);
        }
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "sendfile")]
    private static partial nint SendFile(int to, int from, long* offset, nuint count);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int replace);

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecV(string path, byte** arguments);
}
