using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>
/// Pools one tap over windows while its activations are made: a frame belongs to the windows that its middle lies in. Only the windows that are open at a time are held, and of a finished one its vector.
/// </summary>
internal sealed class WindowSink : IActivationSink
{
    private readonly EmbeddingKey _key;
    private readonly double _rate;
    private readonly List<(int Window, long First, long End)> _waiting;
    private readonly List<(int Window, long First, long End, PoolingSink Pool)> _open = [];
    private readonly Func<float[], float[]>? _map;
    private readonly bool[] _there;
    private float[] _vectors = [];
    private int _next;

    /// <param name="tap">The tap; others are not looked at.</param>
    /// <param name="pooling">How its frames become a vector.</param>
    /// <param name="windows">By start.</param>
    /// <param name="map">What is kept of a vector; null: all of it.</param>
    public WindowSink(TapInfo tap, Pooling pooling, IReadOnlyList<TimeRange> windows, Func<float[], float[]>? map = null)
    {
        (_key, _rate, _map, _there) = (new(tap.Name, pooling), tap.FrameRate, map, new bool[windows.Count]);
        _waiting = [.. windows.Select((w, i) => Frames(i, w)).OrderBy(w => w.First)];
    }

    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        if (tap.Name != _key.Tap)
            return;
        var end = firstFrame + rows.Length / tap.Channels;
        for (; _next < _waiting.Count && _waiting[_next].First < end; _next++)
            _open.Add((_waiting[_next].Window, _waiting[_next].First, _waiting[_next].End, new PoolingSink([_key.Pooling])));
        foreach (var (_, first, last, pool) in _open)
        {
            var (from, to) = (Math.Max(first, firstFrame), Math.Min(last, end));
            if (to > from)
                pool.Activation(tap, from, rows.Slice((int)(from - firstFrame) * tap.Channels, (int)(to - from) * tap.Channels));
        }
        for (var i = _open.Count - 1; i >= 0; i--)
            if (_open[i].End <= end)
            {
                Keep(_open[i].Window, _open[i].Pool);
                _open.RemoveAt(i);
            }
    }

    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
    }

    /// <summary>Once the recording has ended: the windows' vectors, one after the other, and which of them there are; others lie behind the recording's end.</summary>
    public (float[] Vectors, bool[] There) Result()
    {
        foreach (var (window, _, _, pool) in _open)
            if (pool.Frames(_key.Tap) > 0)
                Keep(window, pool);
        _open.Clear();
        return (_vectors, _there);
    }

    private void Keep(int window, PoolingSink pool)
    {
        var vector = pool.Result(_key);
        vector = _map?.Invoke(vector) ?? vector;
        if (_vectors.Length == 0)
            _vectors = new float[_there.Length * vector.Length];
        vector.CopyTo(_vectors.AsSpan(window * vector.Length));
        _there[window] = true;
    }

    // A window shorter than a frame has the one that its middle lies in.
    private (int Window, long First, long End) Frames(int index, TimeRange window)
    {
        var (first, end) = ((long)Math.Ceiling(window.Start * _rate - 0.5 - 1e-6), (long)Math.Ceiling(window.End * _rate - 0.5 - 1e-6));
        if (end > first)
            return (index, Math.Max(0, first), end);
        var middle = (long)Math.Floor(0.5 * (window.Start + window.End) * _rate);
        return (index, middle, middle + 1);
    }
}
