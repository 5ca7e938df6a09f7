using System.Globalization;
using System.Text.Json;
using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Tests.Parity;

/// <summary>A small reference made for tests: taps of known numbers of which every second frame is kept, and codes with margins.</summary>
internal sealed class ReferenceFixture
{
    public const int Frames = 10;
    public const int Channels = 4;
    public const int Codebooks = 3;

    private static readonly string[] Names = ["latent", "rvq.semantic", "rvq.acoustic", "rvq"];

    public Dictionary<string, string> Metadata { get; } = new()
    {
        ["format"] = "mimi-reference-1", ["implementation"] = "moshi", ["version"] = "0.2.13", ["padding"] = "moshi", ["window"] = "250",
        ["checkpoint"] = "synthetic:1", ["sample_rate"] = "24000", ["case"] = "fixture", ["float32_code_agreement"] = "1.0",
    };

    /// <summary>All frames of every tap, (frames, channels).</summary>
    public Dictionary<string, float[]> Truth { get; } = Names.ToDictionary(n => n, n => Enumerable.Range(0, Frames * Channels).Select(i => MathF.Sin(i * 1.7f + n.Length)).ToArray());

    /// <summary>(codebooks, frames).</summary>
    public int[] Codes { get; } = [.. Enumerable.Range(0, Codebooks * Frames).Select(i => i * 7 % 16)];

    public float[] Margins { get; } = [.. Enumerable.Repeat(0.5f, Codebooks * Frames)];

    /// <summary>Tensors to write instead of those of a good file; null leaves one out.</summary>
    public Dictionary<string, (long[] Shape, float[] Values)?> Replaced { get; } = [];

    public string Write(string path)
    {
        var tensors = new List<(string Name, SafetensorsType Type, long[] Shape, Array Values)>
        {
            ("input", SafetensorsType.F32, [Frames * 1920], new float[Frames * 1920]),
            ("codes", SafetensorsType.I32, [Codebooks, Frames], Codes),
            ("codes_margin", SafetensorsType.F32, [Codebooks, Frames], Margins),
        };
        int[] kept = [.. Enumerable.Range(0, Frames).Where(f => f % 2 == 0)];
        foreach (var (name, values) in Truth)
        {
            tensors.Add(($"tap/{name}/frames", SafetensorsType.I32, [kept.Length], kept));
            tensors.Add(($"tap/{name}/values", SafetensorsType.F32, [kept.Length, Channels], kept.SelectMany(f => values[(f * Channels)..((f + 1) * Channels)]).ToArray()));
            tensors.Add(($"tap/{name}/mean", SafetensorsType.F64, [Channels], PerChannel(values, c => c.Average(v => (double)v))));
            tensors.Add(($"tap/{name}/rms", SafetensorsType.F64, [Channels], PerChannel(values, c => Math.Sqrt(c.Average(v => (double)v * v)))));
        }
        tensors = [.. tensors.Where(t => !Replaced.ContainsKey(t.Name)), .. Replaced.Where(r => r.Value is not null).Select(r => (r.Key, SafetensorsType.F32, r.Value!.Value.Shape, (Array)r.Value.Value.Values))];
        var metadata = new Dictionary<string, string>(Metadata);
        metadata.TryAdd("taps", TapsJson());
        using var writer = new SafetensorsWriter(path, tensors.Select(t => (t.Name, t.Type, (IReadOnlyList<long>)t.Shape)), metadata);
        foreach (var (name, _, _, values) in tensors)
            switch (values)
            {
                case float[] floats: writer.Append<float>(name, floats); break;
                case double[] doubles: writer.Append<double>(name, doubles); break;
                case int[] integers: writer.Append<int>(name, integers); break;
            }
        writer.Commit();
        return path;
    }

    /// <summary>Feeds values and codes to a check as an encoder would, some frames at a time.</summary>
    public static ParityResult Encode(ReferenceFile reference, Dictionary<string, float[]> taps, int[] codes, int chunk = 3)
    {
        var check = new ParityCheck(reference);
        IActivationSink sink = check;
        for (var first = 0; first < Frames; first += chunk)
        {
            var count = Math.Min(chunk, Frames - first);
            foreach (var (name, values) in taps)
                sink.Activation(new TapInfo(name, Channels, 1920, 24000, ""), first, values.AsSpan(first * Channels, count * Channels));
            sink.CodeRows(first, Codebooks, [.. Enumerable.Range(first, count).SelectMany(f => Enumerable.Range(0, Codebooks).Select(k => codes[k * Frames + f]))]);
        }
        return check.Result();
    }

    private static double[] PerChannel(float[] values, Func<IEnumerable<float>, double> statistic) =>
        [.. Enumerable.Range(0, Channels).Select(c => statistic(Enumerable.Range(0, Frames).Select(f => values[f * Channels + c])))];

    private static string TapsJson() =>
        "{" + string.Join(",", Names.Select(n => $$"""
            "{{JsonEncodedText.Encode(n)}}":{"frames":{{Frames.ToString(CultureInfo.InvariantCulture)}},"channels":{{Channels}},"max_abs":1.0,"float32_max_abs_error":1e-6,"float32_relative_rms_error":4e-7}
            """)) + "}";
}
