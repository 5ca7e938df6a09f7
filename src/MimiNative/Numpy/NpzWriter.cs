using System.IO.Compression;
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

    /// <summary>Begins a file in a stream, which stays open.</summary>
    public NpzWriter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Writes a whole file, or none.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, Action<NpzWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        AtomicFile.Write(path, stream =>
        {
            using var npz = new NpzWriter(stream);
            write(npz);
        });
    }

    /// <summary>Adds a matrix of <paramref name="rows"/> rows, row after row.</summary>
    /// <exception cref="ArgumentException">The values aren't that many rows, or the name is taken.</exception>
    public void Add<T>(string name, ReadOnlySpan<T> values, int rows) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        if (values.Length % rows != 0)
            throw new ArgumentException($"'{name}': {values.Length} values are not {rows} rows", nameof(values));
        using var stream = Entry(name);
        NpyFile.Write(stream, values, rows, values.Length / rows);
    }

    /// <summary>Adds a list of texts.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var stream = Entry(name);
        NpyFile.Write(stream, texts);
    }

    /// <summary>Begins an array whose values (little-endian, in C order) the caller writes to the result, which is to be disposed before the next array begins.</summary>
    /// <param name="name">The array's name.</param>
    /// <param name="shape">Sizes.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Stream Begin<T>(string name, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        var stream = Entry(name);
        NpyFile.WriteHeader<T>(stream, shape);
        return stream;
    }

    /// <summary>Ends the file.</summary>
    public void Dispose() => _zip.Dispose();

    private Stream Entry(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_names.Add(name))
            throw new ArgumentException($"there is an array '{name}' already", nameof(name));
        var entry = _zip.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = Epoch;
        return entry.Open();
    }
}
