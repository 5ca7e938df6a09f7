using System.Runtime.InteropServices;
using MimiNative.Analysis.Data;
using MimiNative.Numpy;
using MimiNative.Weights;

namespace MimiNative.Analysis.Embeddings;

/// <summary>
/// Everything asked of one clip as a file: <c>.safetensors</c> or <c>.npz</c>, an array (frames, channels) named after each tap, and <c>codes</c> (codebooks, frames).
/// Rows go to disk as they are computed, so that an hour of audio needs no more memory than a second. The file appears under its name on <see cref="Complete"/>.
/// </summary>
public sealed class ActivationFile : IActivationSink, IDisposable
{
    private readonly string _path;
    private readonly IReadOnlyDictionary<string, string> _metadata;
    private readonly Dictionary<string, Spool> _taps = [];
    private readonly List<int> _codes = [];
    private int _codebooks;

    /// <summary>Endings of the formats that there are.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".safetensors", ".npz"];

    /// <summary>Begins a file.</summary>
    /// <param name="path">Ends in <c>.safetensors</c> or <c>.npz</c>.</param>
    /// <param name="metadata">What made it, for the metadata of a safetensors file or the array <c>provenance</c> of an NPZ.</param>
    /// <exception cref="DataSetException">The name ends in something else.</exception>
    /// <exception cref="IOException">The folder can't be made.</exception>
    public ActivationFile(string path, IReadOnlyDictionary<string, string> metadata)
    {
        _path = Path.GetFullPath(path);
        _metadata = metadata;
        if (!Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
            throw new DataSetException($"{path}: activations are written as .safetensors or .npz");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    /// <inheritdoc/>
    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        if (!_taps.TryGetValue(tap.Name, out var spool))
            _taps[tap.Name] = spool = new Spool(this, tap.Channels);
        spool.Add(rows);
    }

    /// <inheritdoc/>
    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
        _codebooks = codebooks;
        _codes.AddRange(rows);
    }

    /// <summary>Writes the file. Call it once, after the last row.</summary>
    public void Complete()
    {
        if (Path.GetExtension(_path).Equals(".npz", StringComparison.OrdinalIgnoreCase))
            NpzWriter.Write(_path, WriteNpz);
        else
            WriteSafetensors();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var spool in _taps.Values)
            spool.Dispose();
    }

    private void WriteSafetensors()
    {
        var tensors = _taps.Select(t => (t.Key, SafetensorsType.F32, (IReadOnlyList<long>)[t.Value.Rows, t.Value.Channels])).ToList();
        if (_codebooks > 0)
            tensors.Add(("codes", SafetensorsType.I32, [_codebooks, _codes.Count / _codebooks]));
        using var writer = new SafetensorsWriter(_path, tensors, _metadata);
        foreach (var (name, spool) in _taps)
            spool.Replay(values => writer.Append(name, values));
        if (_codebooks > 0)
            writer.Append<int>("codes", CodesByLevel());
        writer.Commit();
    }

    private void WriteNpz(NpzWriter npz)
    {
        foreach (var (name, spool) in _taps)
        {
            using var array = npz.Begin<float>(name, spool.Rows, spool.Channels);
            spool.Replay(values => array.Write(MemoryMarshal.AsBytes(values)));
        }

        NpzFile.WriteProvenance(npz, _metadata);
        if (_codebooks > 0)
            npz.Add<int>("codes", CodesByLevel(), _codebooks);
    }

    /// <summary>Says what can't be written in the words of the person who named it: not by its temporary name.</summary>
    private IOException Unwritable(Exception e, string? temporary = null) =>
        new($"{_path} can't be written: {(e is UnauthorizedAccessException ? "no permission" : temporary is null ? e.Message : e.Message.Replace(temporary, _path, StringComparison.Ordinal))}", e);

    private int[] CodesByLevel() => Codes.FromRows(_codebooks, CollectionsMarshal.AsSpan(_codes)).Values;

    /// <summary>Rows of one tap, on disk beside the target, since their number isn't known before the clip ends.</summary>
    private sealed class Spool : IDisposable
    {
        private const int PieceLength = 1 << 16;
        private readonly ActivationFile _owner;
        private readonly FileStream _file;
        private readonly string _temporary;

        public Spool(ActivationFile owner, int channels)
        {
            (_owner, Channels) = (owner, channels);
            var temporary = _temporary = $"{owner._path}.{Guid.NewGuid():N}.tmp";
            try
            {
                _file = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, PieceLength, FileOptions.DeleteOnClose);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw owner.Unwritable(e, temporary);
            }

            // Without a name it is gone with the process, however that ends.
            File.Delete(temporary);
        }

        public int Channels { get; }

        public long Rows { get; private set; }

        public void Add(ReadOnlySpan<float> rows)
        {
            try
            {
                _file.Write(MemoryMarshal.AsBytes(rows));
            }
            catch (IOException e)
            {
                throw _owner.Unwritable(e, _temporary);
            }

            Rows += rows.Length / Channels;
        }

        public void Replay(ReadOnlySpanAction<float> use)
        {
            _file.Position = 0;
            var piece = new float[PieceLength];
            for (var left = Rows * Channels; left > 0;)
            {
                var values = piece.AsSpan(0, (int)Math.Min(left, PieceLength));
                _file.ReadExactly(MemoryMarshal.AsBytes(values));
                use(values);
                left -= values.Length;
            }
        }

        public void Dispose() => _file.Dispose();
    }

    private delegate void ReadOnlySpanAction<T>(ReadOnlySpan<T> values);
}
