using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Extraction;

/// <summary>
/// Pooled vectors on disk, so that a stopped run goes on where it was and a second run encodes nothing. One append-only journal per (weights, settings): a text line that says
/// what it is for, then records, each with a check sum: a clip's vectors, which take the same room in all of them, and where it is kept as it is what its codebooks make of it. A killed run leaves at most one torn record at the end, which is cut off when the journal is opened again.
/// Records are found by the content of the audio, not by its path or time: moving a corpus costs nothing, and any change of a file's bytes is a new clip.
/// Shards write journals of their own; a run without a shard reads them all: that is how shards are merged.
/// </summary>
internal sealed class EmbeddingCache : IDisposable
{
    private const int KeySize = 32;
    private const int CheckSize = 8;
    private const int MeterSize = 16;
    private const int CountSize = 4;
    private const int HeadSize = KeySize + MeterSize + CountSize;

    private readonly Dictionary<string, (SafeFileHandle File, long Offset)> _records = [];
    private readonly Dictionary<string, byte[]> _inMemory = [];
    private readonly List<SafeFileHandle> _files = [];
    private readonly SafeFileHandle _own;
    private readonly string _ownPath;
    private readonly bool _temporary;
    private readonly byte[] _header;
    private readonly int[] _starts;
    private readonly int _least;
    private readonly Lock _lock = new();
    private long _end;

    /// <param name="folder">Where journals are kept; null: nowhere, gone with this object.</param>
    /// <param name="embedder">What makes the vectors.</param>
    /// <param name="shard">Name of this run's part of the data, or empty.</param>
    /// <exception cref="DataSetException">Another run is writing this journal, or something else is in its place.</exception>
    /// <exception cref="IOException">The folder can't be written.</exception>
    public EmbeddingCache(string? folder, ClipEmbedder embedder, string shard)
    {
        var stored = embedder.Stored;
        _starts = new int[stored.Count + 1];
        for (var i = 0; i < stored.Count; i++)
            _starts[i + 1] = _starts[i] + stored[i].Dimension;
        // Treated versions have no codebooks.
        _least = _starts[embedder.Keys.Count];
        var settings = $"mimi-embeddings-journal-2 {embedder.Fingerprint} {embedder.Description.ReplaceLineEndings(" ")} {string.Join(' ', stored.Select(s => $"{s.Key}:{s.Dimension}"))}{(embedder.Codebooks > 0 ? $" codes:{embedder.Codebooks}" : "")}\n";
        _header = Encoding.UTF8.GetBytes(settings);
        _temporary = folder is null;
        folder ??= Directory.CreateTempSubdirectory("mimi-embeddings-").FullName;
        var name = Convert.ToHexStringLower(SHA256.HashData(_header))[..16];
        _ownPath = Path.Combine(folder, shard.Length == 0 ? $"{name}.journal" : $"{name}.{shard}.journal");
        try
        {
            Directory.CreateDirectory(folder);
            RefuseStrange(_ownPath);
            _own = File.OpenHandle(_ownPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            _files.Add(_own);
            _end = Load(_own);
            // A journal that was killed in its first write begins anew.
            if (_end == 0)
            {
                RandomAccess.Write(_own, _header, 0);
                _end = _header.Length;
            }

            RandomAccess.SetLength(_own, _end);
            foreach (var other in Directory.EnumerateFiles(folder, $"{name}.*.journal").Where(_ => shard.Length == 0).Order(StringComparer.Ordinal))
            {
                RefuseStrange(other);
                _files.Add(File.OpenHandle(other, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
                Load(_files[^1]);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && !Directory.Exists(folder)))
        {
            Dispose();
            throw new IOException($"{_ownPath} can't be written: {(e is UnauthorizedAccessException ? "no permission" : e.Message)}", e);
        }
        catch (IOException e)
        {
            Dispose();
            throw new DataSetException($"{_ownPath}: the embedding cache can't be used: {e.Message} (another run may be using it; parallel runs take a shard each, and are merged when all have ended)", e);
        }
    }

    /// <summary>Others may be able to write to the folder: a pipe would never answer, and what a link leads to would be overwritten.</summary>
    private static void RefuseStrange(string path)
    {
        if (RegularFile.NotRegular(path) is { } kind)
            throw new IOException($"{path} is {kind}, not a regular file");
        if (new FileInfo(path).LinkTarget is { } target)
            throw new IOException($"{path} is a link to {target}");
    }

    /// <summary>What identifies a clip: the bytes of its file and what is done to them.</summary>
    /// <param name="content">SHA-256 of the file, in hexadecimal.</param>
    /// <param name="treatment">Everything that the treatment depends on; empty for the clip as it is.</param>
    public static string KeyOf(string content, string treatment)
    {
        Span<byte> both = stackalloc byte[2 * KeySize];
        Convert.FromHexString(content).CopyTo(both);
        SHA256.HashData(Encoding.UTF8.GetBytes(treatment), both[KeySize..]);
        return Convert.ToHexString(SHA256.HashData(both));
    }

    public bool Contains(string key)
    {
        lock (_lock)
            return _records.ContainsKey(key) || _inMemory.ContainsKey(key);
    }

    /// <summary>Keeps a clip's vectors, and what comes behind them. On disk they survive this process from the moment this returns; else they are gone with this object.</summary>
    public void Add(string key, double seconds, double rms, float[] values, bool onDisk = true)
    {
        var record = new byte[HeadSize + values.Length * sizeof(float) + CheckSize];
        Convert.FromHexString(key).CopyTo(record, 0);
        BinaryPrimitives.WriteDoubleLittleEndian(record.AsSpan(KeySize), seconds);
        BinaryPrimitives.WriteDoubleLittleEndian(record.AsSpan(KeySize + 8), rms);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(KeySize + MeterSize), values.Length);
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(record.AsSpan(HeadSize));
        Check(record).CopyTo(record, record.Length - CheckSize);
        lock (_lock)
        {
            if (!onDisk)
            {
                _inMemory[key] = record;
                return;
            }

            RandomAccess.Write(_own, record, _end);
            _records[key] = (_own, _end);
            _end += record.Length;
        }
    }

    /// <summary>Length in seconds and RMS level of a clip's audio.</summary>
    public (double Seconds, double Rms) Meter(string key)
    {
        Span<byte> bytes = stackalloc byte[MeterSize];
        Read(key, KeySize, bytes);
        return (BinaryPrimitives.ReadDoubleLittleEndian(bytes), BinaryPrimitives.ReadDoubleLittleEndian(bytes[8..]));
    }

    /// <summary>Reads vector <paramref name="index"/> (a position in the embedder's keys) of a clip.</summary>
    /// <exception cref="ArgumentException">The clip is a treated version, of which that isn't kept.</exception>
    public void Read(string key, int index, Span<float> values)
    {
        if (_starts[index] >= _least && Count(key) < _starts[index + 1])
            throw new ArgumentException("codebooks are kept of clips as they are, not of treated versions", nameof(index));
        Read(key, HeadSize + _starts[index] * sizeof(float), MemoryMarshal.AsBytes(values));
    }

    /// <summary>What stands behind a clip's vectors.</summary>
    public float[] Rest(string key)
    {
        var rest = new float[Math.Max(0, Count(key) - _starts[^1])];
        Read(key, HeadSize + _starts[^1] * sizeof(float), MemoryMarshal.AsBytes(rest.AsSpan()));
        return rest;
    }

    // Values that are kept of a clip.
    private int Count(string key)
    {
        Span<byte> count = stackalloc byte[CountSize];
        Read(key, KeySize + MeterSize, count);
        return BinaryPrimitives.ReadInt32LittleEndian(count);
    }

    private void Read(string key, int from, Span<byte> bytes)
    {
        if (_inMemory.TryGetValue(key, out var record))
        {
            record.AsSpan(from, bytes.Length).CopyTo(bytes);
            return;
        }

        var (file, offset) = _records[key];
        RandomAccess.Read(file, bytes, offset + from);
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
        if (_temporary)
            Directory.Delete(Path.GetDirectoryName(_ownPath)!, recursive: true);
    }

    // Returns where the next record goes: behind the last whole one; 0 where the file isn't a journal of these settings.
    private long Load(SafeFileHandle file)
    {
        var start = new byte[_header.Length];
        if (RandomAccess.Read(file, start, 0) < start.Length || !start.SequenceEqual(_header))
            return 0;
        var (length, offset) = (RandomAccess.GetLength(file), (long)_header.Length);
        var head = new byte[HeadSize];
        while (RandomAccess.Read(file, head, offset) == HeadSize)
        {
            // A torn head may say anything: only what the file can hold is believed.
            var values = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(KeySize + MeterSize));
            var size = HeadSize + (long)values * sizeof(float) + CheckSize;
            if (values < _least || size > length - offset)
                break;
            var record = new byte[size];
            if (RandomAccess.Read(file, record, offset) < size || !Check(record).SequenceEqual(record.AsSpan(record.Length - CheckSize)))
                break;
            _records.TryAdd(Convert.ToHexString(head.AsSpan(0, KeySize)), (file, offset));
            offset += size;
        }

        return offset;
    }

    private static byte[] Check(byte[] record) => SHA256.HashData(record.AsSpan(0, record.Length - CheckSize))[..CheckSize];
}
