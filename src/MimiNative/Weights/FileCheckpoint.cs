using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MimiNative.Weights;

/// <summary>A checkpoint in a .safetensors file of either layout, or in shards.</summary>
internal sealed class FileCheckpoint : Checkpoint
{
    /// <summary>What metadata call random weights that were written to a file.</summary>
    public const string SyntheticKey = "synthetic";

    private readonly WeightFiles _file;
    private readonly Dictionary<string, TensorSpec> _tensors;
    private readonly IReadOnlyDictionary<string, TensorSource> _sources;
    private readonly Lazy<string> _fingerprint;
    private readonly Lazy<CheckpointIdentity> _identity;
    private readonly Lazy<IReadOnlyDictionary<string, TensorSource>> _decoder;

    private FileCheckpoint(WeightFiles file, CheckpointInspection inspection)
    {
        _file = file;
        _sources = inspection.Sources;
        _tensors = TensorCatalog.Encoder(inspection.Report.Config).ToDictionary(t => t.Name);
        Report = inspection.Report;
        _fingerprint = new(ComputeFingerprint);
        _identity = new(() => CheckpointIdentity.Of(file.Paths));
        _decoder = new(() => CheckpointInspection.Decoder(_file, Config));
    }

    /// <inheritdoc/>
    public override MimiConfig Config => Report.Config;

    /// <inheritdoc/>
    public override string Description => _file.Path;

    /// <inheritdoc/>
    public override bool IsSynthetic => _file.Metadata.GetValueOrDefault(SyntheticKey) == "true";

    /// <summary>The seed of random weights that <see cref="CheckpointWriter"/> wrote; null in any other file.</summary>
    public string? Seed => IsSynthetic ? SyntheticCheckpoint.SeedIn(_file.Metadata.GetValueOrDefault("weights")) : null;

    /// <summary>It has the whole decoder too.</summary>
    public bool HasDecoder => _decoder.Value.Count > 0;

    /// <inheritdoc/>
    public override CheckpointReport Report { get; }

    /// <summary>Of the sizes and of every value that the encoder reads, as float32: a model has the same fingerprint in either layout. Takes a pass over the weights, once.</summary>
    public override string Fingerprint => _fingerprint.Value;

    /// <inheritdoc/>
    public override CheckpointIdentity Identity => _identity.Value;

    /// <summary>Opens a file and checks that it has all that the encoder needs.</summary>
    /// <exception cref="WeightsException">The file is wrong, or tensors are missing, misshapen or unknown.</exception>
    public static FileCheckpoint OpenFile(string path, MimiConfig? config)
    {
        var file = WeightFiles.Open(path);
        try
        {
            var inspection = CheckpointInspection.Of(file, config);
            if (inspection.Report.Fits)
            {
                RefuseImpossible(inspection.Report);
                return new(file, inspection);
            }

            throw new WeightsException($"{path} doesn't fit Mimi's encoder:\n  " + string.Join("\n  ", Shorten([.. inspection.Report.Problems()])));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Shape(string name) => Find(name).Shape;

    /// <inheritdoc/>
    public override void Read(string name, Span<float> destination)
    {
        var tensor = Find(name);
        if (destination.Length != tensor.Elements)
            throw new ArgumentException($"tensor '{name}' has {tensor.Elements} values, the destination {destination.Length}", nameof(destination));
        _sources[name].Read(_file, destination);
    }

    /// <summary>Reads a tensor of the decoder by its native name.</summary>
    public void ReadDecoder(string name, float[] destination) => _decoder.Value[name].Read(_file, destination);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }

    private TensorSpec Find(string name) =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : throw new WeightsException($"{Description}: the encoder has no tensor '{name}'");

    private string ComputeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"mimi-weights-1\n{Config.Describe()}\n"));
        foreach (var tensor in _tensors.Values)
            hash.AppendData(MemoryMarshal.AsBytes<float>(Read(tensor.Name)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Tensors may agree with each other and still be no encoder's, e.g. a width that no even heads make up.</summary>
    private static void RefuseImpossible(CheckpointReport report)
    {
        try
        {
            report.Config.Validate();
        }
        catch (ArgumentException e)
        {
            throw new WeightsException($"{report.Path}: sizes from {report.ConfigSource}: {e.Message}", e);
        }
    }

    /// <summary>A file of another model misses hundreds of tensors; the first ones say enough. <c>mimi weights check</c> lists all.</summary>
    private static IEnumerable<string> Shorten(IReadOnlyList<string> problems)
    {
        const int most = 12;
        return problems.Count <= most ? problems : [.. problems.Take(most), $"and {problems.Count - most} more (mimi weights check lists them all)"];
    }
}
