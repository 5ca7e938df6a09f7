using System.Globalization;
using System.Text.Json;
using MimiNative.Conformance.Judgement;
using MimiNative.Encoder;
using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Conformance;

/// <summary>
/// Writes what this encoder computes of a clip as a reference that <c>mimi parity</c>, and anyone with safetensors, can read: the format of <see cref="ReferenceFile"/>, in which
/// some frames of each tap stand in full and every channel's mean and rms over all frames. It is float32's truth, not float64's, and its metadata says who made it.
/// </summary>
internal sealed class ReferenceWriter : IActivationSink
{
    private const string Implementation = "MimiNative";

    // No float64 stands beside it: as much as float32 loses in PyTorch on such taps.
    private const double NominalError = 1e-6;

    // As tools/export_reference.py: evenly spread frames, and both ends, where padding goes wrong.
    private const int KeptFloats = 20000, FewestFrames = 24, Ends = 4;

    private readonly Dictionary<string, Tap> _taps;
    private readonly List<int> _codes = [];
    private int _codebooks;

    private ReferenceWriter(MimiEncoder encoder, EncodeOptions options, long samples) => _taps = encoder.Taps
        .Where(t => options.Taps.Contains(t.Name)).ToDictionary(t => t.Name, t => new Tap(t, (int)Taps.Frames(encoder.Config, t, samples, options.Padding), t.Name == Taps.Latent));

    /// <summary>Made by this class: in float32, whose own error isn't known but taken for a usual one.</summary>
    public static bool IsOurs(ReferenceFile reference) => reference.Implementation.Split(' ')[0] == Implementation;

    /// <summary>Encodes a clip and writes its reference.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="samples">The clip.</param>
    /// <param name="options">Taps, codebooks and padding.</param>
    /// <param name="madeBy">What else the metadata says: weights, device, program.</param>
    /// <param name="cancellation">Stops between pieces.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, MimiEncoder encoder, float[] samples, EncodeOptions options, IReadOnlyDictionary<string, string> madeBy, CancellationToken cancellation = default)
    {
        var asked = options with { Taps = [.. options.Taps.Append(Taps.Latent).Distinct()] };
        var writer = new ReferenceWriter(encoder, asked, samples.Length);
        encoder.Encode(new Audio.ArrayAudioSource(samples, encoder.Config.SampleRate), asked, writer, cancellation);
        writer.WriteFile(path, encoder, samples, options, madeBy, cancellation);
    }

    /// <inheritdoc/>
    void IActivationSink.Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => _taps[tap.Name].Add((int)firstFrame, rows);

    /// <inheritdoc/>
    void IActivationSink.CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
        _codebooks = codebooks;
        _codes.AddRange(rows);
    }

    private void WriteFile(string path, MimiEncoder encoder, float[] samples, EncodeOptions options, IReadOnlyDictionary<string, string> madeBy, CancellationToken cancellation)
    {
        var taps = encoder.Taps.Where(t => options.Taps.Contains(t.Name)).Select(t => _taps[t.Name]).ToList();
        var tensors = new List<(string, SafetensorsType, IReadOnlyList<long>)> { ("input", SafetensorsType.F32, [samples.Length]) };
        foreach (var tap in taps)
        {
            tensors.Add(($"tap/{tap.Info.Name}/frames", SafetensorsType.I32, [tap.Kept.Length]));
            tensors.Add(($"tap/{tap.Info.Name}/values", SafetensorsType.F32, [tap.Kept.Length, tap.Info.Channels]));
            tensors.Add(($"tap/{tap.Info.Name}/mean", SafetensorsType.F64, [tap.Info.Channels]));
            tensors.Add(($"tap/{tap.Info.Name}/rms", SafetensorsType.F64, [tap.Info.Channels]));
        }
        var codes = _codebooks > 0 ? Codes.FromRows(_codebooks, [.. _codes]) : null;
        if (codes is not null)
            tensors.AddRange([("codes", SafetensorsType.I32, [codes.Codebooks, codes.Frames]), ("codes_margin", SafetensorsType.F32, [codes.Codebooks, codes.Frames])]);

        using var file = new SafetensorsWriter(path, tensors, Metadata(encoder, taps, madeBy, path));
        file.Append<float>("input", samples);
        foreach (var tap in taps)
        {
            file.Append<int>($"tap/{tap.Info.Name}/frames", tap.Kept);
            file.Append<float>($"tap/{tap.Info.Name}/values", tap.Values);
            file.Append<double>($"tap/{tap.Info.Name}/mean", [.. tap.Sums.Select(s => s / tap.Frames)]);
            file.Append<double>($"tap/{tap.Info.Name}/rms", [.. tap.Squares.Select(s => Math.Sqrt(s / tap.Frames))]);
        }
        if (codes is not null)
        {
            file.Append<int>("codes", codes.Values);
            file.Append<float>("codes_margin", PlainQuantiser.Quantise(encoder.Checkpoint, _taps[Taps.Latent].All, codes.Codebooks, cancellation).Margins);
        }
        file.Commit();
    }

    private static Dictionary<string, string> Metadata(MimiEncoder encoder, List<Tap> taps, IReadOnlyDictionary<string, string> madeBy, string path) => new(madeBy)
    {
        ["format"] = ReferenceFile.Format,
        ["implementation"] = Implementation,
        ["version"] = typeof(ReferenceWriter).Assembly.GetName().Version!.ToString(3),
        ["precision"] = "float32",
        ["float32_errors"] = $"nominal: {Guess.Number(NominalError)}, since no float64 was computed beside it",
        ["window"] = encoder.Config.Window.ToString(CultureInfo.InvariantCulture),
        ["heads"] = encoder.Config.Heads.ToString(CultureInfo.InvariantCulture),
        ["checkpoint"] = encoder.Checkpoint.Description,
        ["sample_rate"] = encoder.Config.SampleRate.ToString(CultureInfo.InvariantCulture),
        ["case"] = System.IO.Path.GetFileNameWithoutExtension(path),
        ["taps"] = TapsJson(taps),
    };

    private static string TapsJson(List<Tap> taps)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var tap in taps)
            {
                json.WriteStartObject(tap.Info.Name);
                json.WriteNumber("frames", tap.Frames);
                json.WriteNumber("channels", tap.Info.Channels);
                json.WriteNumber("max_abs", tap.Largest);
                json.WriteNumber("float32_max_abs_error", NominalError * tap.Largest);
                json.WriteNumber("float32_relative_rms_error", NominalError);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Numbers of the frames that are kept, ascending.</summary>
    private static int[] KeptFrames(int frames, int channels)
    {
        var count = Math.Max(FewestFrames, KeptFloats / channels);
        if (count >= frames)
            return [.. Enumerable.Range(0, frames)];
        var spread = Enumerable.Range(0, count - 2 * Ends).Select(i => (int)Math.Round((double)i * (frames - 1) / (count - 2 * Ends - 1)));
        return [.. Enumerable.Range(0, Ends).Concat(spread).Concat(Enumerable.Range(frames - Ends, Ends)).Distinct().Order()];
    }

    /// <summary>A tap as it comes by.</summary>
    private sealed class Tap(TapInfo info, int frames, bool keepsAll)
    {
        private int _next;

        public TapInfo Info => info;

        public int Frames => frames;

        public int[] Kept { get; } = KeptFrames(frames, info.Channels);

        public float[] Values { get; } = new float[KeptFrames(frames, info.Channels).Length * info.Channels];

        public float[] All { get; } = keepsAll ? new float[frames * info.Channels] : [];

        public double[] Sums { get; } = new double[info.Channels];

        public double[] Squares { get; } = new double[info.Channels];

        public float Largest { get; private set; }

        public void Add(int firstFrame, ReadOnlySpan<float> rows)
        {
            if (keepsAll)
                rows.CopyTo(All.AsSpan(firstFrame * info.Channels));
            for (var frame = firstFrame; !rows.IsEmpty; frame++, rows = rows[info.Channels..])
            {
                var row = rows[..info.Channels];
                for (var c = 0; c < row.Length; c++)
                {
                    Sums[c] += row[c];
                    Squares[c] += (double)row[c] * row[c];
                    Largest = Math.Max(Largest, Math.Abs(row[c]));
                }
                if (_next < Kept.Length && Kept[_next] == frame)
                    row.CopyTo(Values.AsSpan(info.Channels * _next++));
            }
        }
    }
}
