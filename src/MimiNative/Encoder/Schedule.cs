using System.Globalization;
using System.Text;

namespace MimiNative.Encoder;

/// <summary>A layer's turn: which signal it reads, which it writes, and its buffers.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">Number of the signal it reads.</param>
/// <param name="Output">Number of the signal it writes; the same where it works in place.</param>
/// <param name="Rows">The most rows of its output that it makes at a time.</param>
/// <param name="Scratch">Its buffers, of as many rows.</param>
/// <param name="InTurns">Clips pass through it one after the other.</param>
internal sealed record Step(Layer Layer, int Input, int Output, int Rows, IReadOnlyList<Scratch> Scratch, bool InTurns);

/// <summary>Layers that take their input in slices of the same length.</summary>
/// <param name="Layers">Layers up to its end, those of the slices before it included.</param>
/// <param name="Samples">Waveform samples of a slice.</param>
internal sealed record Slice(int Layers, int Samples);

/// <summary>The buffers between two layers.</summary>
/// <param name="Channels">Floats per row.</param>
/// <param name="Rows">Rows of a slice of the layer that reads.</param>
/// <param name="RawHistory">Rows kept of earlier slices, as they are; null: nobody reads them as they are.</param>
/// <param name="EluHistory">The same after ELU.</param>
/// <param name="InTurns">Clips that are side by side have it one after the other.</param>
internal sealed record SignalPlan(int Channels, int Rows, int? RawHistory, int? EluHistory, bool InTurns);

/// <summary>
/// What a run will do, as data: which layers, in slices of which length, over which buffers. It depends on the sizes, on what is asked for and on what a backend wants, and knows no weights
/// and no memory; <see cref="EncoderRun"/> executes it. <see cref="ToString"/> prints it.
/// </summary>
internal sealed class Schedule
{
    // 12 s: long enough for weights to be read once per many rows, short enough for memory to stay small and flat.
    private const double ChunkSeconds = 12;
    private const int GroupRows = 12;
    private readonly MimiConfig _config;
    private readonly HashSet<string> _wanted;

    /// <param name="config">The sizes.</param>
    /// <param name="layers">All layers of the encoder.</param>
    /// <param name="asked">What is to be computed.</param>
    /// <param name="sequences">Clips side by side.</param>
    /// <param name="sliceRows">Rows that a SEANet stage should take at a time so that they stay in a cache; 0: all of a chunk.</param>
    /// <param name="wholeSeconds">The longest clip where each passes through in one piece: nothing is kept for a next one, and the stages in slices have room for one clip. Null: clips of any length, in pieces.</param>
    public Schedule(MimiConfig config, IReadOnlyList<Layer> layers, EncodeOptions asked, int sequences, int sliceRows, double? wholeSeconds = null)
    {
        (_config, Sequences, IsWhole) = (config, sequences, wholeSeconds is not null);
        _wanted = [.. asked.Taps];
        ChunkSamples = (int)Math.Ceiling((wholeSeconds ?? ChunkSeconds) * config.FrameRate) * config.SamplesPerFrame;
        var count = asked.Codebooks > 0 ? layers.Count : layers.Select((layer, i) => layer.Taps.Any(Wants) ? i + 1 : 0).DefaultIfEmpty().Max();
        // Slices are of one clip; clips that come in pieces would have to wait for each other.
        Slices = Slice(count, sequences == 1 || IsWhole ? sliceRows : 0);
        InTurns = IsWhole && Slices.Count > 1 ? Slices[^2].Layers : 0;
        var signals = new List<SignalPlan>();
        var steps = new List<Step>();
        for (var i = 0; i < count; i++)
        {
            var layer = layers[i];
            if (i == 0)
                signals.Add(new(1, RowsOf(1, 0), layer.RawHistory, layer.EluHistory, InTurns > 0));
            var input = signals.Count - 1;
            if (!layer.InPlace)
                signals.Add(OutputOf(layers, i, count));
            steps.Add(new(layer, input, signals.Count - 1, RowsOf(layer.Tap.SamplesPerFrame, i), [.. layer.Scratch(asked).Select(s => IsWhole ? s with { History = 0 } : s)], i < InTurns));
        }

        (Steps, Signals) = (steps, signals);
    }

    /// <summary>Clips side by side.</summary>
    public int Sequences { get; }

    /// <summary>Each clip passes through in one piece.</summary>
    public bool IsWhole { get; }

    /// <summary>Layers that clips in one piece pass through one after the other.</summary>
    public int InTurns { get; }

    /// <summary>The most samples of each clip that pass through at a time.</summary>
    public int ChunkSamples { get; }

    public IReadOnlyList<Step> Steps { get; }

    /// <summary>In the order of the layers; the last one takes a whole chunk.</summary>
    public IReadOnlyList<Slice> Slices { get; }

    public IReadOnlyList<SignalPlan> Signals { get; }

    public bool Wants(TapInfo tap) => _wanted.Contains(tap.Name);

    /// <summary>One line per layer.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var (layer, done) = (0, new HashSet<string>());
        foreach (var slice in Slices)
        {
            text.Append(CultureInfo.InvariantCulture, $"{slice.Samples} samples ({1000.0 * slice.Samples / _config.SampleRate:0.#} ms) {(Sequences == 1 ? "" : $"of each of {Sequences} clips ")}at a time\n");
            for (; layer < slice.Layers; layer++)
            {
                var step = Steps[layer];
                var output = step.Output == step.Input ? "in place" : step.Layer.HasOutput ? Describe(Signals[step.Output]) : "none";
                text.Append(CultureInfo.InvariantCulture, $"  {step.Layer.Tap.Name,-16} {Describe(Signals[step.Input]),-38} → {output,-38}");
                text.AppendJoin(", ", step.Scratch.Where(s => s.Kind != ScratchKind.Shared || done.Add(s.Name)).Select(s => $"{s.Name} {Size(s.Channels, step.Rows, s.History)}"));
                text.Length -= text.ToString().Length - text.ToString().TrimEnd(' ').Length;
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Describe(SignalPlan signal) => string.Join(", ", new[]
    {
        signal.RawHistory is { } raw ? "rows " + Size(signal.Channels, signal.Rows, raw) : null,
        signal.EluHistory is { } elu ? "ELU " + Size(signal.Channels, signal.Rows, elu) : null,
    }.OfType<string>());

    private static string Size(int channels, int rows, int history) => history > 0 ? $"({history}+{rows}, {channels})" : $"({rows}, {channels})";

    /// <summary>Rows of some rate that a layer meets at a time.</summary>
    private int RowsOf(int samplesPerFrame, int layer) => (Slices.First(s => layer < s.Layers).Samples + samplesPerFrame - 1) / samplesPerFrame;

    private SignalPlan OutputOf(IReadOnlyList<Layer> layers, int layer, int count)
    {
        // Layers that work in place pass the buffer on: its history is the last reader's.
        var readers = new List<Layer>();
        for (var i = layer + 1; i < count; i++)
        {
            readers.Add(layers[i]);
            if (!layers[i].InPlace)
                break;
        }

        int? raw = readers.Max(r => r.RawHistory), elu = readers.Max(r => r.EluHistory);
        var tap = layers[layer].Tap;
        if (Wants(tap) && layers[layer].HasOutput)
            raw ??= 0;
        // What a slice makes is collected for the next group's longer slice.
        return new(tap.Channels, RowsOf(tap.SamplesPerFrame, Math.Min(layer + 1, count - 1)), raw, elu, layer + readers.Count < InTurns && readers.Count > 0);
    }

    /// <summary>
    /// On a backend with caches the first stages take short slices, so that a stage's input is still in the cache when it is read;
    /// from the fourth downsampling on a whole chunk is taken, since there the weights are what is large.
    /// </summary>
    private List<Slice> Slice(int count, int sliceRows)
    {
        var slices = new List<Slice>();
        if (sliceRows > 0)
        {
            // In samples, for slices of 480 rows: 20 ms through the stage of 64 channels, 40 ms through 128; then two seconds, since the weights of the third stage
            // and of the fourth residual block, which goes with it, are too large for the L2 cache and come from further away for every slice.
            ReadOnlySpan<int> factors = [1, 2, 96];
            // Rows come in groups of 2, 3 or 4 (minimal filtering); 12 of the last stage's keep them whole in every layer.
            var hop = GroupRows;
            for (var stage = 0; stage < Math.Min(factors.Length, _config.Ratios.Count - 1); stage++)
            {
                hop *= _config.Ratios[stage];
                var samples = sliceRows * factors[stage];
                samples = Math.Min((samples + hop - 1) / hop, ChunkSamples / hop) * hop;
                var end = LayerList.StageEnd(stage) + (stage == factors.Length - 1 ? 1 : 0);
                if (end >= count)
                    break;
                slices.Add(new(end, samples));
            }
        }

        slices.Add(new(count, ChunkSamples));
        return slices;
    }
}
