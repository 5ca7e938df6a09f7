using System.IO.Compression;
using System.Runtime.CompilerServices;
using MimiNative.Files;

namespace MimiNative.Numpy;

/// <summary>
/// Writes NumPy's NPZ files: arrays by name, which <c>numpy.load</c> reads. Uncompressed; equal content gives equal bytes.
/// <code>
/// NpzWriter.Write("clip.npz", npz =&gt;
/// {
///     npz.Add&lt;float&gt;("latent", activations["latent"].Values, activations["latent"].Frames);
///     npz.Add("ids", ["clip 1"]);
/// });
/// </code>
/// </summary>
public sealed class NpzWriter : IDisposable
{
    // Zip entries carry a time; a fixed one keeps equal content equal in bytes.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HashSet<string> _names = [];
    private readonly ZipArchive _zip;
    private NpzArrayStream? _begun;

    /// <summary>Begins a file in a stream, which stays open.</summary>
    public NpzWriter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Writes a whole file, or none. Folders that are missing are made.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="InvalidOperationException">An array that was begun got fewer or more values than its shape says.</exception>
    public static void Write(string path, Action<NpzWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        AtomicFile.Write(path, stream =>
        {
            // Not ended where the caller's code fails: what failed is told, and not what is therefore missing.
            var npz = new NpzWriter(stream);
            write(npz);
            npz.Dispose();
        });
    }

    /// <summary>Adds a matrix of <paramref name="rows"/> rows, row after row.</summary>
    /// <exception cref="ArgumentException">The values aren't that many rows or of no type that is written, or the name is taken or none of an array.</exception>
    public void Add<T>(string name, ReadOnlySpan<T> values, int rows) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        if (values.Length % rows != 0)
            throw new ArgumentException($"'{name}': {values.Length} values are not {rows} rows", nameof(values));
        _ = NpyFile.TypeOf<T>();
        using var stream = Entry(name);
        NpyFile.Write(stream, values, rows, values.Length / rows);
    }

    /// <summary>Adds a list of texts.</summary>
    /// <exception cref="ArgumentException">A text is null, or the name is taken or none of an array.</exception>
    public void Add(string name, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        for (var i = 0; i < texts.Count; i++)
            if (texts[i] is null)
                throw new ArgumentException($"text {i} is null", nameof(texts));
        using var stream = Entry(name);
        NpyFile.Write(stream, texts);
    }

    /// <summary>Begins an array whose values (little-endian, in C order) the caller writes to the result. It ends when that is disposed, the next array begins or the file ends, and must have all its values by then.</summary>
    /// <param name="name">The array's name: <c>/</c> may divide it, as in <c>latent/mean</c>.</param>
    /// <param name="shape">Sizes, from 0 on; none for a single value.</param>
    /// <returns>Refuses more bytes than the shape asks for (<see cref="InvalidOperationException"/>); that there are fewer is said when the next array begins or the file ends.</returns>
    /// <exception cref="ArgumentException">The name is taken or none of an array, a size is negative, the sizes are too many or make too many values, or values of this type aren't written.</exception>
    /// <exception cref="InvalidOperationException">The array that was begun before has fewer values than its shape says.</exception>
    public Stream Begin<T>(string name, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _ = NpyFile.TypeOf<T>();
        if (shape.Length > NpyHeader.MostDimensions)
            throw new ArgumentException($"'{Printable.Quote(name)}': {shape.Length} sizes; an array has at most {NpyHeader.MostDimensions}", nameof(shape));
        foreach (var size in shape)
            if (size < 0)
                throw new ArgumentException($"'{Printable.Quote(name)}': a size is {size}; sizes are from 0 on", nameof(shape));
        if (NpyHeader.CountOf(shape) is not { } count || count > long.MaxValue / Unsafe.SizeOf<T>())
            throw new ArgumentException($"'{Printable.Quote(name)}': {NpyArray.Describe(shape.ToArray())} are more values than can be counted", nameof(shape));
        var stream = Entry(name);
        NpyFile.WriteHeader<T>(stream, shape);
        return _begun = new NpzArrayStream(stream, $"'{Printable.Quote(name)}' of the shape {NpyArray.Describe(shape.ToArray())}", count * Unsafe.SizeOf<T>());
    }

    /// <summary>Ends the file.</summary>
    /// <exception cref="InvalidOperationException">The array that was begun last has fewer values than its shape says.</exception>
    public void Dispose()
    {
        var last = _begun;
        _begun = null;
        last?.Dispose();
        _zip.Dispose();
        last?.RequireWhole();
    }

    private Stream Entry(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // A name becomes a path where somebody unpacks the file.
        if (name.Split('/').Any(part => part is "" or "." or "..") || name.Any(c => c == '\\' || char.IsControl(c)))
            throw new ArgumentException($"'{Printable.Quote(name)}' is no name of an array: there may be no backslash, no control character, and no empty part, '.' or '..' between slashes", nameof(name));
        _begun?.Dispose();
        _begun?.RequireWhole();
        if (!_names.Add(name))
            throw new ArgumentException($"there is an array '{name}' already", nameof(name));
        var entry = _zip.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = Epoch;
        return entry.Open();
    }
}
