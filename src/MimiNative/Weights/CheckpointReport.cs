namespace MimiNative.Weights;

/// <summary>A tensor of a file that isn't as the encoder needs it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Expected">What is needed, e.g. <c>(64, 1, 7)</c>.</param>
/// <param name="Found">What the file has, e.g. <c>F32 (64, 7)</c>.</param>
public sealed record MisshapenTensor(string Name, string Expected, string Found);

/// <summary>What a checkpoint holds, and everything about it that doesn't fit, in one go.</summary>
public sealed record CheckpointReport
{
    /// <summary>The file, or <c>synthetic:SEED</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Whose names it uses.</summary>
    public required CheckpointLayout Layout { get; init; }

    /// <summary>What stands before each of the encoder's names, e.g. <c>codec_model.</c>; mostly empty.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Its sizes.</summary>
    public required MimiConfig Config { get; init; }

    /// <summary>Where the sizes come from, in words.</summary>
    public required string ConfigSource { get; init; }

    /// <summary>Sizes that neither a config.json nor the shapes tell, and that were assumed; empty for the released sizes.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>Tensors in the file.</summary>
    public required int Tensors { get; init; }

    /// <summary>Of those, the ones that the encoder reads.</summary>
    public required int EncoderTensors { get; init; }

    /// <summary>Values in the tensors that the encoder reads.</summary>
    public required long EncoderElements { get; init; }

    /// <summary>Element types of the tensors that the encoder reads, e.g. F32.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Names that the encoder needs and the file lacks.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Tensors whose shape or type is wrong.</summary>
    public IReadOnlyList<MisshapenTensor> Misshapen { get; init; } = [];

    /// <summary>Tensors of a decoder or of another model in the same file: left alone.</summary>
    public int Others { get; init; }

    /// <summary>Names in the encoder's parts that no Mimi checkpoint has.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Nothing missing, misshapen or unknown: the encoder can be built.</summary>
    public bool Fits => Missing.Count + Misshapen.Count + Unknown.Count == 0;

    /// <summary>Every problem in a line of its own; empty where it fits.</summary>
    public IEnumerable<string> Problems() =>
    [
        .. Missing.Select(name => $"missing: {name}"),
        .. Misshapen.Select(t => $"misshapen: {t.Name}: expected {t.Expected}, found {t.Found}"),
        .. Unknown.Select(name => $"unknown: {name}"),
    ];
}
