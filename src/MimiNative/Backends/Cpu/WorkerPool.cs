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
    private readonly Worker[] _workers;
    private readonly Lock _gate = new();
    private IParallelWork? _work;
    private int _pieces;
    private int _next;
    private int _active;
    private int _generation;
    private Exception? _failure;
    private volatile bool _stop;

    public WorkerPool(int threads)
    {
        Threads = threads;
        _workers = new Worker[threads - 1];
        for (var i = 0; i < _workers.Length; i++)
        {
            var worker = _workers[i] = new Worker();
            worker.Thread = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"mimi worker {i + 1}" };
            worker.Thread.Start();
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
            Volatile.Write(ref _active, _workers.Length);
            Interlocked.Increment(ref _generation);
            foreach (var worker in _workers)
                worker.Wake();
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
        foreach (var worker in _workers)
        {
            worker.Wake();
            worker.Thread!.Join();
            worker.Signal.Dispose();
        }
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

    private void Loop(Worker worker)
    {
        var seen = 0;
        while (!_stop)
        {
            for (var i = 0; i < Spins && Volatile.Read(ref _generation) == seen && !_stop; i++)
                Thread.SpinWait(8);
            if (Volatile.Read(ref _generation) == seen)
            {
                Interlocked.Exchange(ref worker.Asleep, 1);
                // Work that came before we counted as asleep sent no signal; if the flag is gone already, one is on its way and must be taken.
                if ((Volatile.Read(ref _generation) == seen && !_stop) || Interlocked.Exchange(ref worker.Asleep, 0) == 0)
                    worker.Signal.Wait();
                continue;
            }

            seen = Volatile.Read(ref _generation);
            Share();
            Interlocked.Decrement(ref _active);
        }
    }

    private sealed class Worker
    {
        public int Asleep;

        public Thread? Thread { get; set; }

        // One signal per worker: a shared one could be taken by a worker that had been awake all along.
        public SemaphoreSlim Signal { get; } = new(0);

        public void Wake()
        {
            if (Interlocked.Exchange(ref Asleep, 0) == 1)
                Signal.Release();
        }
    }
}
