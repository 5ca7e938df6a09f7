using MimiNative.Conformance;
using MimiNative.Conformance.Dumps;
using MimiNative.Numpy;
using MimiNative.Plain;
using MimiNative.Weights;

namespace MimiNative.Tests.Conformance;

/// <summary>Someone's port of Mimi, in tiny: the plain float64 encoder, broken in some way, whose activations are dumped as NPZ and judged.</summary>
internal sealed class Port
{
    /// <summary>Frames of 24 samples, 12 at the transformer's rate; a window that the clip crosses.</summary>
    public static readonly MimiConfig Config = new()
    {
        Filters = 4, Ratios = [2, 3, 2], KernelIn = 7, KernelOut = 3, Width = 16, Layers = 2, Heads = 2, HeadDimension = 8, FeedForward = 24, Window = 9,
        CodebookSize = 64, CodebookDimension = 8, Codebooks = 5,
    };

    /// <summary>40 frames and a half.</summary>
    public static readonly float[] Clip = SmallModels.Clip(40 * 24 + 13, seed: 5);

    private static readonly Lazy<MimiEncoder> Ours = new(() => MimiEncoder.Load(Weights));

    public static Checkpoint Weights => new SyntheticCheckpoint("conformance", Config);

    public Dictionary<string, double[,]> Taps { get; private init; } = [];

    /// <summary>(codebooks, frames); null leaves them out.</summary>
    public int[,]? Codes { get; set; }

    public float[] Input { get; set; } = Clip;

    /// <summary>Axes of taps: TC, CT, BTC or BCT.</summary>
    public string Axes { get; set; } = "BCT";

    public PaddingDialect? Means { get; set; }

    public static Port Of(PlainEncoder encoder, PaddingDialect padding = PaddingDialect.Waveform) => Of(encoder.Encode(Clip, padding));

    public static Port Of(PlainResult result) => new() { Taps = new(result.Taps.Where(t => !t.Key.Contains('@'))), Codes = result.Codes };

    /// <summary>A port whose weights are changed when they are read.</summary>
    public static PlainEncoder With(Func<string, float[], float[]> change, MimiConfig? config = null) => new(Changed(change, config));

    public static Checkpoint Changed(Func<string, float[], float[]> change, MimiConfig? config = null) => new ChangedCheckpoint(change, config ?? Config);

    public static PlainEncoder Right => new(Weights);

    /// <summary>Writes the dump, reads it as <c>mimi parity</c> does, and judges it.</summary>
    public Diagnosis Judge(DumpDescription? said = null)
    {
        using var folder = new Weights.TemporaryFolder();
        var path = folder["port.npz"];
        Write(path);
        return DumpCheck.Run(Ours.Value, Read(path, (said ?? new()) with { Padding = Means }));
    }

    public static Dump Read(string path, DumpDescription said)
    {
        using var arrays = DumpArrays.Open(path);
        return new DumpReader(arrays, said, Config).Read();
    }

    public void Write(string path) => NpzWriter.Write(path, npz =>
    {
        npz.Add<float>("input", Input, 1);
        foreach (var (name, values) in Taps)
            Write(npz, name, values);
        if (Codes is not { } codes)
            return;
        using var stream = npz.Begin<int>("codes", 1, codes.GetLength(0), codes.GetLength(1));
        stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(codes.Cast<int>().ToArray()));
    });

    private void Write(NpzWriter npz, string name, double[,] values)
    {
        var (frames, channels) = (values.GetLength(0), values.GetLength(1));
        var isFirst = Axes.EndsWith("CT", StringComparison.Ordinal);
        var flat = new float[frames * channels];
        for (var t = 0; t < frames; t++)
            for (var c = 0; c < channels; c++)
                flat[isFirst ? c * frames + t : t * channels + c] = (float)values[t, c];
        long[] shape = isFirst ? [channels, frames] : [frames, channels];
        using var stream = npz.Begin<float>(name, Axes.StartsWith('B') ? [1, .. shape] : shape);
        stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(flat));
    }

    private sealed class ChangedCheckpoint(Func<string, float[], float[]> change, MimiConfig config) : Checkpoint
    {
        private readonly SyntheticCheckpoint _inner = new("conformance", Port.Config);

        public override MimiConfig Config => config;

        public override string Description => "changed";

        public override bool IsSynthetic => true;

        public override string Fingerprint => "";

        public override CheckpointReport Report => _inner.Report;

        public override IReadOnlyList<int> Shape(string name) => _inner.Shape(name);

        public override void Read(string name, Span<float> destination)
        {
            _inner.Read(name, destination);
            change(name, destination.ToArray()).CopyTo(destination);
        }
    }
}
