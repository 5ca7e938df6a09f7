using MimiNative.Files;
using MimiNative.Numpy;
using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Conformance.Dumps;

/// <summary>The arrays of anyone's dump, by name: an NPZ file, a folder of NPY files, or a safetensors file.</summary>
internal sealed class DumpArrays : IDisposable
{
    private const string Npy = ".npy";

    private readonly Func<string, NpyArray> _read;
    private readonly IDisposable? _file;

    private DumpArrays(string path, IEnumerable<string> names, Func<string, NpyArray> read, IDisposable? file = null) => (Path, Names, _read, _file) = (path, [.. names], read, file);

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>Names of the arrays.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>True where a path is a dump rather than a reference in our own format.</summary>
    /// <exception cref="WeightsException">It isn't a sound safetensors file.</exception>
    public static bool IsDump(string path)
    {
        if (Directory.Exists(path) || System.IO.Path.GetExtension(path).ToLowerInvariant() is ".npz" or Npy)
            return true;
        using var file = SafetensorsFile.Open(path);
        return !file.Metadata.GetValueOrDefault("format", "").StartsWith("mimi-reference", StringComparison.Ordinal);
    }

    /// <summary>Opens a dump.</summary>
    /// <exception cref="ReferenceException">It isn't there, is none, or is damaged.</exception>
    /// <exception cref="WeightsException">It isn't a sound safetensors file.</exception>
    public static DumpArrays Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
                return OfFolder(path);
            if (System.IO.Path.GetExtension(path).ToLowerInvariant() is ".npz")
            {
                var npz = new NpzReader(path);
                return new(path, npz.Names, npz.Read, npz);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ReferenceException($"{path}: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}", e);
        }
        if (System.IO.Path.GetExtension(path).ToLowerInvariant() is Npy)
            throw new ReferenceException($"{path} is one array; a dump is a folder of .npy files, each named for its tap, an .npz or a .safetensors file");
        var tensors = SafetensorsFile.Open(path);
        return new(path, tensors.Tensors.Select(t => t.Name), name => Read(tensors, name), tensors);
    }

    /// <summary>An array.</summary>
    /// <exception cref="ReferenceException">It is damaged, or holds no numbers.</exception>
    public NpyArray Read(string name)
    {
        try
        {
            return _read(name);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ReferenceException($"{Path}: array '{Printable.Quote(name)}': {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static DumpArrays OfFolder(string path)
    {
        string[] files = [.. Directory.GetFiles(path, "*" + Npy, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new InvalidDataException("a folder without .npy files");
        return new(path, files.Select(f => System.IO.Path.GetRelativePath(path, f)[..^Npy.Length].Replace('\\', '/')), name =>
        {
            using var stream = RegularFile.Open(System.IO.Path.Combine(path, name + Npy), 1 << 16);
            return NpyReader.Read(stream, stream.Length);
        });
    }

    private static NpyArray Read(SafetensorsFile file, string name)
    {
        var tensor = file[name];
        return tensor.Type.IsFloat() ? new(tensor.Shape, file.Read<float>(name), null) : new(tensor.Shape, null, file.Read<long>(name));
    }
}
