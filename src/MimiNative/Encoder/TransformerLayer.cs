using MimiNative.Backends;
using MimiNative.Weights;

namespace MimiNative.Encoder;

/// <summary>x += ls1 ⊙ Wo·attention(LN1(x)); x += ls2 ⊙ W2·gelu(W1·LN2(x)). The residual stream is updated in place.</summary>
internal sealed class TransformerLayer(TapInfo tap, TapInfo attentionTap, TapInfo mlpTap, Checkpoint checkpoint, Backend backend, MimiConfig config, string name) : Layer(tap)
{
    private readonly List<BackendResource> _prepared = [];
    private PreparedMatrix? _qkv, _output, _up, _down;
    private PreparedVector? _norm1, _norm1Bias, _norm2, _norm2Bias, _scale1, _scale2;

    public override IEnumerable<string> TapNames => [Tap.Name, attentionTap.Name, mlpTap.Name];
    public override int? RawHistory => 0;
    public override bool InPlace => true;

    public override LayerState Open(EncoderRun run, Signal input, Signal output) => new State(run, this, input);

    public override void Dispose() => _prepared.ForEach(p => p.Dispose());

    protected override void Load()
    {
        int width = config.Width, hidden = config.FeedForward;
        T Keep<T>(T m) where T : BackendResource
        {
            _prepared.Add(m);
            return m;
        }

        PreparedMatrix Matrix(string suffix, int outputs, int inputs)
        {
            using var scratch = new FloatBlock((long)outputs * inputs);
            checkpoint.Read($"{name}.{suffix}", scratch.Span);
            return Keep(backend.Prepare(scratch.Span, [], outputs, inputs));
        }

        PreparedVector Vector(string suffix) => Keep(backend.PrepareVector(checkpoint.Read($"{name}.{suffix}")));
        _norm1 = Vector("norm1.weight");
        _norm1Bias = Vector("norm1.bias");
        _qkv = Matrix("self_attn.in_proj_weight", 3 * width, width);
        _output = Matrix("self_attn.out_proj.weight", width, width);
        _scale1 = Vector("layer_scale_1.scale");
        _norm2 = Vector("norm2.weight");
        _norm2Bias = Vector("norm2.bias");
        _up = Matrix("linear1.weight", hidden, width);
        _down = Matrix("linear2.weight", width, hidden);
        _scale2 = Vector("layer_scale_2.scale");
    }

    private sealed class State : LayerState
    {
        private readonly TransformerLayer _layer;
        private readonly TapInfo _attentionTap;
        private readonly TapInfo _mlpTap;
        private readonly MimiConfig _config;
        private readonly ActivationBuffer _norm, _qkv, _mixed, _hidden;
        private readonly ActivationBuffer? _raw;
        private readonly long[] _positions;

        public State(EncoderRun run, TransformerLayer layer, Signal input)
            : base(run, layer, input)
        {
            (_layer, _attentionTap, _mlpTap, _config) = (layer, layer.AttentionTap, layer.MlpTap, layer.Config);
            int hop = layer.Tap.SamplesPerFrame, width = _config.Width;
            _qkv = run.Allocate(_config.Window - 1, hop, 3 * width, layer);
            _norm = run.Shared("transformer.norm", hop, width, layer);
            _mixed = run.Shared("transformer.mixed", hop, width, layer);
            _hidden = run.Shared("transformer.hidden", hop, _config.FeedForward, layer);
            if (run.Wants(_attentionTap.Name) || run.Wants(_mlpTap.Name))
                _raw = run.Shared("transformer.raw", hop, width, layer);
            _positions = new long[run.Sequences];
        }

        public override void Reset(int sequence)
        {
            Backend.Reset(_qkv, sequence);
            _positions[sequence] = 0;
        }

        public override void Dispose() => _qkv.Dispose();

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            var x = Input.Raw!;
            var eps = (float)_config.NormEps;
            bool attentionTapped = Run.Wants(_attentionTap.Name), mlpTapped = Run.Wants(_mlpTap.Name);

            Backend.LayerNorm(_layer._norm1!, _layer._norm1Bias!, eps, x, _norm, rows);
            Backend.Linear(_layer._qkv!, _norm, rows, new Epilogue { Output = _qkv });
            Backend.Attention(_qkv, _mixed, _config.Heads, _config.HeadDim, _config.Window, _config.RopeBase, _positions, rows);
            Backend.Advance(_qkv, rows);
            Backend.Linear(_layer._output!, _mixed, rows, new Epilogue { Raw = attentionTapped ? _raw : null, Scale = _layer._scale1, Residual = x, Output = x });
            if (attentionTapped)
                Run.Emit(_attentionTap, _raw!, 0, rows);

            Backend.LayerNorm(_layer._norm2!, _layer._norm2Bias!, eps, x, _norm, rows);
            Backend.Linear(_layer._up!, _norm, rows, new Epilogue { Gelu = true, Output = _hidden });
            Backend.Linear(_layer._down!, _hidden, rows, new Epilogue { Raw = mlpTapped ? _raw : null, Scale = _layer._scale2, Residual = x, Output = x });
            if (mlpTapped)
                Run.Emit(_mlpTap, _raw!, 0, rows);
            if (Run.Wants(_layer.Tap.Name))
                Run.Emit(_layer.Tap, x, 0, rows);

            for (var s = 0; s < rows.Length; s++)
                _positions[s] += rows[s];
        }
    }

    private TapInfo AttentionTap => attentionTap;

    private TapInfo MlpTap => mlpTap;

    private MimiConfig Config => config;
}
