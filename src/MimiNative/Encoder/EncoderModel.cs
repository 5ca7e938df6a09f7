using System.Runtime.ExceptionServices;
using MimiNative.Audio;
using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>The encoder of some weights on a backend: the list of its layers, each of which is prepared when a run first needs it, and then shared by all runs.</summary>
internal sealed class EncoderModel : IDisposable
{
    private readonly ITensors _tensors;
    private readonly Backend _backend;
    private readonly Slot[] _slots;

    public EncoderModel(MimiConfig config, ITensors tensors, Backend backend)
    {
        config.Validate(); // A caller's own checkpoint may say anything.
        (Config, _tensors, _backend) = (config, tensors, backend);
        TapList = Taps.Of(config);
        Layers = LayerList.Of(config);
        _slots = [.. Layers.Select(_ => new Slot())];
    }

    public MimiConfig Config { get; }

    public IReadOnlyList<TapInfo> TapList { get; }

    public IReadOnlyList<Layer> Layers { get; }

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

    /// <summary>The first <paramref name="count"/> layers with their weights, which are loaded where they haven't been: several at a time.</summary>
    public IReadOnlyList<PreparedLayer> Prepare(int count)
    {
        var prepared = new PreparedLayer[count];
        if (_backend.Threads == 1)
        {
            for (var i = 0; i < count; i++)
                prepared[i] = Prepare1(i);
            return prepared;
        }

        try
        {
            // The largest layers come last in the list; begin with them so that no thread ends alone on one.
            Parallel.ForEach(Enumerable.Range(0, count).Reverse(), new ParallelOptions { MaxDegreeOfParallelism = _backend.Threads }, i => prepared[i] = Prepare1(i));
        }
        catch (AggregateException e) when (e.InnerException is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return prepared;
    }

    public void Dispose()
    {
        foreach (var slot in _slots)
            slot.Prepared?.Dispose();
    }

    private PreparedLayer Prepare1(int layer)
    {
        var slot = _slots[layer];
        lock (slot.Gate)
        {
            if (slot.Prepared is { } already)
                return already;
            var weights = new WeightLoader(_tensors, _backend);
            try
            {
                return slot.Prepared = Layers[layer].Prepare(weights);
            }
            catch
            {
                weights.Dispose();
                throw;
            }
        }
    }

    /// <summary>Where a layer's weights stand once a run has needed them.</summary>
    private sealed class Slot
    {
        public readonly Lock Gate = new();

        public PreparedLayer? Prepared { get; set; }
    }
}
