using System.Diagnostics;
using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Devices;
using MimiNative.Encoder;
using MimiNative.Performance;
using MimiNative.Weights;
using static System.FormattableString;

namespace MimiNative.Benchmarks.Peers;

/// <summary>
/// The encoder on GPUs beside the processor, by the clock on the wall, samples sent and latents fetched: one clip, batches, a stream; then where a batch's time goes; and PyTorch's same graph on the same GPU, with float32 products
/// and with TF32 ones. Beside every speed stands how far the latent is from the processor's.
/// </summary>
internal static class GpuPeers
{
    private const int Seconds = 10;
    private const string Weights = "synthetic:1";
    private static readonly string[] Devices = ["cpu", "cuda", "opencl", "ilgpu:cuda"];

    /// <summary>Prints the tables.</summary>
    /// <param name="each">Seconds for each figure.</param>
    /// <param name="batches">Clips at a time.</param>
    public static int Print(double each, IReadOnlyList<int> batches)
    {
        using var cpu = MimiEncoder.Load(Weights);
        var samples = Noise.Clip(Seconds, cpu.Config.SampleRate);
        var truth = cpu.Encode(samples)["latent"].Values;
        var gigaflop = 2e-9 * cpu.Profile(samples, new EncodeOptions()).Sum(p => p.Macs);
        Console.WriteLine(Invariant($"clips of {Seconds} s, {gigaflop / Seconds:F2} GFLOP for a second of audio; error: relative RMS from the processor's latent"));
        Console.WriteLine(Invariant($"| {"",-52} | {"speed",9} | {"GFLOP/s",8} | {"error",7} |"));
        Console.WriteLine($"|{new string('-', 54)}|-----------|----------|---------|");
        foreach (var device in Devices)
            try
            {
                Device(device, samples, truth, gigaflop, each, batches);
            }
            catch (BackendException e)
            {
                Console.WriteLine($"left out: {e.Message}");
            }

        Torch(samples, truth, gigaflop, each, batches);
        return 0;
    }

    private static void Device(string device, float[] samples, float[] truth, double gigaflop, double each, IReadOnlyList<int> batches)
    {
        var start = Stopwatch.GetTimestamp();
        var backend = BackendFactory.Create(device);
        using var encoder = new MimiEncoder(Checkpoint.Open(Weights), backend);
        encoder.Encode(new float[encoder.Config.SampleRate]);
        var cold = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Row($"{encoder.Device}, one clip", 1, gigaflop, Contender.Here("", null, () => encoder.Encode(samples)["latent"].Values).Measure(each), truth);
        foreach (var batch in batches)
            Row($"  {batch} clips", batch, gigaflop, Contender.Here("", null, () => Many(encoder, samples, batch)).Measure(each), truth);
        var frames = EncoderBenchmark.Frames(encoder, 200);
        Console.WriteLine(Invariant($"  a frame of 80 ms in a stream: median {frames.Median * 1e3:F2} ms, 99 % {frames.P99 * 1e3:F2} ms; from the device's name to a first latent, weights included, {cold:F1} s"));
        if (device == "cpu")
            return; // Its clips are threads' own; mimi profile shows it.
        using var meter = backend.Profile(keepsSpans: false);
        Many(encoder, samples, batches[^1]);
        var total = meter.Profiles.Sum(p => p.Seconds);
        Console.WriteLine(Invariant($"  {batches[^1]} clips, operation by operation: {total * 1e3:F1} ms, {2e-9 * meter.Profiles.Sum(p => p.Macs) / total:F0} GFLOP/s"));
        foreach (var p in meter.Profiles.OrderByDescending(p => p.Seconds).Take(24))
            Console.WriteLine(Invariant($"  {p.Layer,-22} {p.Operation,-12} {p.Calls,4} calls {p.Seconds * 1e3,8:F2} ms {p.Seconds / total,6:P1} {2e-9 * p.Macs / p.Seconds,8:F0} GFLOP/s {1e-9 * p.Bytes / p.Seconds,7:F0} GB/s"));
    }

    /// <summary>The same clip many times; the last one's latent.</summary>
    private static float[] Many(MimiEncoder encoder, float[] samples, int count)
    {
        var rows = new List<float>[count];
        encoder.EncodeMany(count, _ => new ArrayAudioSource(samples), new EncodeOptions(), i => new Rows(rows[i] = []));
        return [.. rows[^1]];
    }

    private static void Torch(float[] samples, float[] truth, double gigaflop, double each, IReadOnlyList<int> batches)
    {
        if (TorchPeer.Version() is not { } version || !TorchPeer.HasCuda())
        {
            Console.WriteLine("left out: PyTorch (no Python with torch that sees a GPU; name one with PYTHON=…)");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("mimi-peers-");
        try
        {
            using var weights = Checkpoint.Open(Weights);
            var inputs = Path.Combine(folder.FullName, "mimi.safetensors");
            PeerInputs.Write(inputs, weights, samples);
            foreach (var (name, extra) in ((string, string[])[])[("float32", []), ("TF32", ["--tf32"])])
                foreach (var batch in (int[])[1, .. batches])
                    Row($"PyTorch {version}, same graph, {name}, {batch} clip{(batch == 1 ? "" : "s")}", batch, gigaflop,
                        TorchPeer.Create(version, "torch_mimi.py", inputs, Environment.ProcessorCount, ["--device", "cuda", "--batch", $"{batch}", .. extra]).Measure(each), truth);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Row(string name, int clips, double gigaflop, (double Best, float[] Output) measured, float[] truth)
    {
        var error = Comparison.Error(measured.Output, [.. truth.Select(v => (double)v)]);
        Console.WriteLine(Invariant($"| {name,-52} | {clips * Seconds / measured.Best,8:F0}x | {clips * gigaflop / measured.Best,8:F0} | {error,7:0.0e+0} |"));
    }

    private sealed class Rows(List<float> values) : IActivationSink
    {
        public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => values.AddRange(rows);

        public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
        {
        }
    }
}
