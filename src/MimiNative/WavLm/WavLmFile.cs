using System.Runtime.InteropServices;
using MimiNative.Files;
using MimiNative.Weights;

namespace MimiNative.WavLm;

/// <summary>A checkpoint as transformers saves it: tensors in one file, sizes in <c>config.json</c> beside it.</summary>
internal sealed class WavLmFile : WavLmCheckpoint
{
    private const int MostProblems = 12;

    private readonly ITensorFile _file;
    private readonly WavLmTensors _tensors;
    private readonly Dictionary<string, string> _names;
    private readonly Lazy<string> _fingerprint;
    private readonly Lazy<string> _fileSha256;

    private WavLmFile(ITensorFile file, WavLmConfig config, bool normalizes)
    {
        (_file, Config, NormalizesAudio) = (file, config, normalizes);
        _tensors = new WavLmTensors(config);
        _names = _tensors.All.ToDictionary(t => t.Name, t => NameInFile(file, t.Name));
        _fingerprint = new(() => Hash("wavlm-weights-1", config, normalizes, hash =>
        {
            foreach (var tensor in _tensors.All)
            {
                var values = new float[tensor.Elements];
                Read(tensor.Name, values);
                hash.AppendData(MemoryMarshal.AsBytes<float>(values));
            }
        }));
        _fileSha256 = new(() => CheckpointIdentity.Of([file.Path]).Sha256);
    }

    public override WavLmConfig Config { get; }

    public override bool NormalizesAudio { get; }

    public override string Description => _file.Path;

    public override bool IsSynthetic => _file.Metadata.GetValueOrDefault(FileCheckpoint.SyntheticKey) == "true";

    public override string Fingerprint => _fingerprint.Value;

    public override string FileSha256 => _fileSha256.Value;

    /// <summary>Opens what a person named, and checks that it has all that the network needs.</summary>
    public static new WavLmFile Open(string? weights)
    {
        var path = WavLmLocator.Find(weights);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var config = Path.Combine(folder, "config.json");
        if (!File.Exists(config))
            throw new WeightsException($"{path}: there is no config.json beside it, which says how many heads the network has; it comes with: {HowToGet}");
        var audio = Path.Combine(folder, "preprocessor_config.json");
        var (sizes, normalizes) = (WavLmConfigJson.Read(config), File.Exists(audio) && WavLmConfigJson.ReadNormalizesAudio(audio));
        var file = TensorFile.Open(path);
        try
        {
            RefuseOthers(file, sizes, config);
            return new WavLmFile(file, sizes, normalizes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override void Read(string name, Span<float> destination)
    {
        if (!_names.TryGetValue(name, out var inFile))
            throw new WeightsException($"{Description}: a WavLM checkpoint has no tensor '{name}'");
        _file.Read(inFile, destination);
    }

    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }

    /// <summary>Since PyTorch 2 a weight norm's parts have other names than before.</summary>
    private static string NameInFile(ITensorFile file, string name)
    {
        var parametrized = name.Replace("conv.weight_g", "conv.parametrizations.weight.original0", StringComparison.Ordinal)
            .Replace("conv.weight_v", "conv.parametrizations.weight.original1", StringComparison.Ordinal);
        return file.Find(name) is null && file.Find(parametrized) is not null ? parametrized : name;
    }

    private static void RefuseOthers(ITensorFile file, WavLmConfig config, string configPath)
    {
        var problems = new List<string>();
        foreach (var tensor in new WavLmTensors(config).All)
        {
            var found = file.Find(NameInFile(file, tensor.Name));
            var (problem, expected) = (found is null ? "is missing" : !found.Type.IsFloat() ? $"is {found}: no floats" : null, tensor.Shape.Select(s => (long)s));
            if (problem is null && !found!.Shape.SequenceEqual(expected))
                problem = $"is {found}, expected ({string.Join(", ", tensor.Shape)})";
            if (problem is not null)
                problems.Add($"{tensor.Name} {problem}");
            if (problems.Count > MostProblems)
                break;
        }

        if (problems.Count > 0)
            throw new WeightsException($"{file.Path} isn't the WavLM with an x-vector head that {configPath} describes:\n  "
                + string.Join("\n  ", problems.Take(MostProblems)) + (problems.Count > MostProblems ? "\n  and more" : ""));
    }
}
