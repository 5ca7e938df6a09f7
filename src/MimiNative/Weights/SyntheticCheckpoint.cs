using System.Security.Cryptography;
using System.Text;

namespace MimiNative.Weights;

/// <summary>
/// A deterministic checkpoint made from a text, needing no file: for tests, benchmarks, demonstrations, and as the untrained control of an analysis.
/// Tensors are made when they are read; reading is thread-safe. Random weights say nothing about Mimi, and everything made with them must say so.
/// </summary>
public sealed class SyntheticCheckpoint : Checkpoint
{
    /// <summary>What a weights argument of this kind starts with.</summary>
    public const string Prefix = "synthetic:";

    private readonly Dictionary<string, TensorSpec> _tensors;

    /// <summary>The weights of a seed.</summary>
    /// <param name="seed">Any text; "1" is the one that the reference files use.</param>
    /// <param name="config">Sizes; the released model's if null.</param>
    /// <exception cref="ArgumentException">No encoder can have these sizes; names the property.</exception>
    public SyntheticCheckpoint(string seed, MimiConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(seed);
        Seed = seed;
        Config = config ?? new MimiConfig();
        Config.Validate();
        _tensors = TensorCatalog.Native(Config).ToDictionary(t => t.Name);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"mimi-synthetic-1\n{seed}\n{Config.Describe()}")));
    }

    /// <summary>The text that the weights come from.</summary>
    public string Seed { get; }

    /// <inheritdoc/>
    public override MimiConfig Config { get; }

    /// <inheritdoc/>
    public override string Description => Prefix + Seed;

    /// <inheritdoc/>
    public override bool IsSynthetic => true;

    /// <inheritdoc/>
    public override string Fingerprint { get; }

    /// <inheritdoc/>
    public override CheckpointReport Report => new()
    {
        Path = Description,
        Layout = CheckpointLayout.Native,
        Config = Config,
        ConfigSource = "the released model's",
        Tensors = _tensors.Count,
        EncoderTensors = _tensors.Values.Count(t => t.InEncoder),
        EncoderElements = _tensors.Values.Where(t => t.InEncoder).Sum(t => t.Elements),
        Types = ["F32"],
    };

    /// <summary>Every tensor, the decoder's included.</summary>
    public IReadOnlyCollection<TensorSpec> Tensors => _tensors.Values;

    /// <inheritdoc/>
    public override IReadOnlyList<int> Shape(string name) => Find(name).Shape;

    /// <inheritdoc/>
    public override void Read(string name, Span<float> destination)
    {
        var tensor = Find(name);
        if (destination.Length != tensor.Elements)
            throw new ArgumentException($"tensor '{name}' has {tensor.Elements} values, the destination {destination.Length}", nameof(destination));
        SyntheticTensor.Fill(Seed, tensor, destination);
    }

    /// <summary>The seed in a weights argument of this kind; null in any other.</summary>
    internal static string? SeedIn(string? weights) => weights is not null && weights.StartsWith(Prefix, StringComparison.Ordinal) ? weights[Prefix.Length..] : null;

    private TensorSpec Find(string name) =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : throw new WeightsException($"{Description}: a Mimi checkpoint has no tensor '{name}'");
}
