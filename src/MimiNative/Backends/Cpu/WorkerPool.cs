namespace MimiNative.Backends.Cpu;

/// <summary>Numbered pieces of one operation, any of which may run on any thread.</summary>
internal interface IParallelWork
{
    void Run(int piece);
}

/// <summary>
/// The threads that share the pieces of one operation. Operations are tens of microseconds long, so workers spin for a while before they sleep.
/// The caller works too, and waits only for pieces that someone has begun: a worker that the system hasn't woken yet holds nothing up.
/// Which thread runs a piece changes nothing in the result.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    // About 50 µs: longer than the gap between two operations, shorter than anyone notices.
    private const int Spins = 2000;
    private readonly Worker[] _workers;
    private readonly Lock _gate = new();
    private Job? _job;
    private volatile bool _stop;

    public WorkerPool(int threads)
    {
        Threads = threads;
        _workers = new Worker[threads - 1];
        for (var i = 0; i < _workers.Length; i++)
        {
            var worker = new Worker();
            worker.Thread = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"mimi worker {i + 1}" };
            try
            {
                worker.Thread.Start();
            }
            catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
            {
                Array.Resize(ref _workers, i);
                Dispose();
                throw new BackendException($"the system gives no more than {i + 1} threads where {threads} were asked for", e);
            }

            _workers[i] = worker;
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
            var job = new Job(work, pieces);
            Interlocked.Exchange(ref _job, job);
            foreach (var worker in _workers)
                worker.Wake();
            job.Share();
            var spinner = new SpinWait();
            while (!job.IsDone)
                spinner.SpinOnce(sleep1Threshold: -1);
            if (job.Failure is { } failure)
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

    private void Loop(Worker worker)
    {
        Job? seen = null;
        while (!_stop)
        {
            for (var i = 0; i < Spins && Volatile.Read(ref _job) == seen && !_stop; i++)
                Thread.SpinWait(8);
            if (Volatile.Read(ref _job) == seen)
            {
                Interlocked.Exchange(ref worker.Asleep, 1);
                // Work that came before we counted as asleep sent no signal; if the flag is gone already, one is on its way and must be taken.
                if ((Volatile.Read(ref _job) == seen && !_stop) || Interlocked.Exchange(ref worker.Asleep, 0) == 0)
                    worker.Signal.Wait();
                continue;
            }

            seen = Volatile.Read(ref _job);
            seen!.Share();
        }
    }

    /// <summary>One operation. A worker that comes late finds no piece left and touches nothing.</summary>
    private sealed class Job(IParallelWork work, int pieces)
    {
        private int _next;
        private int _done;

        public Exception? Failure { get; private set; }

        public bool IsDone => Volatile.Read(ref _done) == pieces;

        public void Share()
        {
            for (int piece; (piece = Interlocked.Increment(ref _next) - 1) < pieces;)
            {
                try
                {
                    work.Run(piece);
                }
                catch (Exception e)
                {
                    Failure = e;
                }

                Interlocked.Increment(ref _done);
            }
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
