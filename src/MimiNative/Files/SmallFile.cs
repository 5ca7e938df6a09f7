namespace MimiNative.Files;

/// <summary>Files of settings and names, read whole: regular ones, and none that is larger than any such file.</summary>
internal static class SmallFile
{
    /// <summary>Bytes of the largest that is read.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>All bytes.</summary>
    /// <exception cref="IOException">It isn't there, isn't a regular file, is larger than <see cref="MostBytes"/>, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission, or a folder.</exception>
    public static byte[] Read(string path)
    {
        using var file = RegularFile.Open(path);
        // One more than is allowed, since a file can grow while it is read.
        var bytes = new byte[MostBytes + 1];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count <= MostBytes ? bytes[..count] : throw new IOException($"it is larger than {MostBytes} bytes");
    }
}
