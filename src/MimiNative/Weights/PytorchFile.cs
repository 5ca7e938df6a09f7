using System.Numerics;
using System.Text;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>
/// A file that <c>torch.save</c> wrote of a state dict (<c>pytorch_model.bin</c>, <c>.pt</c>, <c>.pth</c>, since PyTorch 1.6): a zip archive with a pickle that says which tensors there are, and their bytes.
/// Nothing in it is run (<see cref="PytorchPickle"/>) and nothing is unpacked (<see cref="PytorchArchive"/>). Dictionaries in dictionaries are taken too, with names joined by dots. Thread-safe.
/// </summary>
internal sealed class PytorchFile : ITensorFile
{
    // Dictionaries that stand in each other, and tensors in all: more than any checkpoint has.
    private const int MostDepth = 8;
    private const int MostTensors = 1 << 17;
    private const int MostNameLength = 4096;
    private const int MostLetters = 1 << 24;

    // Values that don't stand in order are gathered out of the part of the storage that they lie in.
    private const int MostGathered = 1 << 30;

    private static readonly byte[] Old = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    private readonly TensorReader _file;
    private readonly PytorchArchive _archive;
    private readonly string _root;
    private readonly Dictionary<string, SafetensorsTensor> _byName = [];
    private readonly Dictionary<string, PytorchView> _scattered = [];
    private int _visited, _letters;

    private PytorchFile(TensorReader file)
    {
        _file = file;
        Span<byte> start = stackalloc byte[Old.Length];
        start = start[..(int)Math.Min(file.Length, start.Length)];
        file.ReadExactly(start, 0, "its start");
        if (start.SequenceEqual(Old))
            throw new WeightsException($"{Path} is in PyTorch's format of before 1.6, which isn't read; convert it with: "
                + "python -c \"import sys, torch; torch.save(torch.load(sys.argv[1], map_location='cpu', weights_only=True), sys.argv[2])\" OLD NEW");
        _archive = new PytorchArchive(file);
        var pickles = _archive.Names.Where(n => n.EndsWith("/data.pkl", StringComparison.Ordinal) && n.Count(c => c == '/') == 1).ToList();
        if (pickles is not [var pickle])
            throw new WeightsException($"{Path}: not a file of torch.save: it has {(pickles.Count == 0 ? "no" : "more than one")} data.pkl");
        _root = pickle[..^"data.pkl".Length];
        if (ReadSmall(_root + "byteorder", 16) is { } order && Encoding.UTF8.GetString(order) != "little")
            throw new WeightsException($"{Path}: its numbers are {Printable.Quote(Encoding.UTF8.GetString(order))}-endian; only little-endian files are read");
        var value = PytorchPickle.Read(Path, ReadSmall(pickle, PytorchPickle.MostBytes)!);
        if (value is not Dictionary<string, object?> all)
            throw new WeightsException($"{Path}: data.pkl isn't a state dict: it holds something else than tensors by name");
        Add("", all, 0);
        if (_byName.Count == 0)
            throw new WeightsException($"{Path}: there is no tensor in it");
        Tensors = [.. _byName.Values];
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Opens a file and reads what tensors it has.</summary>
    /// <exception cref="WeightsException">The file can't be opened, is wrong, or asks for what isn't run.</exception>
    public static PytorchFile Open(string path)
    {
        var file = TensorReader.Open(path, "a file of torch.save");
        try
        {
            return new PytorchFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public void Read<T>(string name, Span<T> destination, long first = 0) where T : unmanaged, INumber<T>
    {
        var tensor = Tensor(name);
        if (_scattered.TryGetValue(name, out var view))
            Gather(tensor, view, destination, first);
        else
            _file.Read(tensor, destination, first);
    }

    /// <inheritdoc/>
    public T[] Read<T>(string name) where T : unmanaged, INumber<T> => _file.NewArray<T>(Tensor(name), values => Read(name, values.AsSpan()));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private SafetensorsTensor Tensor(string name) => Find(name) ?? throw new WeightsException(SafetensorsFault.UnknownTensor, $"{Path}: no tensor '{Printable.Quote(name)}'");

    private void Add(string prefix, Dictionary<string, object?> values, int depth)
    {
        foreach (var (key, value) in values)
        {
            // A dictionary may hold another twice, or itself.
            _letters += Math.Min(MostLetters, prefix.Length + key.Length);
            if (++_visited > MostTensors || depth > MostDepth || prefix.Length + key.Length > MostNameLength || _letters > MostLetters)
                throw new WeightsException($"{Path}: more than {MostTensors} tensors, {MostDepth} dictionaries in each other, {MostNameLength} letters in a name or {MostLetters} in all");
            if (value is Dictionary<string, object?> inner)
                Add($"{prefix}{key}.", inner, depth + 1);
            else if (value is PytorchView view)
                Add(prefix + key, view);
        }
    }

    private void Add(string name, PytorchView view)
    {
        var (storage, size) = (view.Storage, view.Storage.Type.Size());
        var quoted = Printable.Quote(name);
        var entry = _archive.Find($"{_root}data/{storage.Key}") ?? throw new WeightsException($"{Path}: tensor '{quoted}': the archive has no storage {Printable.Quote(storage.Key)}");
        if (entry.Length / size != storage.Elements || entry.Length % size != 0)
            throw new WeightsException($"{Path}: tensor '{quoted}': its storage has {entry.Length} bytes, not {storage.Elements} values of {storage.Type.Code()}");
        if (!_byName.TryAdd(name, new SafetensorsTensor(name, storage.Type, view.Shape, entry.Offset + view.Offset * size, view.Elements * size)))
            throw new WeightsException($"{Path}: two tensors are called '{quoted}'");
        if (!InOrder(view))
            _scattered.Add(name, view);
    }

    /// <summary>The values stand one after the other in C order.</summary>
    private static bool InOrder(PytorchView view)
    {
        var step = 1L;
        for (var i = view.Shape.Length - 1; i >= 0; i--)
        {
            if (view.Shape[i] > 1 && view.Strides[i] != step)
                return view.Elements == 0;
            step *= view.Shape[i];
        }

        return true;
    }

    private void Gather<T>(SafetensorsTensor tensor, PytorchView view, Span<T> destination, long first) where T : unmanaged, INumber<T>
    {
        TensorReader.CheckRange(tensor, tensor.Elements, "values", destination.Length, first);
        _file.Check<T>(tensor);
        var size = tensor.Type.Size();
        var span = 1 + view.Shape.Zip(view.Strides, (shape, stride) => (shape - 1) * stride).Sum();
        if (span * size > MostGathered)
            throw new WeightsException($"{Path}: tensor '{Printable.Quote(tensor.Name)}' {tensor} is scattered over {span * size} bytes; save it contiguous");
        var bytes = new byte[span * size];
        _file.ReadExactly(bytes, tensor.Offset, $"tensor '{Printable.Quote(tensor.Name)}'");
        for (var i = 0; i < destination.Length; i++)
        {
            var (rest, at) = (first + i, 0L);
            for (var d = view.Shape.Length - 1; d >= 0; d--)
            {
                (rest, var index) = Math.DivRem(rest, view.Shape[d]);
                at += index * view.Strides[d];
            }

            _file.Convert(tensor, bytes.AsSpan((int)at * size, size), destination.Slice(i, 1));
        }
    }

    private byte[]? ReadSmall(string name, int most)
    {
        if (_archive.Find(name) is not { } entry)
            return null;
        if (entry.Length > most)
            throw new WeightsException($"{Path}: entry {Printable.Quote(name)} has {entry.Length} bytes; at most {most} are read");
        var bytes = new byte[entry.Length];
        _file.ReadExactly(bytes, entry.Offset, "an entry");
        return bytes;
    }
}
