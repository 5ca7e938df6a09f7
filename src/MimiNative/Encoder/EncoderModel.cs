using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Weights;

namespace MimiNative.Encoder;

/// <summary>The encoder as a list of layers built from a checkpoint. Weights are prepared when a run first needs them.</summary>
internal sealed class EncoderModel : IDisposable
{
    private readonly List<Layer> _layers;

    public EncoderModel(Checkpoint checkpoint, Backend backend)
    {
        Checkpoint = checkpoint;
        Config = checkpoint.Config;
        Config.Validate(); // A caller's own Checkpoint may say anything.
        TapList = Taps.Of(Config);
        var byName = TapList.ToDictionary(t => t.Name);
        var layers = new List<Layer> { new ConvolutionLayer(TapList[0], checkpoint, backend, "encoder.model.0.conv.conv", 1, Config.KernelIn, 1, activated: false) };
        var stages = new List<int>();
        var channels = Config.Filters;
        for (var stage = 0; stage < Config.Ratios.Count; stage++)
        {
            var ratio = Config.Ratios[stage];
            layers.Add(new ResidualLayer(byName[Taps.Residual(stage)], checkpoint, backend, $"encoder.model.{TensorCatalog.ResidualIndex(stage)}", channels / Config.Compress, Config.KernelResidual));
            layers.Add(new ConvolutionLayer(byName[Taps.Down(stage)], checkpoint, backend, $"encoder.model.{TensorCatalog.DownIndex(stage)}.conv.conv", channels, 2 * ratio, ratio, activated: true));
            channels *= 2;
            stages.Add(layers.Count);
        }

        layers.Add(new ConvolutionLayer(byName["seanet.out"], checkpoint, backend, $"encoder.model.{TensorCatalog.OutIndex(Config)}.conv.conv", channels, Config.KernelOut, 1, activated: true));
        for (var i = 0; i < Config.Layers; i++)
            layers.Add(new TransformerLayer(byName[Taps.Transformer(i)], byName[Taps.Transformer(i) + ".attn"], byName[Taps.Transformer(i) + ".mlp"], checkpoint, backend, Config, $"encoder_transformer.transformer.layers.{i}"));
        layers.Add(new LatentLayer(byName[Taps.Latent], checkpoint, backend, Config.Downsample));
        layers.Add(new QuantiserLayer([.. TapList.Where(t => t.Name.StartsWith(Taps.Rvq, StringComparison.Ordinal))], checkpoint, backend, Config));
        _layers = layers;
        StageEnds = stages;
    }

    public Checkpoint Checkpoint { get; }

    public MimiConfig Config { get; }

    public IReadOnlyList<TapInfo> TapList { get; }

    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>For each SEANet stage, the number of layers up to its end.</summary>
    public IReadOnlyList<int> StageEnds { get; }

    public int IndexOf(Layer layer) => _layers.IndexOf(layer);

    /// <summary>Audio that a caller handed over, if the encoder can take it; disposed if not.</summary>
    /// <exception cref="ArgumentException">There is none, or it isn't at the encoder's rate.</exception>
    public AudioSource CheckSource(AudioSource? audio)
    {
        if (audio is null)
            throw new ArgumentException("no audio: the clip's source is null");
        if (audio.SampleRate == Config.SampleRate)
            return audio;
        var rate = audio.SampleRate;
        audio.Dispose();
        throw new ArgumentException($"audio of {rate} Hz: the encoder takes {Config.SampleRate} Hz; open it at that rate, or put a Resampler before it");
    }

    /// <exception cref="ArgumentException">There is none.</exception>
    public static IActivationSink CheckSink(IActivationSink? sink) => sink ?? throw new ArgumentException("no receiver: the clip's sink is null");

    /// <summary>How many layers must run to have these taps and codes.</summary>
    public int LayersFor(IReadOnlyCollection<string> taps, int codebooks)
    {
        if (codebooks > 0)
            return Layers.Count;
        var last = 0;
        for (var i = 0; i < Layers.Count; i++)
            if (Layers[i].TapNames.Any(taps.Contains))
                last = i + 1;
        return last;
    }

    /// <summary>Loads the weights of the first <paramref name="count"/> layers, several at a time.</summary>
    public void Prepare(int count, int threads)
    {
        if (threads == 1)
        {
            foreach (var layer in Layers.Take(count))
                layer.Prepare();
            return;
        }

        try
        {
            // The largest layers come last in the list; begin with them so that no thread ends alone on one.
            Parallel.ForEach(Layers.Take(count).Reverse(), new ParallelOptions { MaxDegreeOfParallelism = threads }, layer => layer.Prepare());
        }
        catch (AggregateException e) when (e.InnerException is WeightsException or BackendException)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
        }
    }

    public void Dispose()
    {
        foreach (var layer in Layers)
            layer.Dispose();
        Checkpoint.Dispose();
    }
}
