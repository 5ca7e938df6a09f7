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
/// what it is for, then records of equal size, each with a check sum. A killed run leaves at most one torn record at the end, which is cut off when the journal is opened again.
/// Records are found by the content of the audio, not by its path or time: moving a corpus costs nothing, and any change of a file's bytes is a new clip.
/// Shards write journals of their own; a run without a shard reads them all: that is how shards are merged.
/// </summary>
internal sealed class EmbeddingCache : IDisposable
{
    private const int KeySize = 32;
    private const int CheckSize = 8;
    private const int MeterSize = 16;

    private readonly Dictionary<string, (SafeFileHandle File, long Offset)> _records = [];
    private readonly Dictionary<string, byte[]> _inMemory = [];
    private readonly List<SafeFileHandle> _files = [];
    private readonly SafeFileHandle _own;
    private readonly string _ownPath;
    private readonly bool _temporary;
    private readonly byte[] _header;
    private readonly int[] _starts;
    private readonly int _recordSize;
    private readonly Lock _lock = new();
    private long _end;

    /// <param name="folder">Where journals are kept; null: nowhere, gone with this object.</param>
    /// <param name="embedder">What makes the vectors.</param>
    /// <param name="shard">Name of this run's part of the data, or empty.</param>
    /// <exception cref="DataSetException">Another run is writing this journal, or the folder can't be written.</exception>
    public EmbeddingCache(string? folder, ClipEmbedder embedder, string shard)
    {
        _starts = new int[embedder.Keys.Count + 1];
        for (var i = 0; i < embedder.Keys.Count; i++)
            _starts[i + 1] = _starts[i] + embedder.Dimensions[i];
        _recordSize = KeySize + MeterSize + _starts[^1] * sizeof(float) + CheckSize;
        var settings = $"mimi-embeddings-journal-1 {embedder.Fingerprint} {embedder.Description.ReplaceLineEndings(" ")} {string.Join(' ', embedder.Keys.Zip(embedder.Dimensions, (k, d) => $"{k}:{d}"))}\n";
        _header = Encoding.UTF8.GetBytes(settings);
        _temporary = folder is null;
        folder ??= Directory.CreateTempSubdirectory("mimi-embeddings-").FullName;
        var name = Convert.ToHexStringLower(SHA256.HashData(_header))[..16];
        _ownPath = Path.Combine(folder, shard.Length == 0 ? $"{name}.journal" : $"{name}.{shard}.journal");
        try
        {
            Directory.CreateDirectory(folder);
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
                _files.Add(File.OpenHandle(other, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
                Load(_files[^1]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new DataSetException($"{_ownPath}: the embedding cache can't be used: {e.Message} (another run may be using it; parallel runs take a shard each, and are merged when all have ended)", e);
        }
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

    /// <summary>Keeps a clip's vectors. On disk they survive this process from the moment this returns; else they are gone with this object.</summary>
    public void Add(string key, double seconds, double rms, float[] values, bool onDisk = true)
    {
        var record = new byte[_recordSize];
        Convert.FromHexString(key).CopyTo(record, 0);
        BinaryPrimitives.WriteDoubleLittleEndian(record.AsSpan(KeySize), seconds);
        BinaryPrimitives.WriteDoubleLittleEndian(record.AsSpan(KeySize + 8), rms);
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(record.AsSpan(KeySize + MeterSize));
        Check(record).CopyTo(record, _recordSize - CheckSize);
        lock (_lock)
        {
            if (!onDisk)
            {
                _inMemory[key] = record;
                return;
            }

            RandomAccess.Write(_own, record, _end);
            _records[key] = (_own, _end);
            _end += _recordSize;
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
    public void Read(string key, int index, Span<float> values) => Read(key, KeySize + MeterSize + _starts[index] * sizeof(float), MemoryMarshal.AsBytes(values));

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
        var record = new byte[_recordSize];
        var offset = (long)_header.Length;
        while (RandomAccess.Read(file, record, offset) == _recordSize && Check(record).SequenceEqual(record.AsSpan(_recordSize - CheckSize)))
        {
            _records.TryAdd(Convert.ToHexString(record.AsSpan(0, KeySize)), (file, offset));
            offset += _recordSize;
        }

        return offset;
    }

    private byte[] Check(byte[] record) => SHA256.HashData(record.AsSpan(0, _recordSize - CheckSize))[..CheckSize];
}
