namespace MimiNative.Backends;

/// <summary>Memory of a backend: a buffer, or weights that it prepared.</summary>
internal abstract class BackendResource : IDisposable
{
    private int _disposed;

    /// <summary>Which backends may use it; see <see cref="Backend.Family"/>. The backend that made it says so.</summary>
    public object? Family { get; internal set; }

    /// <summary>Its memory is gone: no operation takes it any more.</summary>
    public bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    /// <summary>Gives the memory back. Nothing may be using it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Release();
    }

    /// <summary>Gives the memory back; called once.</summary>
    protected abstract void Release();
}
