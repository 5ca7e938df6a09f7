using MimiNative.Backends;
using MimiNative.Weights;

namespace MimiNative.Encoder;

/// <summary>
/// The split residual vector quantiser: a semantic and an acoustic branch read the same latent, each with its own projections and codebooks.
/// It searches as many codebooks as the codes and taps that were asked for need.
/// </summary>
internal sealed class QuantiserLayer(IReadOnlyList<TapInfo> taps, Checkpoint checkpoint, Backend backend, MimiConfig config) : Layer(taps[^1])
{
    private Branch? _semantic;
    private Branch? _acoustic;

    public override IEnumerable<string> TapNames => taps.Select(t => t.Name);
    public override int? RawHistory => 0;

    public override LayerState Open(EncoderRun run, Signal input, Signal output) => new State(run, this, input, taps, config);

    public override void Dispose()
    {
        _semantic?.Dispose();
        _acoustic?.Dispose();
    }

    protected override void Load()
    {
        _semantic = new Branch(checkpoint, backend, config, "quantizer.rvq_first", config.SemanticCodebooks);
        _acoustic = new Branch(checkpoint, backend, config, "quantizer.rvq_rest", config.Codebooks - config.SemanticCodebooks);
    }

    private sealed class Branch : IDisposable
    {
        public Branch(Checkpoint checkpoint, Backend backend, MimiConfig config, string name, int levels)
        {
            int size = config.CodebookSize, dim = config.CodebookDim;
            Input = ConvolutionWeights.Load(checkpoint, backend, $"{name}.input_proj", dim, config.Width, 1, hasBias: false);
            Output = ConvolutionWeights.Load(checkpoint, backend, $"{name}.output_proj", config.Width, dim, 1, hasBias: false);
            var rows = new float[levels * size * dim];
            var usage = new float[size];
            for (var level = 0; level < levels; level++)
            {
                var book = rows.AsSpan(level * size * dim, size * dim);
                checkpoint.Read($"{name}.vq.layers.{level}._codebook.embedding_sum", book);
                checkpoint.Read($"{name}.vq.layers.{level}._codebook.cluster_usage", usage);
                for (var i = 0; i < size; i++)
                {
                    var divisor = MathF.Max(usage[i], 1e-5f);
                    foreach (ref var value in book.Slice(i * dim, dim))
                        value /= divisor;
                }
            }

            Codebooks = backend.PrepareCodebooks(rows, levels, size, dim);
        }

        public PreparedMatrix Input { get; }
        public PreparedMatrix Output { get; }
        public PreparedCodebooks Codebooks { get; }

        public void Dispose()
        {
            Input.Dispose();
            Output.Dispose();
            Codebooks.Dispose();
        }
    }

    private sealed class State : LayerState
    {
        private readonly QuantiserLayer _layer;
        private readonly int _semanticLevels;
        private readonly int _levels;
        private readonly bool _projects;
        private readonly List<(int Codebooks, TapInfo Tap)> _partial = [];
        private readonly TapInfo? _semanticTap, _acousticTap;
        private readonly ActivationBuffer _residual, _sum, _semantic, _acoustic, _total;
        private readonly CodeBuffer _codes;

        public State(EncoderRun run, QuantiserLayer layer, Signal input, IReadOnlyList<TapInfo> taps, MimiConfig config)
            : base(run, layer, input)
        {
            _layer = layer;
            _semanticLevels = config.SemanticCodebooks;
            for (var n = 1; n <= config.Codebooks; n++)
            {
                var name = n == config.Codebooks ? Taps.Rvq : Taps.RvqFirst(n);
                if (run.Wants(name))
                    _partial.Add((n, taps.Single(t => t.Name == name)));
            }

            _semanticTap = run.Wants(Taps.RvqSemantic) ? taps.Single(t => t.Name == Taps.RvqSemantic) : null;
            _acousticTap = run.Wants(Taps.RvqAcoustic) ? taps.Single(t => t.Name == Taps.RvqAcoustic) : null;
            var needed = Math.Max(run.Codebooks, _partial.Count > 0 ? _partial[^1].Codebooks : 0);
            if (_semanticTap is not null)
                needed = Math.Max(needed, _semanticLevels);
            if (_acousticTap is not null)
                needed = config.Codebooks;
            _levels = needed;
            _projects = _partial.Count > 0 || _semanticTap is not null || _acousticTap is not null;

            var hop = layer.Tap.SamplesPerFrame;
            _residual = run.Allocate(0, hop, config.CodebookDim, layer);
            _sum = run.Allocate(0, hop, config.CodebookDim, layer);
            _semantic = run.Allocate(0, hop, config.Width, layer);
            _acoustic = run.Allocate(0, hop, config.Width, layer);
            _total = run.Allocate(0, hop, config.Width, layer);
            _codes = Backend.AllocateCodes(run.Sequences, run.Capacity(hop, layer), Math.Max(1, _levels));
        }

        public override void Dispose()
        {
            foreach (var buffer in (ActivationBuffer[])[_residual, _sum, _semantic, _acoustic, _total])
                buffer.Dispose();
            _codes.Dispose();
        }

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            Search(_layer._semantic!, 0, Math.Min(_levels, _semanticLevels), _semantic, rows);
            if (_levels > _semanticLevels)
                Search(_layer._acoustic!, _semanticLevels, _levels, _acoustic, rows);
            if (_semanticTap is not null)
                Run.Emit(_semanticTap, _semantic, 0, rows);
            if (_acousticTap is not null)
                Run.Emit(_acousticTap, _acoustic, 0, rows);
            if (Run.Codebooks > 0)
                Run.EmitCodes(_codes, rows);
        }

        /// <summary>Codebooks first..last of one branch, stopping wherever a tap wants the sum so far.</summary>
        private void Search(Branch branch, int first, int last, ActivationBuffer projected, ReadOnlySpan<int> rows)
        {
            var isSemantic = first == 0;
            Backend.Linear(branch.Input, Input.Raw!, rows, new Epilogue { Output = _residual });
            var done = first;
            void Advance(int to, ReadOnlySpan<int> counts)
            {
                Backend.Quantise(branch.Codebooks, _residual, _sum, _codes, first, done - first, to - first, counts);
                done = to;
            }

            foreach (var (codebooks, tap) in _partial)
            {
                if (codebooks <= first || codebooks > last)
                    continue;
                Advance(codebooks, rows);
                Backend.Linear(branch.Output, _sum, rows, isSemantic ? new Epilogue { Output = _total } : new Epilogue { Residual = _semantic, Output = _total });
                Run.Emit(tap, _total, 0, rows);
            }

            if (done < last)
                Advance(last, rows);
            if (_projects)
                Backend.Linear(branch.Output, _sum, rows, new Epilogue { Output = projected });
        }
    }
}
