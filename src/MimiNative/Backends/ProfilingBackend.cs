using System.Diagnostics;

namespace MimiNative.Backends;

/// <summary>What one kind of operation in one layer has cost so far.</summary>
/// <param name="Layer">Tap name of the layer.</param>
/// <param name="Operation">convolve, linear, layer norm, attention, quantise, copy.</param>
public sealed record OperationProfile(string Layer, string Operation)
{
    /// <summary>Times it ran.</summary>
    public long Calls { get; internal set; }

    /// <summary>Seconds in it.</summary>
    public double Seconds { get; internal set; }

    /// <summary>Multiply-accumulates.</summary>
    public double Macs { get; internal set; }

    /// <summary>Bytes that must move at least once: weights, inputs and results.</summary>
    public double Bytes { get; internal set; }
}

/// <summary>One operation on the time line of a profile: start and length in seconds since the profile began.</summary>
public readonly record struct OperationSpan(string Layer, string Operation, double Start, double Length);

/// <summary>Wraps a backend and times every operation. An encoder that isn't profiled never meets it.</summary>
internal sealed class ProfilingBackend(Backend inner, bool keepSpans) : Backend
{
    private readonly Dictionary<(string, string), OperationProfile> _profiles = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly bool _hasClock = inner.TakeDeviceSeconds() is not null;

    /// <summary>The layer that the coming operations belong to.</summary>
    public string Layer { get; set; } = "input";

    public IReadOnlyCollection<OperationProfile> Profiles => _profiles.Values;

    public List<OperationSpan> Spans { get; } = [];

    public override string Description => inner.Description;
    public override int PreferredSequences => inner.PreferredSequences;
    public override int SliceRows => inner.SliceRows;

    public override ActivationBuffer Allocate(int sequences, int headroom, int capacity, int channels) => inner.Allocate(sequences, headroom, capacity, channels);
    public override CodeBuffer AllocateCodes(int sequences, int capacity, int levels) => inner.AllocateCodes(sequences, capacity, levels);
    public override PreparedMatrix Prepare(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int outputs, int inputs) => inner.Prepare(weight, bias, outputs, inputs);
    public override PreparedMatrix PrepareVector(ReadOnlySpan<float> values) => inner.PrepareVector(values);
    public override PreparedCodebooks PrepareCodebooks(ReadOnlySpan<float> codebooks, int levels, int size, int dim) => inner.PrepareCodebooks(codebooks, levels, size, dim);

    public override void Convolve(PreparedMatrix w, ActivationBuffer x, int stride, int history, ReadOnlySpan<int> rows, in Epilogue epilogue)
    {
        var start = Begin();
        inner.Convolve(w, x, stride, history, rows, epilogue);
        End(start, stride == 1 && history == 0 ? "linear" : "convolve", MatrixMacs(w, rows), MatrixBytes(w, x, stride, rows, epilogue));
    }

    public override void Linear(PreparedMatrix w, ActivationBuffer x, ReadOnlySpan<int> rows, in Epilogue epilogue)
    {
        var start = Begin();
        inner.Linear(w, x, rows, epilogue);
        End(start, "linear", MatrixMacs(w, rows), MatrixBytes(w, x, 1, rows, epilogue));
    }

    public override void LayerNorm(PreparedMatrix weight, PreparedMatrix bias, float eps, ActivationBuffer x, ActivationBuffer y, ReadOnlySpan<int> rows)
    {
        var start = Begin();
        inner.LayerNorm(weight, bias, eps, x, y, rows);
        End(start, "layer norm", 0, 8.0 * Total(rows) * x.Channels);
    }

    public override void Attention(ActivationBuffer qkv, ActivationBuffer y, int heads, int headDim, int window, double ropeBase, ReadOnlySpan<long> positions, ReadOnlySpan<int> rows)
    {
        double pairs = 0;
        for (var s = 0; s < rows.Length; s++)
            for (var i = 0; i < rows[s]; i++)
                pairs += Math.Min(positions[s] + i + 1, window);
        var start = Begin();
        inner.Attention(qkv, y, heads, headDim, window, ropeBase, positions, rows);
        End(start, "attention", 2 * pairs * heads * headDim, 4.0 * (Total(rows) + window) * qkv.Channels);
    }

    public override void Quantise(PreparedCodebooks codebooks, ActivationBuffer residual, ActivationBuffer sum, CodeBuffer codes, int codeColumn, int firstLevel, int levels, ReadOnlySpan<int> rows)
    {
        var start = Begin();
        inner.Quantise(codebooks, residual, sum, codes, codeColumn, firstLevel, levels, rows);
        double size = (double)codebooks.Size * codebooks.Dim * (levels - firstLevel);
        End(start, "quantise", size * Total(rows), 4 * size);
    }

    public override void Advance(ActivationBuffer x, ReadOnlySpan<int> rows)
    {
        var start = Begin();
        inner.Advance(x, rows);
        End(start, "copy", 0, 0);
    }

    public override void Reset(ActivationBuffer x, int sequence) => inner.Reset(x, sequence);

    public override void Upload(ActivationBuffer x, int sequence, int row, ReadOnlySpan<float> values)
    {
        var start = Begin();
        inner.Upload(x, sequence, row, values);
        End(start, "copy", 0, 4.0 * values.Length);
    }

    public override void Repeat(ActivationBuffer x, int sequence, int source, int row, int count) => inner.Repeat(x, sequence, source, row, count);
    public override void Zero(ActivationBuffer x, int sequence, int row, int count) => inner.Zero(x, sequence, row, count);

    public override void Download(ActivationBuffer x, int sequence, int row, Span<float> values)
    {
        var start = Begin();
        inner.Download(x, sequence, row, values);
        End(start, "copy", 0, 4.0 * values.Length);
    }

    public override void DownloadCodes(CodeBuffer codes, int sequence, Span<int> values) => inner.DownloadCodes(codes, sequence, values);

    public override void Finish() => inner.Finish();

    private static double Total(ReadOnlySpan<int> rows)
    {
        double total = 0;
        foreach (var r in rows)
            total += r;
        return total;
    }

    private static double MatrixMacs(PreparedMatrix w, ReadOnlySpan<int> rows) => Total(rows) * w.Outputs * w.Inputs;

    private static double MatrixBytes(PreparedMatrix w, ActivationBuffer x, int stride, ReadOnlySpan<int> rows, in Epilogue e)
    {
        var results = (e.Raw is null ? 0 : 1) + (e.Output is null ? 0 : 1) + (e.EluOutput is null ? 0 : 1) + (e.Residual is null ? 0 : 1);
        return 4 * ((double)w.Outputs * w.Inputs + Total(rows) * ((double)stride * x.Channels + (double)results * w.Outputs));
    }

    private static long Begin() => Stopwatch.GetTimestamp();

    private void End(long start, string operation, double macs, double bytes)
    {
        // A device that works on its own is waited for, so that each operation bears its own time: by the device's clock if it has one.
        inner.Finish();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (_hasClock && inner.TakeDeviceSeconds() is { } counted && operation != "copy")
            seconds = counted;
        if (!_profiles.TryGetValue((Layer, operation), out var profile))
            _profiles[(Layer, operation)] = profile = new OperationProfile(Layer, operation);
        profile.Calls++;
        profile.Seconds += seconds;
        profile.Macs += macs;
        profile.Bytes += bytes;
        if (keepSpans)
            Spans.Add(new OperationSpan(Layer, operation, Stopwatch.GetElapsedTime(_began, start).TotalSeconds, seconds));
    }
}
