namespace MimiNative.Encoder;

/// <summary>What became of each clip of a batch: told to the caller, one clip at a time; where nobody asked to be told, failures are kept and thrown at the end.</summary>
internal sealed class ClipOutcomes(Action<int, Exception?>? completed)
{
    private readonly Lock _gate = new();
    private readonly SortedList<int, Exception> _failures = [];
    private bool _refused;

    /// <summary>Clip <paramref name="clip"/> has ended. What the caller throws here ends the batch: clips that end after it aren't told any more.</summary>
    public void Add(int clip, Exception? failure)
    {
        lock (_gate)
        {
            if (_refused)
                return;
            if (completed is not null)
            {
                _refused = true;
                completed(clip, failure);
                _refused = false;
            }
            else if (failure is not null)
                _failures.Add(clip, failure);
        }
    }

    /// <summary>Throws what nobody was told.</summary>
    /// <exception cref="AggregateException">Some clips failed; their exceptions in the order of the clips.</exception>
    public void Throw(int clips)
    {
        if (_failures.Count > 0)
            throw new AggregateException($"{_failures.Count} of {clips} clips failed, the first of them clip {_failures.Keys[0]}", _failures.Values);
    }
}
