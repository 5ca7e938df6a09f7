namespace MimiNative.Encoder;

/// <summary>
/// Runs that nobody is using, kept for the next clip that asks for the same. Together they take at most a budget of memory: what was used longest ago is given back first.
/// Thread-safe.
/// </summary>
/// <param name="budget">Bytes of buffers that idle runs may keep.</param>
internal sealed class RunPool(long budget) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<EncoderRun> _idle = []; // the one used longest ago first
    private long _bytes;
    private bool _closed;

    /// <summary>Bytes of buffers that idle runs keep now.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>A run that does what <paramref name="options"/> ask for, of so many clips side by side, in one piece each or in any, or null.</summary>
    public EncoderRun? Take(EncodeOptions options, Backends.Backend backend, int sequences = 1, bool whole = false)
    {
        lock (_gate)
        {
            var index = _idle.FindLastIndex(run => run.Backend == backend && run.Schedule.Sequences == sequences && run.Schedule.IsWhole == whole && run.Options.Equals(options));
            if (index < 0)
                return null;
            var run = _idle[index];
            _idle.RemoveAt(index);
            _bytes -= run.Bytes;
            return run;
        }
    }

    /// <summary>Takes a run back.</summary>
    public void Give(EncoderRun run)
    {
        var excess = new List<EncoderRun>();
        lock (_gate)
        {
            _idle.Add(run);
            _bytes += run.Bytes;
            while (_idle.Count > 0 && (_closed || _bytes > budget))
            {
                excess.Add(_idle[0]);
                _bytes -= _idle[0].Bytes;
                _idle.RemoveAt(0);
            }
        }

        excess.ForEach(run => run.Dispose());
    }

    /// <summary>Gives all idle runs back, and every other one as soon as it comes.</summary>
    public void Dispose()
    {
        EncoderRun[] all;
        lock (_gate)
        {
            _closed = true;
            all = [.. _idle];
            _idle.Clear();
            _bytes = 0;
        }

        foreach (var run in all)
            run.Dispose();
    }
}
