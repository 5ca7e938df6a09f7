using MimiNative.Weights;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Measuring;

/// <summary>Stage 2, architecture: components, parameters, activation shapes, frame rates and the distribution of weights.</summary>
internal static class ArchitectureMeasurement
{
    private const int Bins = 61;

    private static readonly (string Name, string Prefix)[] Components =
    [
        ("SEANet convolutions", "encoder.model."), ("transformer", "encoder_transformer."), ("downsampling", "downsample."), ("quantiser", "quantizer."),
    ];

    /// <summary>Reads every tensor of the encoder twice, and counts what comes out at every tap for a second of silence.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="padding">How many frames a second gives is a matter of the dialect.</param>
    public static ArchitectureResult Run(MimiEncoder encoder, PaddingDialect padding = PaddingDialect.Waveform)
    {
        var checkpoint = encoder.Checkpoint;
        var frames = Frames(encoder, padding);
        var tensors = TensorCatalog.Encoder(checkpoint.Config);
        return new ArchitectureResult
        {
            Weights = checkpoint.Description,
            Synthetic = checkpoint.IsSynthetic,
            Fingerprint = checkpoint.Fingerprint,
            Config = checkpoint.Config,
            Components = [.. Components.Select(c => Component(c.Name, [.. tensors.Where(t => t.Name.StartsWith(c.Prefix, StringComparison.Ordinal))]))],
            ActivationShapes = [.. encoder.Taps.Select(t => new TapShape(t.Name, t.Operation, t.Channels, t.FrameRate, t.SamplesPerFrame, frames(t)))],
            WeightDistributions =
            [
                .. Components.Select(c => Distribution(checkpoint, c.Name, [.. tensors.Where(t => t.Name.StartsWith(c.Prefix, StringComparison.Ordinal) && !IsBuffer(t))])),
            ],
        };
    }

    private static NetworkComponent Component(string name, IReadOnlyList<TensorSpec> tensors) =>
        new(name, tensors.Count, tensors.Where(t => !IsBuffer(t)).Sum(t => t.Elements), tensors.Where(IsBuffer).Sum(t => t.Elements));

    private static bool IsBuffer(TensorSpec tensor) => tensor.Name.Contains("._codebook.", StringComparison.Ordinal);

    private static Func<TapInfo, int> Frames(MimiEncoder encoder, PaddingDialect padding)
    {
        var meter = new TapMeter();
        using var stream = encoder.OpenStream(new EncodeOptions { Taps = [.. encoder.Taps.Select(t => t.Name)], Padding = padding }, meter);
        stream.Write(new float[encoder.Config.SampleRate]);
        stream.Complete();
        return tap => (int)meter.Activity(tap).Frames;
    }

    private static WeightDistribution Distribution(Checkpoint checkpoint, string name, IReadOnlyList<TensorSpec> tensors)
    {
        double sum = 0, squares = 0, minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        long count = 0, bad = 0;
        foreach (var tensor in tensors)
            foreach (var value in checkpoint.Read(tensor.Name))
            {
                if (!float.IsFinite(value))
                {
                    bad++;
                    continue;
                }

                count++;
                sum += value;
                squares += (double)value * value;
                minimum = Math.Min(minimum, value);
                maximum = Math.Max(maximum, value);
            }

        if (count == 0)
            return new(name, double.NaN, double.NaN, double.NaN, double.NaN, bad, [], []);
        var mean = sum / count;
        var std = Math.Sqrt(Math.Max(0, squares / count - mean * mean));
        var (low, width) = (mean - 4 * std, 8 * std / Bins);
        var counts = new long[Bins];
        foreach (var tensor in tensors)
            foreach (var value in checkpoint.Read(tensor.Name))
                if (float.IsFinite(value))
                    counts[width > 0 ? (int)Math.Clamp((value - low) / width, 0, Bins - 1) : 0]++;
        return new(name, mean, std, minimum, maximum, bad, [.. Enumerable.Range(0, Bins + 1).Select(i => low + i * width)], counts);
    }
}
