namespace MimiNative.Analysis.ParquetFiles;

/// <summary>The bytes of a page's values, and where they lie in the file, so that they can be had again.</summary>
/// <param name="Content">The bytes, unpacked.</param>
/// <param name="Place">Where they lie.</param>
internal sealed record PageBytes(ReadOnlyMemory<byte> Content, PagePlace Place);

/// <summary>Where the bytes of a page's values lie.</summary>
/// <param name="Start">The first byte in the file.</param>
/// <param name="Packed">Bytes in the file.</param>
/// <param name="Unpacked">Bytes once unpacked.</param>
/// <param name="Codec">How they are compressed.</param>
internal sealed record PagePlace(long Start, int Packed, int Unpacked, Codec Codec);

/// <summary>A value's bytes: a stretch of a page's.</summary>
/// <param name="Page">The page.</param>
/// <param name="Start">Its first byte in there.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct ByteValue(PageBytes Page, int Start, int Length)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => Page.Content.Span.Slice(Start, Length);
}
