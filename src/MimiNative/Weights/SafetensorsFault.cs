namespace MimiNative.Weights;

/// <summary>Every way in which a safetensors file can be wrong (after the list of huggingface/safetensors, <c>SafeTensorError</c>).</summary>
public enum SafetensorsFault
{
    /// <summary>No such file.</summary>
    NotFound,

    /// <summary>The path is a folder.</summary>
    IsDirectory,

    /// <summary>The operating system refuses to open or read the file, or it isn't a regular one.</summary>
    Unreadable,

    /// <summary>0 bytes.</summary>
    EmptyFile,

    /// <summary>Fewer than the 8 bytes that hold the header's length.</summary>
    HeaderLengthMissing,

    /// <summary>A header of fewer than 2 bytes can't be a JSON object.</summary>
    HeaderTooSmall,

    /// <summary>A header above 100 MB, the format's limit; usually the file is something else.</summary>
    HeaderTooLarge,

    /// <summary>The file ends inside its header.</summary>
    HeaderTruncated,

    /// <summary>The header isn't one JSON object of text in UTF-8.</summary>
    InvalidJson,

    /// <summary>Two tensors, two fields of a tensor, or two metadata entries with the same name.</summary>
    DuplicateKey,

    /// <summary><c>__metadata__</c> isn't an object of strings.</summary>
    InvalidMetadata,

    /// <summary>A tensor's entry lacks dtype, shape or data_offsets, or one of them has another form.</summary>
    InvalidEntry,

    /// <summary>A dtype that this reader doesn't know.</summary>
    UnknownType,

    /// <summary>A shape has a negative, fractional or gigantic size.</summary>
    InvalidShape,

    /// <summary>Shape × dtype overflows 64 bits.</summary>
    ShapeOverflow,

    /// <summary>Offsets that are negative, run backwards, or lead outside the file.</summary>
    OffsetOutOfRange,

    /// <summary>Shape × dtype isn't the number of bytes between the offsets.</summary>
    SizeMismatch,

    /// <summary>Two tensors share bytes.</summary>
    Overlap,

    /// <summary>Bytes between two tensors belong to none.</summary>
    Hole,

    /// <summary>The file ends before its last tensors do.</summary>
    Truncated,

    /// <summary>Bytes after the last tensor.</summary>
    TrailingBytes,

    /// <summary>The file has no tensor of that name.</summary>
    UnknownTensor,

    /// <summary>The tensor's dtype can't be read as the type asked for without losing its meaning.</summary>
    UnsupportedConversion,

    /// <summary>The file has become shorter since it was opened.</summary>
    Shortened,
}
