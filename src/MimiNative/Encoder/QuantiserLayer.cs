using MimiNative.Backends;

namespace MimiNative.Encoder;

/// <summary>The tensors of one codebook: entries are sums of vectors over the number of vectors in each.</summary>
internal sealed record CodebookTensors(string Name, int Size, int Dimension)
{
    public TensorSpec Sum { get; } = new($"{Name}.embedding_sum", [Size, Dimension]);

    public TensorSpec Usage { get; } = new($"{Name}.cluster_usage", [Size]);

    /// <summary>Training's flag; nothing here reads it.</summary>
    public TensorSpec Initialised { get; } = new($"{Name}._initialized", [1]);

    public IEnumerable<TensorSpec> All => [Initialised, Usage, Sum];
}

/// <summary>The tensors of a branch of the quantiser: projections to and from the codebooks' width, and the codebooks.</summary>
internal sealed class QuantiserBranchTensors(string name, int levels, MimiConfig config)
{
    public ConvolutionTensors Input { get; } = new($"{name}.input_proj", config.CodebookDimension, config.Width, 1, HasBias: false);

    public ConvolutionTensors Output { get; } = new($"{name}.output_proj", config.Width, config.CodebookDimension, 1, HasBias: false);

    public IReadOnlyList<CodebookTensors> Codebooks { get; } =
        [.. Enumerable.Range(0, levels).Select(level => new CodebookTensors($"{name}.vq.layers.{level}._codebook", config.CodebookSize, config.CodebookDimension))];

    public IEnumerable<TensorSpec> All => [.. Input.All, .. Output.All, .. Codebooks.SelectMany(b => b.All)];
}

/// <summary>
/// The split residual vector quantiser: a semantic and an acoustic branch read the same latent, each with its own projections and codebooks.
/// It searches as many codebooks as the codes and taps that were asked for need.
/// </summary>
/// <param name="taps">rvq.semantic, rvq.acoustic, then the quantised latent of the first 1, 2, … codebooks.</param>
/// <param name="config">The sizes.</param>
internal sealed class QuantiserLayer(IReadOnlyList<TapInfo> taps, MimiConfig config) : Layer(taps[^1])
{
    private const string Residual = "residual", Sum = "sum", Semantic = "semantic", Acoustic = "acoustic", Total = "total", Codes = "codes";
    private readonly QuantiserBranchTensors _semantic = new("quantizer.rvq_first", config.SemanticCodebooks, config);
    private readonly QuantiserBranchTensors _acoustic = new("quantizer.rvq_rest", config.Codebooks - config.SemanticCodebooks, config);

    public override IReadOnlyList<TapInfo> Taps => taps;

    public override IEnumerable<TensorSpec> Tensors => [.. _semantic.All, .. _acoustic.All];

    public override int? RawHistory => 0;

    public override bool HasOutput => false;

    public override IEnumerable<Scratch> Scratch(EncodeOptions asked) =>
    [
        new(Residual, config.CodebookDimension), new(Sum, config.CodebookDimension), new(Semantic, config.Width), new(Acoustic, config.Width), new(Total, config.Width),
        new(Codes, Math.Max(1, Levels(asked.Codebooks, tap => asked.Taps.Contains(tap.Name))), Kind: ScratchKind.Codes),
    ];

    public override PreparedLayer Prepare(WeightLoader weights) => new Prepared(weights, this);

    private TapInfo SemanticTap => taps[0];

    private TapInfo AcousticTap => taps[1];

    /// <summary>The taps of the first n codebooks that are wanted, by n.</summary>
    private IEnumerable<(int Codebooks, TapInfo Tap)> Partial(Func<TapInfo, bool> wants) => taps.Skip(2).Select((tap, i) => (i + 1, tap)).Where(p => wants(p.tap));

    /// <summary>Codebooks to search.</summary>
    private int Levels(int codebooks, Func<TapInfo, bool> wants)
    {
        if (wants(AcousticTap))
            return config.Codebooks;
        var partial = Partial(wants).Select(p => p.Codebooks).DefaultIfEmpty().Max();
        return Math.Max(Math.Max(codebooks, partial), wants(SemanticTap) ? config.SemanticCodebooks : 0);
    }

    private sealed class Branch(WeightLoader weights, QuantiserBranchTensors tensors, MimiConfig config)
    {
        public readonly PreparedMatrix Input = weights.Convolution(tensors.Input), Output = weights.Convolution(tensors.Output);
        public readonly PreparedCodebooks Codebooks = weights.Codebooks(tensors.Codebooks, config.CodebookSize, config.CodebookDimension);
    }

    private sealed class Prepared(WeightLoader weights, QuantiserLayer layer) : PreparedLayer(weights)
    {
        public readonly QuantiserLayer Layer = layer;
        public readonly Branch Semantic = new(weights, layer._semantic, layer.Config), Acoustic = new(weights, layer._acoustic, layer.Config);

        public override LayerState Open(Bench bench) => new State(bench, this);
    }

    private sealed class State : LayerState
    {
        private readonly Prepared _weights;
        private readonly int _semanticLevels;
        private readonly int _levels;
        private readonly bool _projects;
        private readonly (int Codebooks, TapInfo Tap)[] _partial;
        private readonly TapInfo? _semanticTap, _acousticTap;
        private readonly ActivationBuffer _residual, _sum, _semantic, _acoustic, _total;

        public State(Bench bench, Prepared weights)
            : base(bench)
        {
            var layer = weights.Layer;
            _weights = weights;
            _semanticLevels = layer.Config.SemanticCodebooks;
            _levels = layer.Levels(bench.Codebooks, bench.Wants);
            _partial = [.. layer.Partial(bench.Wants)];
            _semanticTap = bench.Wants(layer.SemanticTap) ? layer.SemanticTap : null;
            _acousticTap = bench.Wants(layer.AcousticTap) ? layer.AcousticTap : null;
            _projects = _partial.Length > 0 || _semanticTap is not null || _acousticTap is not null;
            (_residual, _sum, _semantic, _acoustic, _total) = (bench.Buffer(Residual), bench.Buffer(Sum), bench.Buffer(Semantic), bench.Buffer(Acoustic), bench.Buffer(Total));
        }

        protected override void Compute(ReadOnlySpan<int> rows, int outputRow)
        {
            Search(_weights.Semantic, 0, Math.Min(_levels, _semanticLevels), _semantic, rows);
            if (_levels > _semanticLevels)
                Search(_weights.Acoustic, _semanticLevels, _levels, _acoustic, rows);
            if (_semanticTap is not null)
                Bench.Emit(_semanticTap, _semantic, 0, rows);
            if (_acousticTap is not null)
                Bench.Emit(_acousticTap, _acoustic, 0, rows);
            if (Bench.Codebooks > 0)
                Bench.EmitCodes(rows);
        }

        /// <summary>Codebooks first..last of one branch, stopping wherever a tap wants the sum so far.</summary>
        private void Search(Branch branch, int first, int last, ActivationBuffer projected, ReadOnlySpan<int> rows)
        {
            var isSemantic = first == 0;
            Backend.Linear(branch.Input, Input.Raw!, rows, new Epilogue { Output = _residual });
            var done = first;
            void Advance(int to, ReadOnlySpan<int> counts)
            {
                Backend.Quantise(branch.Codebooks, _residual, _sum, Bench.Codes, first, done - first, to - first, counts);
                done = to;
            }

            foreach (var (codebooks, tap) in _partial)
            {
                if (codebooks <= first || codebooks > last)
                    continue;
                Advance(codebooks, rows);
                Backend.Linear(branch.Output, _sum, rows, isSemantic ? new Epilogue { Output = _total } : new Epilogue { Residual = _semantic, Output = _total });
                Bench.Emit(tap, _total, 0, rows);
            }

            if (done < last)
                Advance(last, rows);
            if (_projects)
                Backend.Linear(branch.Output, _sum, rows, new Epilogue { Output = projected });
        }
    }

    private MimiConfig Config => config;
}
