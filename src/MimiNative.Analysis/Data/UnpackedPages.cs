using MimiNative.Analysis.ParquetFiles;

namespace MimiNative.Analysis.Data;

/// <summary>
/// Compressed pages of Parquet files that recordings are read out of. Neighbours lie in one page, so those used last are kept: two, for neighbours on both sides of a page's end, and more while all together have at most <see cref="MostBytes"/>. From any thread.
/// </summary>
internal static class UnpackedPages
{
    private const long MostBytes = 1L << 26;
    private const int FewestPages = 2;

    private static readonly LinkedList<Entry> Kept = [];
    private static readonly Lock Gate = new();

    /// <summary>A member's bytes.</summary>
    /// <param name="file">The Parquet file; disposed by this.</param>
    /// <param name="path">Its name.</param>
    /// <param name="page">Where the page lies.</param>
    /// <param name="member">Where the bytes lie in the page.</param>
    /// <exception cref="InvalidDataException">The page isn't there any more, or damaged.</exception>
    public static Stream Open(FileStream file, string path, PagePlace page, ArchiveMember member)
    {
        using (file)
        {
            // A file that was written anew is another one.
            var key = (path, File.GetLastWriteTimeUtc(file.SafeFileHandle), file.Length, page);
            var content = Find(key).Content.Value;
            return member.Length <= content.Length - member.Start ? new MemoryStream(content, (int)member.Start, (int)member.Length, writable: false) : throw new InvalidDataException("the page ends before it");

            Entry Find((string, DateTime, long, PagePlace) wanted)
            {
                lock (Gate)
                {
                    var node = Kept.First;
                    while (node is not null && node.Value.Key != wanted)
                        node = node.Next;
                    if (node is not null)
                        Kept.Remove(node);
                    // Unpacked once, however many wait for it.
                    node ??= new(new Entry(wanted, new Lazy<byte[]>(() => ParquetFile.Unpack(file, page), LazyThreadSafetyMode.ExecutionAndPublication)));
                    Kept.AddFirst(node);
                    for (var all = Kept.Sum(e => (long)e.Key.Page.Unpacked); all > MostBytes && Kept.Count > FewestPages; Kept.RemoveLast())
                        all -= Kept.Last!.Value.Key.Page.Unpacked;
                    return node.Value;
                }
            }
        }
    }

    private sealed record Entry((string Path, DateTime Written, long Length, PagePlace Page) Key, Lazy<byte[]> Content);
}
