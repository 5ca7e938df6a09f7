using System.Numerics;
using System.Text.Json;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>The files of a checkpoint as one: a safetensors file, a file of torch.save, or the shards that an index (<c>model.safetensors.index.json</c>) names. Of shards only those are opened that hold something of Mimi's.</summary>
internal sealed class WeightFiles : IDisposable
{
    /// <summary>How the name of an index ends.</summary>
    public const string IndexEnding = ".safetensors.index.json";

    private readonly List<ITensorFile> _files = [];
    private readonly Dictionary<string, ITensorFile> _fileOf = [];

    private WeightFiles(string path) => Path = path;

    /// <summary>What was named: the file, or the index.</summary>
    public string Path { get; }

    /// <summary>Names of all tensors; of shards also those in shards that were left closed.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>The files that are open, in order.</summary>
    public IReadOnlyList<string> Paths => [.. _files.Select(f => f.Path)];

    /// <summary>What the maker of the first file wrote in it.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _files[0].Metadata;

    /// <summary>Opens a file, or an index and its shards.</summary>
    /// <exception cref="WeightsException">One of them can't be opened or is wrong.</exception>
    public static WeightFiles Open(string path)
    {
        var result = new WeightFiles(path);
        try
        {
            if (!path.EndsWith(IndexEnding, StringComparison.Ordinal))
            {
                result.Add(TensorFile.Open(path));
                result.Names = [.. result._files[0].Tensors.Select(t => t.Name)];
                return result;
            }

            var shards = Index(path);
            result.Names = [.. shards.Keys];
            var prefix = LayoutNames.Recognise(result.Names)?.Prefix;
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            foreach (var shard in shards.Where(s => prefix is not null && s.Key.StartsWith(prefix, StringComparison.Ordinal) && LayoutNames.IsEncoder(s.Key[prefix.Length..])).Select(s => s.Value).Distinct().Order(StringComparer.Ordinal))
                result.Add(SafetensorsFile.Open(System.IO.Path.Combine(folder, shard)));
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>Names of the tensors of a file or of an index, without opening shards; empty where it isn't one.</summary>
    public static IReadOnlyList<string> NamesIn(string path)
    {
        if (path.EndsWith(IndexEnding, StringComparison.Ordinal))
            return [.. Index(path).Keys];
        using var file = TensorFile.Open(path);
        return [.. file.Tensors.Select(t => t.Name)];
    }

    /// <summary>Which shard holds each tensor.</summary>
    /// <exception cref="WeightsException">It isn't an index.</exception>
    public static IReadOnlyDictionary<string, string> Index(string path) => JsonFile.Read(path, root =>
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            throw new WeightsException($"{path}: weight_map: it must name the file of each tensor");
        var shards = new Dictionary<string, string>();
        foreach (var entry in map.EnumerateObject())
        {
            // A shard stands beside its index; anything with a folder in it would lead elsewhere.
            if (entry.Value.ValueKind != JsonValueKind.String || entry.Value.GetString() is not { Length: > 0 } file || file != System.IO.Path.GetFileName(file) || file is "." or "..")
                throw new WeightsException($"{path}: weight_map: {Printable.Quote(entry.Name)}: {Printable.Quote(entry.Value.GetRawText())} isn't the name of a file beside it");
            shards[entry.Name] = file;
        }
        return shards;
    });

    /// <summary>A tensor by name, or null.</summary>
    public SafetensorsTensor? Find(string name) => _fileOf.TryGetValue(name, out var file) ? file.Find(name) : null;

    /// <summary>A tensor by name.</summary>
    public SafetensorsTensor this[string name] => _fileOf[name].Find(name)!;

    /// <summary>Copies values, converted.</summary>
    public void Read<T>(string name, Span<T> destination, long first = 0) where T : unmanaged, INumber<T> => _fileOf[name].Read(name, destination, first);

    /// <summary>A whole tensor, converted, as a new array.</summary>
    public T[] Read<T>(string name) where T : unmanaged, INumber<T> => _fileOf[name].Read<T>(name);

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void Add(ITensorFile file)
    {
        _files.Add(file);
        foreach (var tensor in file.Tensors)
            if (!_fileOf.TryAdd(tensor.Name, file))
                throw new WeightsException($"{Path}: tensor '{Printable.Quote(tensor.Name)}' stands in two shards, {_fileOf[tensor.Name].Path} and {file.Path}");
    }
}
