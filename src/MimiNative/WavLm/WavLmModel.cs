using System.Numerics.Tensors;
using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Encoder;

namespace MimiNative.WavLm;

/// <summary>The network with its weights: a window of a clip in, activations and the embedding out. One thread at a time uses a <see cref="Workplace"/>; the weights are everybody's.</summary>
internal sealed class WavLmModel : IDisposable
{
    /// <summary>Seconds that are computed at once. Attention and memory grow with them; longer clips come in windows.</summary>
    public const int MostSeconds = 60;

    private readonly CpuBackend _backend;
    private readonly WeightLoader _weights;
    private readonly FeatureExtractor _extractor;
    private readonly PreparedVector _projectionNorm, _projectionNormBias, _encoderNorm, _encoderNormBias;
    private readonly PreparedMatrix _projection;
    private readonly IReadOnlyList<PreparedMatrix> _position;
    private readonly RelativeTable _table;
    private readonly WavLmLayer[] _layers;
    private readonly XVectorHead _head;
    private Workplace? _idle;

    public WavLmModel(WavLmConfig config, ITensors tensors, CpuBackend backend)
    {
        config.Validate();
        (Config, _backend) = (config, backend);
        Taps = WavLmTaps.Of(config);
        var names = new WavLmTensors(config);
        _weights = new WeightLoader(tensors, backend);
        try
        {
            _extractor = new FeatureExtractor(config, names, _weights, backend);
            (_projectionNorm, _projectionNormBias) = (_weights.Vector(names.ProjectionNorm.Weight), _weights.Vector(names.ProjectionNorm.Bias));
            _projection = _weights.Matrix([names.Projection.Weight], [names.Projection.Bias]);
            _position = Positions.Convolution(config, names, _weights);
            (_encoderNorm, _encoderNormBias) = (_weights.Vector(names.EncoderNorm.Weight), _weights.Vector(names.EncoderNorm.Bias));
            var mostFrames = config.Frames(MostSeconds * WavLmConfig.SampleRate);
            _table = Positions.Table(config, names, _weights, mostFrames);
            _layers = [.. Enumerable.Range(0, config.Layers).Select(i => new WavLmLayer(config, names.Layer(i), _weights, _table, backend))];
            _head = new XVectorHead(config, names, _weights, backend);
        }
        catch
        {
            _weights.Dispose();
            throw;
        }
    }

    public WavLmConfig Config { get; }

    public IReadOnlyList<TapInfo> Taps { get; }

    /// <summary>Computes one window of a clip, as far as the taps that are wanted need it.</summary>
    /// <param name="samples">At most <see cref="MostSeconds"/>.</param>
    /// <param name="wanted">Names of taps.</param>
    /// <param name="emit">Receives a tap's rows in order, from a row of this window on.</param>
    /// <param name="cancellation">Stops between layers.</param>
    public void Run(ReadOnlySpan<float> samples, IReadOnlySet<string> wanted, RowsOfTap emit, CancellationToken cancellation)
    {
        var frames = Config.Frames(samples.Length);
        var place = Interlocked.Exchange(ref _idle, null);
        if (place is null || place.Frames < frames)
        {
            place?.Dispose();
            place = new Workplace(this, frames);
        }

        try
        {
            Run(samples, frames, place, new Wanted(Taps, wanted, emit), cancellation);
        }
        finally
        {
            // Another call may have left its own meanwhile.
            Interlocked.Exchange(ref _idle, place)?.Dispose();
        }
    }

    public void Dispose()
    {
        _idle?.Dispose();
        foreach (var layer in _layers)
            layer.Dispose();
        _table.Dispose();
        _weights.Dispose();
    }

    private void Run(ReadOnlySpan<float> samples, int frames, Workplace place, Wanted wanted, CancellationToken cancellation)
    {
        int[] rows = [frames];
        var x = place.X;
        _extractor.Run(samples, place.Slices, place.Features, (i, first, values) => wanted.Emit(WavLmTaps.Convolution(i), first, values));
        cancellation.ThrowIfCancellationRequested();
        if (!wanted.AnyFrom(WavLmTaps.Projection))
            return;

        var eps = (float)Config.NormEps;
        _backend.LayerNorm(_projectionNorm, _projectionNormBias, eps, place.Features, place.Features, rows);
        _backend.Linear(_projection, place.Features, rows, new Epilogue { Output = x });
        wanted.Emit(WavLmTaps.Projection, x, frames);
        _backend.ConvolveGroups(_position, x, Config.PositionKernel / 2, place.Mixed, frames);
        wanted.Emit(WavLmTaps.Position, place.Mixed, frames);
        TensorPrimitives.Add(CpuBackend.Rows(x, frames), CpuBackend.Rows(place.Mixed, frames), CpuBackend.Rows(x, frames));
        _backend.LayerNorm(_encoderNorm, _encoderNormBias, eps, x, x, rows);

        var headWanted = wanted.AnyFrom(WavLmTaps.Tdnn(0));
        for (var state = 0; state <= _layers.Length; state++)
        {
            if (!headWanted && !wanted.AnyFrom(WavLmTaps.Hidden(state)))
                return;
            if (state > 0)
                _layers[state - 1].Run(x, place.Qkv, place.Mixed, place.Hidden, frames);
            cancellation.ThrowIfCancellationRequested();
            wanted.Emit(WavLmTaps.Hidden(state), x, frames);
            if (headWanted)
                _head.Collect(state, x, place.Sum, frames);
        }

        if (!headWanted)
            return;
        var embedding = _head.Run(place.Sum, frames, (i, buffer, count) => wanted.Emit(WavLmTaps.Tdnn(i), buffer, count));
        wanted.Emit(WavLmTaps.XVector, 0, embedding);
    }

    /// <summary>Buffers of one window.</summary>
    private sealed class Workplace : IDisposable
    {
        public Workplace(WavLmModel model, int frames)
        {
            ActivationBuffer Room(int channels) => model._backend.Allocate(1, 0, frames, channels);
            Frames = frames;
            Slices = model._extractor.Allocate();
            Features = Room(model.Config.ConvolutionChannels[^1]);
            X = Room(model.Config.Width);
            Mixed = Room(model.Config.Width);
            Sum = Room(model.Config.Width);
            Qkv = Room(3 * model.Config.Width);
            Hidden = Room(model.Config.FeedForward);
        }

        public int Frames { get; }

        public ActivationBuffer[] Slices { get; }

        public ActivationBuffer Features { get; }

        public ActivationBuffer X { get; }

        public ActivationBuffer Mixed { get; }

        public ActivationBuffer Sum { get; }

        public ActivationBuffer Qkv { get; }

        public ActivationBuffer Hidden { get; }

        public void Dispose()
        {
            foreach (var buffer in (ActivationBuffer[])[.. Slices, Features, X, Mixed, Sum, Qkv, Hidden])
                buffer.Dispose();
        }
    }

    /// <summary>The taps that somebody asked for.</summary>
    private sealed class Wanted(IReadOnlyList<TapInfo> taps, IReadOnlySet<string> names, RowsOfTap emit)
    {
        /// <summary>A tap from this one on, in the order of the computation, is wanted.</summary>
        public bool AnyFrom(string name) => taps.SkipWhile(t => t.Name != name).Any(t => names.Contains(t.Name));

        public void Emit(string name, ActivationBuffer x, int rows) => Emit(name, 0, CpuBackend.Rows(x, rows));

        public void Emit(string name, int first, ReadOnlySpan<float> rows)
        {
            if (names.Contains(name))
                emit(taps.First(t => t.Name == name), first, rows);
        }
    }
}

/// <summary>Receives rows of a tap, from one row on.</summary>
internal delegate void RowsOfTap(TapInfo tap, int firstRow, ReadOnlySpan<float> rows);
