namespace MimiNative.Encoder;

/// <summary>
/// Counts who is using something that may be closed at any moment, by any thread. Closing turns new users away at once; what is closed is given back when the last user leaves,
/// by whoever that is. Nobody waits, so closing from within a use can't lock up.
/// </summary>
/// <param name="name">What is closed, for <see cref="ObjectDisposedException"/>.</param>
/// <param name="release">Gives it back; called once.</param>
internal sealed class Lifetime(string name, Action release)
{
    private readonly Lock _gate = new();
    private int _users;
    private bool _closed;

    /// <summary>Whether it was closed. What was entered before stays usable until it is left.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>Begins a use, which ends when the result is disposed.</summary>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public Use Enter()
    {
        lock (_gate)
        {
            if (_closed)
                throw new ObjectDisposedException(name);
            _users++;
        }

        return new Use(this);
    }

    /// <summary>Turns new users away. A second call does nothing.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            if (_users > 0)
                return;
        }

        release();
    }

    private void Leave()
    {
        lock (_gate)
            if (--_users > 0 || !_closed)
                return;
        release();
    }

    /// <summary>One use; to be disposed once.</summary>
    internal readonly ref struct Use(Lifetime lifetime)
    {
        public void Dispose() => lifetime.Leave();
    }
}
