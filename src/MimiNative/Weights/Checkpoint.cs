using MimiNative.Encoder;

namespace MimiNative.Weights;

/// <summary>
/// The encoder's tensors under their native names (moshi's), whatever file layout they came from, as float32 in C order.
/// Hugging Face's split and permuted q/k/v arrive here fused and un-permuted.
/// </summary>
public abstract class Checkpoint : ITensors, IDisposable
{
    /// <summary>The sizes, from config.json or from the tensors' shapes.</summary>
    public abstract MimiConfig Config { get; }

    /// <summary>What a person should see: <c>synthetic:1</c>, or the file's path.</summary>
    public abstract string Description { get; }

    /// <summary>Made from a seed, not trained: every output must say so.</summary>
    public abstract bool IsSynthetic { get; }

    /// <summary>Changes when any weight changes; a cache key. Hex SHA-256.</summary>
    public abstract string Fingerprint { get; }

    /// <summary>Which file it came from, by its bytes; null for <c>synthetic:SEED</c>. Takes a pass over the file, once.</summary>
    public virtual CheckpointIdentity? Identity => null;

    /// <summary>What it holds: layout, counts, where its sizes come from and which of them had to be assumed.</summary>
    public abstract CheckpointReport Report { get; }

    /// <summary>Shape of a tensor by native name, e.g. (64, 1, 7) for <c>encoder.model.0.conv.conv.weight</c>.</summary>
    public abstract IReadOnlyList<int> Shape(string name);

    /// <summary>Copies a tensor, converted to float32, into <paramref name="destination"/>, whose length must be the tensor's element count.</summary>
    public abstract void Read(string name, Span<float> destination);

    /// <summary>A tensor as a new array.</summary>
    public float[] Read(string name)
    {
        var values = new float[Shape(name).Aggregate(1, (a, b) => a * b)];
        Read(name, values);
        return values;
    }

    /// <summary>Opens the weights that a person named.</summary>
    /// <param name="weights">
    /// A .safetensors file, or one of torch.save, in moshi's or Hugging Face's layout (with <c>config.json</c> beside it where there is one), the index of a sharded one, a folder that holds one, a repository of the
    /// Hugging Face cache such as <c>kyutai/mimi</c> or <c>sesame/csm-1b@REVISION</c>, <c>synthetic:SEED</c>, or null for the first of: kyutai/mimi in that cache, another model's repository there
    /// that carries a Mimi, a <c>weights</c> folder. Among several files the one that holds a Mimi is told by its tensors' names.
    /// </param>
    /// <param name="config">Sizes to use instead of those that the file tells.</param>
    /// <exception cref="WeightsException">Nothing found, or it can't be used: says where it looked, what is wrong, and what to do.</exception>
    /// <exception cref="ArgumentException"><paramref name="config"/> has sizes that no encoder can have; names the property.</exception>
    public static Checkpoint Open(string? weights = null, MimiConfig? config = null) =>
        SyntheticCheckpoint.SeedIn(weights) is { } seed ? new SyntheticCheckpoint(seed, config) : FileCheckpoint.OpenFile(CheckpointLocator.Default().Find(weights), config);

    /// <summary>Looks at weights as <see cref="Open"/> does, and reports everything that doesn't fit instead of refusing it.</summary>
    /// <exception cref="WeightsException">Nothing found, the file itself is wrong, or it holds nothing of Mimi's.</exception>
    public static CheckpointReport Check(string? weights = null, MimiConfig? config = null)
    {
        if (SyntheticCheckpoint.SeedIn(weights) is { } seed)
            return new SyntheticCheckpoint(seed, config).Report;
        using var file = WeightFiles.Open(CheckpointLocator.Default().Find(weights));
        return CheckpointInspection.Of(file, config).Report;
    }

    /// <summary>Files that <see cref="Open"/> would find with nothing said, best first.</summary>
    /// <exception cref="WeightsException">A folder can't be read.</exception>
    public static IReadOnlyList<string> FindAll() => CheckpointLocator.Default().FindAll();

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
