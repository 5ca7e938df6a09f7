using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Lines;
using MimiNative.Audio;
using MimiNative.Parity;
using MimiNative.WavLm;
using MimiNative.Weights;

namespace MimiNative.Fuzz.Reading;

/// <summary>A reader of files that come from outside.</summary>
/// <param name="Name">The folder of its corpus.</param>
/// <param name="File">What its file is called.</param>
/// <param name="Read">Reads the file; what it refuses is an exception of its room.</param>
internal sealed record Target(string Name, string File, Action<string> Read)
{
    private const int MostSamples = 1 << 16;

    /// <summary>All.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        new("npy", "x.npy", path => EmbeddingFile.Read(path)),
        new("npz", "x.npz", path => EmbeddingFile.Read(path)),
        new("embeddings-csv", "x.csv", path => EmbeddingFile.Read(path)),
        new("safetensors", "x.safetensors", ReadTensors),
        new("pytorch", "x.bin", ReadPytorch),
        new("pickle", "data.pkl", path => PytorchPickle.Read(path, System.IO.File.ReadAllBytes(path))),
        new("head", "x.safetensors", path => HeadFile.Read(path)),
        new("labels", "x.csv", path => MetadataTable.ReadLabels(path)),
        new("metadata", "metadata.csv", path => DataSet.Open(path)),
        new("sqlite", "x.db", path => DataSet.Open(path)),
        new("kaldi", "wav.scp", path => DataSet.Open(System.IO.Path.GetDirectoryName(path)!)),
        new("tar", "x.tar", path => DataSet.Open(path)),
        new("parquet", "x.parquet", ReadParquet),
        new("manifest", "x.jsonl", path => DataSet.Open(path)),
        new("lines", "x.jsonl", ReadLines),
        new("trials", "x.txt", path => TrialList.Read(path)),
        new("scores", "x.txt", path => ScoreList.Read(path)),
        new("enrolment", "x.txt", path => EnrolmentList.Read(path)),
        new("config", "config.json", path => ConfigJson.Read(path)),
        new("wavlm-config", "config.json", path => _ = (WavLmConfigJson.ReadNormalizesAudio(path), WavLmConfigJson.Read(path))),
        new("reference", "x.safetensors", path => ReferenceFile.Open(path)),
        new("wav", "x.wav", ReadWav),
        new("container", "x.bin", ReadContainer),
    ];

    /// <summary>Whether a reader may say so about a file.</summary>
    public static bool IsRefusal(Exception e) => e is DataSetException or AudioException or WeightsException or ReferenceException;

    private static void ReadTensors(string path)
    {
        using (var file = SafetensorsFile.Open(path))
            foreach (var tensor in file.Tensors)
                if (tensor.Type.IsFloat())
                    file.Read<float>(tensor.Name);
        EmbeddingFile.Read(path);
    }

    private static void ReadPytorch(string path)
    {
        using var file = PytorchFile.Open(path);
        foreach (var tensor in file.Tensors)
            if (tensor.Type.IsFloat())
                file.Read<float>(tensor.Name);
    }

    /// <summary>As a worker does; what is wrong with a line ends nothing there. Samples are heard, files that lines name aren't opened.</summary>
    private static void ReadLines(string path)
    {
        using var stream = System.IO.File.OpenRead(path);
        var (lines, samples, error) = (new LineReader(stream, 1 << 19), new float[MostSamples], (string?)null);
        while (lines.Read(out var line))
        {
            var request = lines.IsTooLong ? LineRequest.TooLong(lines.Number, 1 << 19) : LineRequest.Read(lines.Number, line);
            error ??= request.Error;
            if (request.Bytes == 0)
                continue;
            try
            {
                using var audio = request.Open(24000);
                audio.Read(samples);
            }
            catch (AudioException e)
            {
                error ??= e.Message;
            }
        }

        if (error is not null)
            throw new DataSetException(error);
    }

    /// <summary>As embeddings and their labels, or as recordings.</summary>
    private static void ReadParquet(string path)
    {
        if (!EmbeddingFile.IsEmbeddings(path))
            DataSet.Open(path);
        else
        {
            EmbeddingFile.Read(path);
            MetadataTable.ReadLabels(path);
        }
    }

    private static void ReadContainer(string path)
    {
        using var stream = System.IO.File.OpenRead(path);
        if (AudioContainer.Of(stream, 0) is null)
            throw new AudioException("no container");
    }

    /// <summary>By this repository's own reader, through a stream that can seek and one that can't: native decoders are asked for nothing.</summary>
    private static void ReadWav(string path)
    {
        ReadWav(System.IO.File.OpenRead(path), path);
        ReadWav(new OneWay(System.IO.File.OpenRead(path)), path);
    }

    private static void ReadWav(Stream stream, string path)
    {
        using var whole = stream;
        Span<byte> head = stackalloc byte[12];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (!WavHeader.IsWav(head))
            throw new AudioException("no WAV");
        if (WavHeader.Read(head, stream, path) is not { Format: { } format } header)
            return;
        using var source = new PcmSource(stream, path, format, header.Channels, header.SampleRate, header.DataBytes / (format.Bytes() * header.Channels));
        var samples = new float[4096];
        for (var total = 0; total < MostSamples && source.Read(samples) is var count and > 0;)
            total += count;
    }

    private sealed class OneWay(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
