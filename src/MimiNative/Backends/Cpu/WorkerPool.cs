namespace MimiNative.Backends.Cpu;

/// <summary>Numbered pieces of one operation, any of which may run on any thread.</summary>
internal interface IParallelWork
{
    void Run(int piece);
}

/// <summary>
/// The threads that share the pieces of one operation. Operations are tens of microseconds long, so workers spin for a while before they sleep.
/// Which thread runs a piece changes nothing in the result.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    // About 50 µs: longer than the gap between two operations, shorter than anyone notices.
    private const int Spins = 2000;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Lock _gate = new();
    private IParallelWork? _work;
    private int _pieces;
    private int _next;
    private int _active;
    private int _generation;
    private int _sleeping;
    private Exception? _failure;
    private volatile bool _stop;

    public WorkerPool(int threads)
    {
        Threads = threads;
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Loop) { IsBackground = true, Name = $"mimi worker {i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads that work, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Runs pieces 0..pieces−1 and returns when all are done. When the pool is busy with another caller, they run on this thread alone.</summary>
    public void Run(IParallelWork work, int pieces)
    {
        if (pieces <= 1 || Threads == 1 || !_gate.TryEnter())
        {
            for (var i = 0; i < pieces; i++)
                work.Run(i);
            return;
        }

        try
        {
            _work = work;
            _pieces = pieces;
            _failure = null;
            Volatile.Write(ref _next, 0);
            Volatile.Write(ref _active, _threads.Length);
            Interlocked.Increment(ref _generation);
            if (Volatile.Read(ref _sleeping) is var sleeping and > 0)
                _wake.Release(sleeping);
            Share();
            var spinner = new SpinWait();
            while (Volatile.Read(ref _active) > 0)
                spinner.SpinOnce(sleep1Threshold: -1);
            _work = null;
            if (_failure is { } failure)
                throw new AggregateException(failure);
        }
        finally
        {
            _gate.Exit();
        }
    }

    public void Dispose()
    {
        _stop = true;
        if (_threads.Length > 0)
            _wake.Release(_threads.Length);
        foreach (var thread in _threads)
            thread.Join();
        _wake.Dispose();
    }

    private void Share()
    {
        var work = _work!;
        try
        {
            for (int piece; (piece = Interlocked.Increment(ref _next) - 1) < _pieces;)
                work.Run(piece);
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void Loop()
    {
        var seen = 0;
        while (!_stop)
        {
            for (var i = 0; i < Spins && Volatile.Read(ref _generation) == seen && !_stop; i++)
                Thread.SpinWait(8);
            if (Volatile.Read(ref _generation) == seen)
            {
                Interlocked.Increment(ref _sleeping);
                // A generation that began before we counted as sleeping sent no wake-up.
                if (Volatile.Read(ref _generation) == seen && !_stop)
                    _wake.Wait();
                Interlocked.Decrement(ref _sleeping);
                continue;
            }

            seen = Volatile.Read(ref _generation);
            if (_stop)
                return;
            Share();
            Interlocked.Decrement(ref _active);
        }
    }
}
