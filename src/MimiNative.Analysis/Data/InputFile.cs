using System.Security.Cryptography;
using MimiNative.Analysis.ParquetFiles;

namespace MimiNative.Analysis.Data;

/// <summary>Files of labels and lists, read without trust: regular files alone, lines of bounded length, and no name in them that no file can have.</summary>
internal static class InputFile
{
    /// <summary>Longest line of a list, in characters; also the longest row of a table.</summary>
    public const int LongestLine = 1 << 20;

    /// <summary>A regular file, to be read from its start.</summary>
    /// <exception cref="DataSetException">It isn't there, is a folder, pipe or device, or can't be read.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw new DataSetException($"{path}: this is a folder, not a file");
        try
        {
            return RegularFile.Open(path, bufferSize: 1 << 14);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataSetException(e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: no such file"
                : e is UnauthorizedAccessException ? $"{path}: no permission to read this file" : $"{path}: {e.Message}", e);
        }
    }

    /// <summary>What is read from a Parquet file.</summary>
    /// <exception cref="DataSetException">As <see cref="Open"/>; or it is no Parquet file, damaged, or written in a way that isn't read.</exception>
    public static T Parquet<T>(string path, Func<ParquetFile, T> read)
    {
        try
        {
            using var file = new ParquetFile(Open(path));
            return read(file);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new DataSetException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>SHA-256 of a file's bytes, in lower-case hexadecimal digits.</summary>
    /// <exception cref="DataSetException">As <see cref="Open"/>.</exception>
    public static string Sha256(string path)
    {
        using var file = Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Whether a file is compressed with gzip. It stands at its beginning, before and after.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static bool IsGzip(FileStream file)
    {
        Span<byte> head = stackalloc byte[2];
        var isGzip = file.ReadAtLeast(head, 2, throwOnEndOfStream: false) == 2 && head[0] == 0x1F && head[1] == 0x8B;
        file.Position = 0;
        return isGzip;
    }

    /// <summary>The lines of a text file with their numbers, from 1.</summary>
    /// <exception cref="DataSetException">As <see cref="Open"/>; or a line is too long for any list, or not UTF-8.</exception>
    public static IEnumerable<(int Row, string Line)> Lines(string path) => Lines(path, Open(path));

    /// <summary>The lines of what a file holds once it is unpacked.</summary>
    /// <inheritdoc cref="Lines(string)"/>
    public static IEnumerable<(int Row, string Line)> Lines(string path, Stream content)
    {
        using var reader = Utf8Text.Reader(path, content);
        var line = new System.Text.StringBuilder();
        var buffer = new char[1 << 14];
        var row = 1;
        for (int count; (count = Read(path, reader, buffer)) > 0;)
            for (var rest = buffer.AsMemory(0, count); !rest.IsEmpty;)
            {
                var end = rest.Span.IndexOf('\n');
                line.Append(rest.Span[..(end < 0 ? rest.Length : end)]);
                if (line.Length > LongestLine)
                    throw new DataSetException($"{path}, row {row}: longer than {LongestLine} characters, so this is no list");
                if (end < 0)
                    break;
                yield return (row++, line.ToString().TrimEnd('\r'));
                line.Clear();
                rest = rest[(end + 1)..];
            }

        if (line.Length > 0)
            yield return (row, line.ToString().TrimEnd('\r'));
    }

    /// <summary>The lines of a text file that aren't blank, with their numbers, in words: what stands between blanks.</summary>
    /// <exception cref="DataSetException">As <see cref="Lines(string)"/>.</exception>
    public static IEnumerable<(int Row, string Line, string[] Words)> Words(string path) =>
        Lines(path).Select(l => (l.Row, l.Line, l.Line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))).Where(l => l.Item3.Length > 0);

    /// <summary>The absolute path of a file that a list names.</summary>
    /// <param name="where">File and row, for messages.</param>
    /// <param name="folder">What <paramref name="file"/> is relative to.</param>
    /// <param name="file">The name.</param>
    /// <exception cref="DataSetException">No file can have this name.</exception>
    public static string Path(string where, string folder, string file)
    {
        if (file.Contains('\0'))
            throw new DataSetException($"{where}: a path with a NUL character: '{Printable.Quote(file)}'");
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, file));
    }

    private static int Read(string path, StreamReader reader, char[] buffer)
    {
        try
        {
            return reader.Read(buffer);
        }
        catch (IOException e)
        {
            throw new DataSetException($"{path}: {e.Message}", e);
        }
    }
}
