namespace MimiNative;

/// <summary>The sizes of a Mimi encoder. Defaults are the released model's (Kyutai, arXiv 2410.00037).</summary>
public sealed record MimiConfig
{
    /// <summary>Samples per second of the waveform.</summary>
    public int SampleRate { get; init; } = 24000;

    /// <summary>Channels after the first convolution; doubled by every downsampling stage.</summary>
    public int Filters { get; init; } = 64;

    /// <summary>Strides of the SEANet stages in the encoder's order (Hugging Face's <c>upsampling_ratios</c> reversed).</summary>
    public IReadOnlyList<int> Ratios { get; init; } = [4, 5, 6, 8];

    /// <summary>Kernel of the first convolution.</summary>
    public int KernelIn { get; init; } = 7;

    /// <summary>Kernel of the last SEANet convolution.</summary>
    public int KernelOut { get; init; } = 3;

    /// <summary>Kernel of a residual block's first convolution.</summary>
    public int KernelResidual { get; init; } = 3;

    /// <summary>A residual block on C channels has C / Compress inside.</summary>
    public int Compress { get; init; } = 2;

    /// <summary>Channels of the transformer, and of the latent unless <see cref="LatentWidth"/> says otherwise.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Transformer layers.</summary>
    public int Layers { get; init; } = 8;

    /// <summary>Attention heads; Heads × HeadDimension = Width.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Channels of an attention head.</summary>
    public int HeadDimension { get; init; } = 64;

    /// <summary>Hidden channels of a transformer layer's feed-forward part.</summary>
    public int FeedForward { get; init; } = 2048;

    /// <summary>A query sees itself and the Window − 1 frames before it.</summary>
    public int Window { get; init; } = 250;

    /// <summary>LayerNorm's epsilon.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Base of the rotary angles.</summary>
    public double RopeBase { get; init; } = 10000;

    /// <summary>Stride of the last convolution, 25 Hz to 12.5 Hz; its kernel is twice that.</summary>
    public int Downsample { get; init; } = 2;

    /// <summary>Channels of the latent where they are others than <see cref="Width"/> (a continuous Mimi's, e.g. Pocket TTS's 32); 0: as many.</summary>
    public int LatentWidth { get; init; }

    /// <summary>Rows of a codebook.</summary>
    public int CodebookSize { get; init; } = 2048;

    /// <summary>Channels of a codebook row.</summary>
    public int CodebookDimension { get; init; } = 256;

    /// <summary>Codebooks in all, semantic ones included; 0: a continuous Mimi, which ends with the latent.</summary>
    public int Codebooks { get; init; } = 32;

    /// <summary>Codebooks of the semantic branch (1 in every published model).</summary>
    public int SemanticCodebooks { get; init; } = 1;

    /// <summary>Channels of the latent.</summary>
    public int LatentChannels => LatentWidth == 0 ? Width : LatentWidth;

    /// <summary>Samples of one frame at the transformer's rate (960, i.e. 25 Hz).</summary>
    public int SamplesPerTransformerFrame => Ratios.Aggregate(1, (a, b) => a * b);

    /// <summary>Samples of one latent frame (1920, i.e. 12.5 Hz).</summary>
    public int SamplesPerFrame => SamplesPerTransformerFrame * Downsample;

    /// <summary>Latent frames per second.</summary>
    public double FrameRate => (double)SampleRate / SamplesPerFrame;

    /// <summary>Latent frames of a clip: ceil(samples / SamplesPerFrame), in either padding dialect.</summary>
    public long Frames(long samples) => (samples + SamplesPerFrame - 1) / SamplesPerFrame;

    /// <summary>
    /// Refuses sizes that no encoder can have. Every way in asks: files and their config.json, and configs given by a program. A record is made piece by piece, so that only the whole can be judged.
    /// </summary>
    /// <exception cref="ArgumentException">Names the property, its value and what it may be.</exception>
    public void Validate()
    {
        // Far above any model, and low enough that no product of sizes overflows and no list of tensors fills the memory.
        const int mostChannels = 1 << 20, mostLevels = 1 << 10, mostStages = 8;
        Within(SampleRate, mostChannels, nameof(SampleRate));
        Within(Filters, mostChannels, nameof(Filters));
        Within(KernelIn, mostChannels, nameof(KernelIn));
        Within(KernelOut, mostChannels, nameof(KernelOut));
        Within(KernelResidual, mostChannels, nameof(KernelResidual));
        Within(Compress, mostChannels, nameof(Compress));
        Within(Width, mostChannels, nameof(Width));
        Within(Layers, mostLevels, nameof(Layers));
        Within(Heads, mostChannels, nameof(Heads));
        Within(HeadDimension, mostChannels, nameof(HeadDimension));
        Within(FeedForward, mostChannels, nameof(FeedForward));
        Within(Window, mostChannels, nameof(Window));
        Within(Downsample, mostChannels, nameof(Downsample));
        Within(CodebookSize, mostChannels, nameof(CodebookSize));
        Within(CodebookDimension, mostChannels, nameof(CodebookDimension));
        if (Codebooks != 0 || SemanticCodebooks != 0)
        {
            Within(Codebooks, mostLevels, nameof(Codebooks));
            Within(SemanticCodebooks, mostLevels, nameof(SemanticCodebooks));
        }
        if (LatentWidth != 0)
            Within(LatentWidth, mostChannels, nameof(LatentWidth));
        Positive(NormEps, nameof(NormEps));
        Positive(RopeBase, nameof(RopeBase));

        if (Ratios is null || Ratios.Count is < 1 or > mostStages)
            throw Wrong(nameof(Ratios), $"{Ratios?.Count ?? 0} strides; there must be 1 to {mostStages}");
        long hop = Downsample;
        foreach (var ratio in Ratios)
        {
            Within(ratio, mostChannels, nameof(Ratios));
            hop *= ratio;
            if (hop > mostChannels)
                throw Wrong(nameof(Ratios), $"with {nameof(Downsample)} they make frames of more than {mostChannels} samples");
        }

        if ((long)Filters << Ratios.Count > mostChannels)
            throw Wrong(nameof(Filters), $"{Filters}, doubled {Ratios.Count} times, is more than {mostChannels} channels");
        if (Filters % Compress != 0)
            throw Wrong(nameof(Compress), $"{Filters} filters can't be divided by {Compress}");
        if (HeadDimension % 2 != 0)
            throw Wrong(nameof(HeadDimension), $"rotary embeddings need an even size, not {HeadDimension}");
        if ((long)Heads * HeadDimension != Width)
            throw Wrong(nameof(HeadDimension), $"{Heads} heads of {HeadDimension} don't make up a {nameof(Width)} of {Width}");
        if (Codebooks > 0 && LatentWidth != 0 && LatentWidth != Width)
            throw Wrong(nameof(LatentWidth), $"{LatentWidth} channels, where the quantiser reads {nameof(Width)} = {Width}");
        if (Codebooks > 0 && SemanticCodebooks >= Codebooks)
            throw Wrong(nameof(SemanticCodebooks), $"{SemanticCodebooks} of {Codebooks} codebooks leave none for the acoustic branch");
    }

    private static void Within(int value, int most, string property)
    {
        if (value < 1 || value > most)
            throw Wrong(property, $"{value} isn't a whole number from 1 to {most}");
    }

    private static void Positive(double value, string property)
    {
        if (!(value > 0 && double.IsFinite(value)))
            throw Wrong(property, FormattableString.Invariant($"{value} isn't a number above 0"));
    }

    private static ArgumentException Wrong(string property, string what) => new($"{nameof(MimiConfig)}.{property}: {what}");
}
