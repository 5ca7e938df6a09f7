using MimiNative.Backends;

namespace MimiNative.Kernels.Tests;

/// <summary>
/// A backend with buffers and weights that fit each other: x (2 + 8 rows of 4) through a matrix of (6, 12) to rows of 6; heads of 2 channels; codebooks of 5 entries of 4 floats.
/// Every wrong call differs from a right one in a single thing.
/// </summary>
internal sealed class WrongCalls : IDisposable
{
    private readonly List<IDisposable> _made = [];

    public WrongCalls(Backend backend)
    {
        Backend = backend;
        X = Buffer(2, 8, 4);
        Y = Buffer(0, 8, 6);
        Other = Buffer(0, 8, 6);
        Third = Buffer(0, 8, 6);
        Qkv = Buffer(3, 8, 12);
        Mixed = Buffer(0, 8, 4);
        Residual = Buffer(0, 8, 4);
        Sum = Buffer(0, 8, 4);
        W = Keep(backend.Prepare(new float[72], new float[6], 6, 12));
        Square = Keep(backend.Prepare(new float[24], [], 6, 4));
        Four = Keep(backend.PrepareVector(new float[4]));
        Six = Keep(backend.PrepareVector(new float[6]));
        Books = Keep(backend.PrepareCodebooks(new float[60], 3, 5, 4));
        Codes = Keep(backend.AllocateCodes(2, 8, 4));
    }

    public Backend Backend { get; }

    public ActivationBuffer X { get; }

    public ActivationBuffer Y { get; }

    public ActivationBuffer Other { get; }

    public ActivationBuffer Third { get; }

    public ActivationBuffer Qkv { get; }

    public ActivationBuffer Mixed { get; }

    public ActivationBuffer Residual { get; }

    public ActivationBuffer Sum { get; }

    /// <summary>(6, 12): windows of three rows of X.</summary>
    public PreparedMatrix W { get; }

    /// <summary>(6, 4): rows of X.</summary>
    public PreparedMatrix Square { get; }

    public PreparedVector Four { get; }

    public PreparedVector Six { get; }

    public PreparedCodebooks Books { get; }

    public CodeBuffer Codes { get; }

    /// <summary>Each wrong call by what is wrong with it, and the argument that the refusal names.</summary>
    public static Dictionary<string, (string Argument, Action<WrongCalls> Call)> Table { get; } = new()
    {
        ["no sequences"] = ("sequences", c => c.Backend.Allocate(0, 0, 1, 1)),
        ["too many sequences"] = ("sequences", c => c.Backend.Allocate(Backend.MostSequences + 1, 0, 1, 1)),
        ["negative headroom"] = ("headroom", c => c.Backend.Allocate(1, -1, 1, 1)),
        ["no rows"] = ("capacity", c => c.Backend.Allocate(1, 0, 0, 1)),
        ["no channels"] = ("channels", c => c.Backend.Allocate(1, 0, 1, 0)),
        ["more floats than a sequence has"] = ("capacity", c => c.Backend.Allocate(1, 1 << 20, 1 << 20, 1 << 10)),
        ["no levels"] = ("levels", c => c.Backend.AllocateCodes(1, 1, 0)),
        ["more codes than a buffer has"] = ("capacity", c => c.Backend.AllocateCodes(Backend.MostSequences, 1 << 30, 1 << 30)),
        ["weights too few"] = ("weight", c => c.Backend.Prepare(new float[71], [], 6, 12)),
        ["bias too short"] = ("bias", c => c.Backend.Prepare(new float[72], new float[5], 6, 12)),
        ["no outputs"] = ("outputs", c => c.Backend.Prepare([], [], 0, 12)),
        ["inputs beyond any array"] = ("weight", c => c.Backend.Prepare([], [], int.MaxValue, int.MaxValue)),
        ["an empty vector"] = ("values", c => c.Backend.PrepareVector([])),
        ["codebooks too few"] = ("codebooks", c => c.Backend.PrepareCodebooks(new float[59], 3, 5, 4)),
        ["codebooks beyond any array"] = ("codebooks", c => c.Backend.PrepareCodebooks([], int.MaxValue, int.MaxValue, int.MaxValue)),

        ["no matrix"] = ("w", c => c.Backend.Convolve(null!, c.X, 1, 2, [1, 1], c.Into(c.Y))),
        ["no input"] = ("x", c => c.Backend.Convolve(c.W, null!, 1, 2, [1, 1], c.Into(c.Y))),
        ["stride 0"] = ("stride", c => c.Backend.Convolve(c.W, c.X, 0, 2, [1, 1], c.Into(c.Y))),
        ["a stride beyond the chunk"] = ("stride", c => c.Backend.Convolve(c.W, c.X, 9, 2, [1, 1], c.Into(c.Y))),
        ["more history than is kept"] = ("history", c => c.Backend.Convolve(c.W, c.X, 1, 3, [1, 1], c.Into(c.Y))),
        ["negative history"] = ("history", c => c.Backend.Convolve(c.W, c.X, 1, -1, [1, 1], c.Into(c.Y))),
        ["windows past the chunk"] = ("rows", c => c.Backend.Convolve(c.W, c.X, 1, 1, [8, 1], c.Into(c.Y))),
        ["strides past the chunk"] = ("rows", c => c.Backend.Convolve(c.W, c.X, 8, 2, [1, int.MaxValue], c.Into(c.Y))),
        ["negative rows"] = ("rows", c => c.Backend.Convolve(c.W, c.X, 1, 2, [1, -1], c.Into(c.Y))),
        ["rows of one sequence in two"] = ("rows", c => c.Backend.Convolve(c.W, c.X, 1, 2, [1], c.Into(c.Y))),
        ["K beyond a row"] = ("x", c => c.Backend.Linear(c.W, c.X, [1, 1], c.Into(c.Y))),
        ["rows past the input"] = ("rows", c => c.Backend.Linear(c.Square, c.X, [9, 1], c.Into(c.Y))),
        ["rows past the output"] = ("Output", c => c.Backend.Linear(c.Square, c.X, [8, 1], c.Into(c.Y) with { OutputRow = 1 })),
        ["a negative output row"] = ("OutputRow", c => c.Backend.Linear(c.Square, c.X, [8, 1], c.Into(c.Y) with { OutputRow = -1 })),
        ["an output row beyond counting"] = ("OutputRow", c => c.Backend.Linear(c.Square, c.X, [8, 1], c.Into(c.Y) with { OutputRow = int.MaxValue })),
        ["nothing that receives"] = ("Epilogue", c => c.Backend.Linear(c.Square, c.X, [1, 1], default)),
        ["an output of another width"] = ("Output", c => c.Backend.Linear(c.Square, c.X, [1, 1], c.Into(c.Mixed))),
        ["an output of other sequences"] = ("Output", c => c.Backend.Linear(c.Square, c.X, [1, 1], c.Into(c.Single()))),
        ["a raw result of another width"] = ("Raw", c => c.Backend.Linear(c.Square, c.X, [1, 1], new Epilogue { Raw = c.Mixed })),
        ["an ELU of another width"] = ("EluOutput", c => c.Backend.Linear(c.Square, c.X, [1, 1], new Epilogue { EluOutput = c.Mixed })),
        ["a residual of another width"] = ("Residual", c => c.Backend.Linear(c.Square, c.X, [1, 1], c.Into(c.Y) with { Residual = c.Mixed })),
        ["a residual of fewer rows"] = ("Residual", c => c.Backend.Linear(c.Square, c.X, [5, 1], c.Into(c.Y) with { Residual = c.Buffer(0, 4, 6) })),
        ["a scale of another width"] = ("Scale", c => c.Backend.Linear(c.Square, c.X, [1, 1], c.Into(c.Y) with { Scale = c.Four })),
        ["GELU of nothing"] = ("Gelu", c => c.Backend.Linear(c.Square, c.X, [1, 1], new Epilogue { Raw = c.Y, Gelu = true })),
        ["GELU and ELU"] = ("Gelu", c => c.Backend.Linear(c.Square, c.X, [1, 1], c.Into(c.Y) with { EluOutput = c.Other, Gelu = true })),
        ["a scale of nothing"] = ("Scale", c => c.Backend.Linear(c.Square, c.X, [1, 1], new Epilogue { Raw = c.Y, Scale = c.Six })),
        ["a residual of nothing"] = ("Residual", c => c.Backend.Linear(c.Square, c.X, [1, 1], new Epilogue { Raw = c.Y, Residual = c.Other })),
        ["results over the input"] = ("Output", c => c.Backend.Linear(c.Keep(c.Backend.Prepare(new float[16], [], 4, 4)), c.X, [1, 1], c.Into(c.X))),
        ["raw results over the result"] = ("Output", c => c.Backend.Linear(c.Square, c.X, [1, 1], c.Into(c.Y) with { Raw = c.Y })),
        ["raw results over the residual"] = ("Residual", c => c.Backend.Linear(c.Square, c.X, [1, 1], c.Into(c.Y) with { Raw = c.Other, Residual = c.Other })),
        ["ELU over the result"] = ("Output", c => c.Backend.Linear(c.Square, c.X, [1, 1], c.Into(c.Y) with { EluOutput = c.Y })),
        ["ELU over the residual"] = ("Residual", c => c.Backend.Linear(c.Square, c.X, [1, 1], new Epilogue { EluOutput = c.Y, Residual = c.Y })),
        ["results over later rows of the residual"] = ("OutputRow", c => c.Backend.Linear(c.Square, c.X, [1, 1], c.Into(c.Y) with { Residual = c.Y, OutputRow = 1 })),

        ["a norm's weight of another width"] = ("weight", c => c.Backend.LayerNorm(c.Six, c.Four, 1e-5f, c.X, c.Mixed, [1, 1])),
        ["a norm's bias of another width"] = ("bias", c => c.Backend.LayerNorm(c.Four, c.Six, 1e-5f, c.X, c.Mixed, [1, 1])),
        ["a norm into another width"] = ("y", c => c.Backend.LayerNorm(c.Four, c.Four, 1e-5f, c.X, c.Y, [1, 1])),
        ["a norm of too many rows"] = ("rows", c => c.Backend.LayerNorm(c.Four, c.Four, 1e-5f, c.X, c.Mixed, [1, 9])),
        ["a norm without a number"] = ("eps", c => c.Backend.LayerNorm(c.Four, c.Four, float.NaN, c.X, c.Mixed, [1, 1])),
        ["a norm with a negative number"] = ("eps", c => c.Backend.LayerNorm(c.Four, c.Four, -1e-5f, c.X, c.Mixed, [1, 1])),

        ["no heads"] = ("heads", c => c.Attend(heads: 0)),
        ["odd heads"] = ("headDim", c => c.Attend(headDim: 1)),
        ["heads of three"] = ("headDim", c => c.Attend(heads: 1, headDim: 3)),
        ["heads that don't fill the rows"] = ("qkv", c => c.Attend(heads: 1)),
        ["heads beyond counting"] = ("qkv", c => c.Attend(heads: 1 << 30, headDim: 1 << 30)),
        ["attention into another width"] = ("y", c => c.Attend(y: c.Y)),
        ["no window"] = ("window", c => c.Attend(window: 0)),
        ["a window beyond the history"] = ("window", c => c.Attend(window: 5, positions: [0, 4])),
        ["a base of zero"] = ("ropeBase", c => c.Attend(ropeBase: 0)),
        ["a base that is no number"] = ("ropeBase", c => c.Attend(ropeBase: double.NaN)),
        ["a position too few"] = ("positions", c => c.Attend(positions: [0])),
        ["a negative position"] = ("positions", c => c.Attend(positions: [0, -1])),
        ["a position at the end of time"] = ("positions", c => c.Attend(positions: [0, long.MaxValue])),
        ["attention over too many rows"] = ("rows", c => c.Attend(rows: [1, 9])),

        ["residuals of another width"] = ("residual", c => c.Search(residual: c.Y)),
        ["sums of another width"] = ("sum", c => c.Search(sum: c.Y)),
        ["sums over residuals"] = ("sum", c => c.Search(sum: c.Residual)),
        ["more levels than codebooks"] = ("levels", c => c.Search(levels: 4)),
        ["a first level after the last"] = ("firstLevel", c => c.Search(firstLevel: 3, levels: 2)),
        ["a negative first level"] = ("firstLevel", c => c.Search(firstLevel: -1)),
        ["a column beyond the codes"] = ("codeColumn", c => c.Search(codeColumn: 2)),
        ["a negative column"] = ("codeColumn", c => c.Search(codeColumn: -1)),
        ["too many rows to quantise"] = ("rows", c => c.Search(rows: [9, 0])),
        ["codes of fewer rows"] = ("rows", c => c.Search(codes: c.Keep(c.Backend.AllocateCodes(2, 3, 4)), rows: [4, 0])),

        ["an advance beyond the chunk"] = ("rows", c => c.Backend.Advance(c.X, [9, 0])),
        ["a negative advance"] = ("rows", c => c.Backend.Advance(c.X, [-1, 0])),
        ["an advance of one sequence in two"] = ("rows", c => c.Backend.Advance(c.X, [1])),
        ["a sequence that isn't there"] = ("sequence", c => c.Backend.Reset(c.X, 2)),
        ["a negative sequence"] = ("sequence", c => c.Backend.Upload(c.X, -1, 0, new float[4])),
        ["part of a row written"] = ("values", c => c.Backend.Upload(c.X, 0, 0, new float[5])),
        ["rows written past the chunk"] = ("values", c => c.Backend.Upload(c.X, 0, 7, new float[8])),
        ["rows written before the history"] = ("values", c => c.Backend.Upload(c.X, 0, -3, new float[4])),
        ["rows read past the chunk"] = ("values", c => c.Backend.Download(c.X, 1, 8, new float[4])),
        ["part of a row read"] = ("values", c => c.Backend.Download(c.X, 1, 0, new float[3])),
        ["a row that isn't there repeated"] = ("source", c => c.Backend.Repeat(c.X, 0, 8, 0, 1)),
        ["rows repeated past the chunk"] = ("row", c => c.Backend.Repeat(c.X, 0, 0, 7, 2)),
        ["a negative count repeated"] = ("row", c => c.Backend.Repeat(c.X, 0, 0, 1, -1)),
        ["zeros past the chunk"] = ("row", c => c.Backend.Zero(c.X, 0, 1, 8)),
        ["zeros beyond counting"] = ("row", c => c.Backend.Zero(c.X, 0, 1, int.MaxValue)),
        ["codes of a sequence that isn't there"] = ("sequence", c => c.Backend.DownloadCodes(c.Codes, 2, new int[4])),
        ["part of a row of codes"] = ("values", c => c.Backend.DownloadCodes(c.Codes, 0, new int[3])),
        ["more codes than there are"] = ("values", c => c.Backend.DownloadCodes(c.Codes, 0, new int[36])),
    };

    public void Dispose() => _made.ForEach(m => m.Dispose());

    private Epilogue Into(ActivationBuffer output) => new() { Output = output };

    private ActivationBuffer Buffer(int headroom, int capacity, int channels) => Keep(Backend.Allocate(2, headroom, capacity, channels));

    private ActivationBuffer Single() => Keep(Backend.Allocate(1, 0, 8, 6));

    private void Attend(ActivationBuffer? y = null, int heads = 2, int headDim = 2, int window = 4, double ropeBase = 10000, long[]? positions = null, int[]? rows = null) =>
        Backend.Attention(Qkv, y ?? Mixed, heads, headDim, window, ropeBase, positions ?? [0, 0], rows ?? [1, 1]);

    private void Search(ActivationBuffer? residual = null, ActivationBuffer? sum = null, CodeBuffer? codes = null, int codeColumn = 1, int firstLevel = 0, int levels = 3, int[]? rows = null) =>
        Backend.Quantise(Books, residual ?? Residual, sum ?? Sum, codes ?? Codes, codeColumn, firstLevel, levels, rows ?? [1, 1]);

    private T Keep<T>(T made) where T : IDisposable
    {
        _made.Add(made);
        return made;
    }
}
