using System.Security.Cryptography;
using MimiNative.Files;

namespace MimiNative.Backends.OpenCl;

/// <summary>
/// A compiled program on disk: a line that names the format, the SHA-256 of the file's own name and the program, the program. Drivers believe what they are given and crash on what is damaged,
/// so nothing reaches them that isn't, byte by byte, what was written under this name.
/// </summary>
internal static class ProgramFile
{
    /// <summary>Far above any driver's (PoCL's is half a megabyte): what is larger was not written here.</summary>
    private const long MostBytes = 256 << 20;

    private static ReadOnlySpan<byte> Format => "mimi-opencl-program-1\n"u8;

    /// <summary>The program, or null where there is no file or it isn't what was written.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            using var file = RegularFile.Open(path);
            if (file.Length < Format.Length + SHA256.HashSizeInBytes || file.Length > MostBytes)
                return null;
            var content = new byte[file.Length];
            file.ReadExactly(content);
            var program = content.AsSpan(Format.Length + SHA256.HashSizeInBytes);
            return content.AsSpan().StartsWith(Format) && program.Length > 0 && content.AsSpan(Format.Length, SHA256.HashSizeInBytes).SequenceEqual(Hash(path, program)) ? program.ToArray() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes a whole file, or none.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, byte[] program) => AtomicFile.Write(path, stream =>
    {
        stream.Write(Format);
        stream.Write(Hash(path, program));
        stream.Write(program);
    });

    private static byte[] Hash(string path, ReadOnlySpan<byte> program)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(path)));
        hash.AppendData(program);
        return hash.GetHashAndReset();
    }
}
