using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>The tensors of a pre-norm transformer layer.</summary>
/// <param name="Name">What stands before each, e.g. <c>encoder_transformer.transformer.layers.0</c>.</param>
/// <param name="Config">The sizes.</param>
internal sealed record TransformerTensors(string Name, MimiConfig Config)
{
    public TensorSpec Qkv { get; } = new($"{Name}.self_attn.in_proj_weight", [3 * Config.Heads * Config.HeadDimension, Config.Width]);

    public TensorSpec Output { get; } = new($"{Name}.self_attn.out_proj.weight", [Config.Width, Config.Heads * Config.HeadDimension]);

    public TensorSpec Up { get; } = new($"{Name}.linear1.weight", [Config.FeedForward, Config.Width]);

    public TensorSpec Down { get; } = new($"{Name}.linear2.weight", [Config.Width, Config.FeedForward]);

    public TensorSpec Norm1 { get; } = new($"{Name}.norm1.weight", [Config.Width]);

    public TensorSpec Norm1Bias { get; } = new($"{Name}.norm1.bias", [Config.Width]);

    public TensorSpec Norm2 { get; } = new($"{Name}.norm2.weight", [Config.Width]);

    public TensorSpec Norm2Bias { get; } = new($"{Name}.norm2.bias", [Config.Width]);

    public TensorSpec Scale1 { get; } = new($"{Name}.layer_scale_1.scale", [Config.Width]);

    public TensorSpec Scale2 { get; } = new($"{Name}.layer_scale_2.scale", [Config.Width]);

    public IEnumerable<TensorSpec> All => [Qkv, Output, Up, Down, Norm1, Norm1Bias, Norm2, Norm2Bias, Scale1, Scale2];
}

/// <summary>x += ls1 ⊙ Wo·attention(LN1(x)); x += ls2 ⊙ W2·gelu(W1·LN2(x)). The residual stream is updated in place.</summary>
internal sealed class TransformerLayer(TapInfo tap, TapInfo attentionTap, TapInfo mlpTap, TransformerTensors tensors) : Layer(tap)
{
    private const string Qkv = "qkv", Norm = "transformer.norm", Mixed = "transformer.mixed", Hidden = "transformer.hidden", Raw = "transformer.raw";

    public override IReadOnlyList<TapInfo> Taps => [Tap, attentionTap, mlpTap];

    public override IEnumerable<TensorSpec> Tensors => tensors.All;

    public override int? RawHistory => 0;

    public override bool InPlace => true;

    public override IEnumerable<Scratch> Scratch(EncodeOptions asked)
    {
        var config = tensors.Config;
        yield return new(Qkv, 3 * config.Width, History: config.Window - 1);
        yield return new(Norm, config.Width, Kind: ScratchKind.Shared);
        yield return new(Mixed, config.Width, Kind: ScratchKind.Shared);
        yield return new(Hidden, config.FeedForward, Kind: ScratchKind.Shared);
        if (asked.Taps.Contains(attentionTap.Name) || asked.Taps.Contains(mlpTap.Name))
            yield return new(Raw, config.Width, Kind: ScratchKind.Shared);
    }

    public override PreparedLayer Prepare(WeightLoader weights) => new Prepared(weights, this, tensors);

    private sealed class Prepared(WeightLoader weights, TransformerLayer layer, TransformerTensors tensors) : PreparedLayer(weights)
    {
        public readonly TransformerLayer Layer = layer;
        public readonly MimiConfig Config = tensors.Config;
        public readonly PreparedMatrix Qkv = weights.Matrix(tensors.Qkv), Output = weights.Matrix(tensors.Output), Up = weights.Matrix(tensors.Up), Down = weights.Matrix(tensors.Down);
        public readonly PreparedVector Norm1 = weights.Vector(tensors.Norm1), Norm1Bias = weights.Vector(tensors.Norm1Bias), Scale1 = weights.Vector(tensors.Scale1);
        public readonly PreparedVector Norm2 = weights.Vector(tensors.Norm2), Norm2Bias = weights.Vector(tensors.Norm2Bias), Scale2 = weights.Vector(tensors.Scale2);

        public override LayerState Open(Bench bench) => new State(bench, this);
    }

    private sealed class State(Bench bench, Prepared weights) : LayerState(bench)
    {
        private readonly ActivationBuffer _qkv = bench.Buffer(Qkv), _norm = bench.Buffer(Norm), _mixed = bench.Buffer(Mixed), _hidden = bench.Buffer(Hidden);
        private readonly ActivationBuffer? _attentionOutput = bench.Wants(weights.Layer.Attention) ? bench.Buffer(Raw) : null;
        private readonly ActivationBuffer? _mlpOutput = bench.Wants(weights.Layer.Mlp) ? bench.Buffer(Raw) : null;
        private readonly bool _tapped = bench.Wants(bench.Layer.Tap);
        private readonly long[] _positions = new long[bench.Sequences];

        public override void Reset(int sequence)
        {
            Backend.Reset(_qkv, sequence);
            _positions[sequence] = 0;
        }

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            var x = Input.Raw!;
            var config = weights.Config;
            var eps = (float)config.NormEps;

            Backend.LayerNorm(weights.Norm1, weights.Norm1Bias, eps, x, _norm, rows);
            Backend.Linear(weights.Qkv, _norm, rows, new Epilogue { Output = _qkv });
            Backend.Attention(_qkv, _mixed, config.Heads, config.HeadDimension, config.Window, config.RopeBase, _positions, rows);
            Backend.Advance(_qkv, rows);
            Backend.Linear(weights.Output, _mixed, rows, new Epilogue { Raw = _attentionOutput, Scale = weights.Scale1, Residual = x, Output = x });
            if (_attentionOutput is not null)
                Bench.Emit(weights.Layer.Attention, _attentionOutput, 0, rows);

            Backend.LayerNorm(weights.Norm2, weights.Norm2Bias, eps, x, _norm, rows);
            Backend.Linear(weights.Up, _norm, rows, new Epilogue { Gelu = true, Output = _hidden });
            Backend.Linear(weights.Down, _hidden, rows, new Epilogue { Raw = _mlpOutput, Scale = weights.Scale2, Residual = x, Output = x });
            if (_mlpOutput is not null)
                Bench.Emit(weights.Layer.Mlp, _mlpOutput, 0, rows);
            if (_tapped)
                Bench.Emit(Layer.Tap, x, 0, rows);

            for (var s = 0; s < rows.Length; s++)
                _positions[s] += rows[s];
        }
    }

    private TapInfo Attention => attentionTap;

    private TapInfo Mlp => mlpTap;
}
