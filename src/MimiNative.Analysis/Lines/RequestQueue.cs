namespace MimiNative.Analysis.Lines;

/// <summary>Requests that were read and wait to be answered: few enough, and of few enough bytes, that who sends too many has to wait.</summary>
/// <param name="most">Requests that may wait.</param>
/// <param name="mostBytes">Bytes of audio that may wait with them; a single request may have more.</param>
internal sealed class RequestQueue(int most, long mostBytes)
{
    private readonly object _gate = new();
    private List<LineRequest> _waiting = [];
    private long _bytes;
    private bool _isClosed;
    private bool _hasEnded;
    private Exception? _failure;

    /// <summary>Whether no more requests come and all were taken.</summary>
    public bool IsDone
    {
        get
        {
            lock (_gate)
                return _hasEnded && _waiting.Count == 0;
        }
    }

    /// <summary>Adds a request as soon as there is room.</summary>
    /// <returns>False: none are taken any more.</returns>
    public bool Add(LineRequest request)
    {
        lock (_gate)
        {
            while (!_isClosed && _waiting.Count > 0 && (_waiting.Count >= most || _bytes + request.Bytes > mostBytes))
                Monitor.Wait(_gate);
            if (_isClosed)
                return false;
            _waiting.Add(request);
            _bytes += request.Bytes;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>All that wait, in their order, as soon as there is one: who is alone doesn't wait for company. Empty: there are no more, or none are taken any more.</summary>
    /// <exception cref="IOException">What they are read from failed, after all that had been read were taken.</exception>
    public IReadOnlyList<LineRequest> Take()
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isClosed && !_hasEnded)
                Monitor.Wait(_gate);
            if (_isClosed)
                return [];
            if (_waiting.Count == 0 && _failure is not null)
                throw new IOException(_failure.Message, _failure);
            var taken = _waiting;
            (_waiting, _bytes) = ([], 0);
            Monitor.PulseAll(_gate);
            return taken;
        }
    }

    /// <summary>No more requests come.</summary>
    /// <param name="failure">Why, where it isn't the end.</param>
    public void End(Exception? failure = null)
    {
        lock (_gate)
        {
            (_hasEnded, _failure) = (true, failure);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>None of those that wait is taken any more, and none is added.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
