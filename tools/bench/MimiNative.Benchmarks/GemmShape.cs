namespace MimiNative.Benchmarks;

/// <summary>
/// One matrix product of the encoder as the CPU backend meets it on one thread: (Rows, K) · (K, Outputs), K = Kernel · Channels, rows of the left matrix Stride · Channels floats apart.
/// </summary>
/// <param name="Name">Layer and part.</param>
/// <param name="Rows">M of one call: SEANet's first stages come in slices that stay in the L2 cache, the rest of a 10 s clip at once.</param>
/// <param name="Outputs">N.</param>
/// <param name="Channels">Floats per input row.</param>
/// <param name="Kernel">Input rows under one output row.</param>
/// <param name="Stride">Input rows from one output row to the next.</param>
/// <param name="Rate">Output rows per second of audio, over all layers of this shape.</param>
public sealed record GemmShape(string Name, int Rows, int Outputs, int Channels, int Kernel, int Stride, double Rate)
{
    /// <summary>K.</summary>
    public int Inputs => Kernel * Channels;

    /// <summary>Multiply-accumulates of one call.</summary>
    public double Macs => (double)Rows * Outputs * Inputs;

    /// <summary>Calls for one second of audio.</summary>
    public double CallsPerSecond => Rate / Rows;

    /// <summary>The products from the waveform to the latent: 2.7 GMAC per second of audio.</summary>
    public static IReadOnlyList<GemmShape> All { get; } =
    [
        new("conv_in", 480, 64, 1, 7, 1, 24000),
        new("res1 k3", 480, 32, 64, 3, 1, 24000),
        new("res1 k1", 480, 64, 32, 1, 1, 24000),
        new("down1", 120, 128, 64, 8, 4, 6000),
        new("res2 k3", 240, 64, 128, 3, 1, 6000),
        new("res2 k1", 240, 128, 64, 1, 1, 6000),
        new("down2", 48, 256, 128, 10, 5, 1200),
        new("res3 k3", 384, 128, 256, 3, 1, 1200),
        new("res3 k1", 384, 256, 128, 1, 1, 1200),
        new("down3", 64, 512, 256, 12, 6, 200),
        new("res4 k3", 2000, 256, 512, 3, 1, 200),
        new("res4 k1", 2000, 512, 256, 1, 1, 200),
        new("down4", 250, 1024, 512, 16, 8, 25),
        new("out", 250, 512, 1024, 3, 1, 25),
        new("qkv", 250, 1536, 512, 1, 1, 8 * 25),
        new("attention out", 250, 512, 512, 1, 1, 8 * 25),
        new("mlp up", 250, 2048, 512, 1, 1, 8 * 25),
        new("mlp down", 250, 512, 2048, 1, 1, 8 * 25),
        new("latent", 125, 512, 512, 4, 2, 12.5),
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Rows}x{Outputs}x{Inputs}";
}
