using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>A file compared with what the encoder needs: where each native tensor comes from, and everything that doesn't fit.</summary>
internal sealed class CheckpointInspection
{
    private readonly WeightFiles _file;
    private readonly CheckpointLayout _layout;
    private readonly string _prefix;
    private readonly HashSet<string> _used = [];
    private readonly Dictionary<string, TensorSource> _sources = [];
    private readonly List<string> _missing = [];
    private readonly List<MisshapenTensor> _misshapen = [];

    private CheckpointInspection(WeightFiles file, MimiConfig? given, Func<MimiConfig, IEnumerable<TensorSpec>> needed)
    {
        _file = file;
        (_layout, _prefix) = LayoutNames.Recognise(file.Names) ?? throw new WeightsException(
            $"{file.Path} isn't a Mimi checkpoint: it has no tensor named encoder.model.* (moshi) or encoder.layers.* (Hugging Face)"
            + (file.Names.Count == 0 ? ", nor any other" : $"; its first one is '{Printable.Quote(file.Names[0])}'"));
        var (config, source, assumed) = FindConfig(given);
        foreach (var tensor in needed(config))
            Locate(tensor, config);
        IReadOnlyList<string> unknown = [.. file.Names.Where(name => !_used.Contains(name) && IsUnknown(name, config)).Order(StringComparer.Ordinal)];
        Report = new()
        {
            Path = file.Path,
            Layout = _layout,
            Prefix = _prefix,
            Config = config,
            ConfigSource = source,
            Assumed = assumed,
            Tensors = file.Names.Count,
            EncoderTensors = _used.Count,
            EncoderElements = _used.Sum(name => file[name].Elements),
            Types = [.. _used.Select(name => file[name].Type.Code()).Distinct().Order(StringComparer.Ordinal)],
            Missing = _missing,
            Misshapen = _misshapen,
            Unknown = unknown,
            Others = file.Names.Count - _used.Count - unknown.Count,
        };
    }

    /// <summary>What was found.</summary>
    public CheckpointReport Report { get; }

    /// <summary>By native name; complete where the report fits.</summary>
    public IReadOnlyDictionary<string, TensorSource> Sources => _sources;

    /// <summary>Compares a file's header with the encoder's needs; reads no values.</summary>
    /// <exception cref="WeightsException">It holds nothing of Mimi's, or its config.json is wrong.</exception>
    /// <exception cref="ArgumentException">No encoder can have the sizes given.</exception>
    public static CheckpointInspection Of(WeightFiles file, MimiConfig? config) => new(file, config, TensorCatalog.Encoder);

    /// <summary>Where the decoder's tensors are, which nothing here runs; empty where one of them is missing or has another shape.</summary>
    public static IReadOnlyDictionary<string, TensorSource> Decoder(WeightFiles file, MimiConfig config) =>
        new CheckpointInspection(file, config, sizes => TensorCatalog.Native(sizes).Where(t => !t.InEncoder)) is { _missing: [], _misshapen: [] } complete ? complete.Sources : new Dictionary<string, TensorSource>();

    private (MimiConfig Config, string Source, IReadOnlyList<string> Assumed) FindConfig(MimiConfig? given)
    {
        if (given is not null)
        {
            given.Validate();
            return (given, "given by the caller", []);
        }

        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_file.Path))!, "config.json");
        if (File.Exists(beside) && ConfigJson.Read(beside) is { } found)
            return (found.Config, found.Source, found.Assumed);
        var (fromShapes, assumed) = ConfigFromShapes.Read(ShapeOf);
        return (fromShapes, "the tensors' shapes", assumed);
    }

    private IReadOnlyList<long>? ShapeOf(string native)
    {
        var name = NameInFile(native)[0];
        return (_file.Find(name) ?? _file.Find(name + "_v"))?.Shape;
    }

    private string[] NameInFile(string native) => [.. (_layout == CheckpointLayout.HuggingFace ? LayoutNames.HuggingFace(native) : [Spelling(native)]).Select(name => _prefix + name)];

    /// <summary>How a native name is spelt in this file; as it is where none of its spellings is there.</summary>
    private string Spelling(string native) =>
        LayoutNames.OtherSpellings(native).FirstOrDefault(other => !IsThere(_prefix + native) && IsThere(_prefix + other), native);

    private bool IsThere(string name) => _file.Find(name) is not null || _file.Find(name + "_v") is not null || _file.Find(name + "_g") is not null;

    /// <summary>In a part that the encoder reads, and not read: of another version, or misspelt. A continuous Mimi's projection is the decoder's.</summary>
    private bool IsUnknown(string name, MimiConfig config) =>
        name.StartsWith(_prefix, StringComparison.Ordinal) && name[_prefix.Length..] is var inside && LayoutNames.IsEncoder(inside)
        && !(config.Codebooks == 0 && inside.StartsWith("quantizer.", StringComparison.Ordinal));

    private void Locate(TensorSpec tensor, MimiConfig config)
    {
        var names = NameInFile(tensor.Name);
        if (names is [var query, var key, var value])
            LocateSplitAttention(tensor, config, query, key, value);
        else if (_file.Find(names[0]) is not null)
            LocateDirect(tensor, names[0]);
        else if (_file.Find(names[0] + "_v") is not null || _file.Find(names[0] + "_g") is not null)
            LocateWeightNorm(tensor, names[0]);
        else
            _missing.Add(names[0]);
    }

    private void LocateDirect(TensorSpec tensor, string name)
    {
        if (Take(name, tensor.Shape))
            _sources[tensor.Name] = new TensorSource.Direct(name);
    }

    private void LocateSplitAttention(TensorSpec tensor, MimiConfig config, string query, string key, string value)
    {
        int[] shape = [tensor.Shape[0] / 3, tensor.Shape[1]];
        // All three are looked at, so that the report names every one that is wrong.
        if (Take(query, shape) & Take(key, shape) & Take(value, shape))
            _sources[tensor.Name] = new TensorSource.SplitAttention(query, key, value, config.HeadDimension, tensor.Shape[1]);
    }

    private void LocateWeightNorm(TensorSpec tensor, string name)
    {
        int[] gains = [tensor.Shape[0], .. tensor.Shape.Skip(1).Select(_ => 1)];
        if (Take(name + "_g", gains) & Take(name + "_v", tensor.Shape))
            _sources[tensor.Name] = new TensorSource.WeightNorm(name + "_g", name + "_v", tensor.Shape[0]);
    }

    /// <summary>Notes that a tensor of the file is the encoder's, and whether it is there, with this shape, in floats.</summary>
    private bool Take(string name, IReadOnlyList<int> shape)
    {
        if (_file.Find(name) is not { } found)
        {
            _missing.Add(name);
            return false;
        }
        _used.Add(name);
        // "_initialized" is a flag, which some exports keep as a boolean.
        if (found.Shape.SequenceEqual(shape.Select(size => (long)size)) && (found.Type.IsFloat() || name.EndsWith("initialized", StringComparison.Ordinal)))
            return true;
        _misshapen.Add(new(name, $"floats ({string.Join(", ", shape)})", found.ToString()));
        return false;
    }
}
