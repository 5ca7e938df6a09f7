namespace MimiNative.Backends.Cuda;

/// <summary>
/// Sequences of commands that came before, as graphs: one call to the driver for all of a chunk's launches. A graph is found by the commands' bytes, arguments included, so that what it does is what
/// issuing them would do, whatever was allocated or freed meanwhile. A sequence is issued plainly when it comes first - most last chunks never come again, and the driver has then loaded its
/// kernels - and captured when it comes again. What was used longest ago leaves first.
/// </summary>
/// <param name="cuda">The driver.</param>
/// <param name="stream">Where it all happens.</param>
/// <param name="isWanted">Whether to use graphs if the driver has them.</param>
internal sealed unsafe class CudaGraphs(CudaLibrary cuda, nint stream, bool isWanted) : IDisposable
{
    /// <summary>Fewer commands than this are not worth a graph.</summary>
    public const int Fewest = 8;

    /// <summary>The most sequences that are remembered.</summary>
    public const int Most = 32;

    // Only this thread's calls can spoil a capture, and it makes none but the commands'.
    private const int ThreadLocalMode = 1;
    private readonly List<Sequence> _known = []; // the one used longest ago first

    /// <summary>Whether graphs are used: until one fails.</summary>
    public bool IsOn { get; private set; } = isWanted && cuda.HasGraphs;

    /// <summary>Does <paramref name="commands"/> by a graph. False: nothing was done, they are to be issued.</summary>
    /// <param name="commands">What to do.</param>
    /// <param name="issue">Issues them.</param>
    public bool Launch(CudaCommands commands, Action issue)
    {
        if (!IsOn || commands.Count < Fewest)
            return false;
        if (Find(commands.Bytes) is not { } sequence)
        {
            Remember(new(commands.Bytes.ToArray()));
            return false;
        }

        if (sequence.Graph == 0)
            sequence.Graph = Capture(issue);
        // A driver that can't do it once is not asked again.
        return IsOn = sequence.Graph != 0 && cuda.GraphLaunch(sequence.Graph, stream) == 0;
    }

    public void Dispose()
    {
        _known.ForEach(Forget);
        _known.Clear();
    }

    private Sequence? Find(ReadOnlySpan<byte> bytes)
    {
        for (var i = _known.Count - 1; i >= 0; i--)
        {
            var sequence = _known[i];
            if (!bytes.SequenceEqual(sequence.Bytes))
                continue;
            _known.RemoveAt(i);
            _known.Add(sequence);
            return sequence;
        }

        return null;
    }

    private void Remember(Sequence sequence)
    {
        if (_known.Count == Most)
        {
            Forget(_known[0]);
            _known.RemoveAt(0);
        }

        _known.Add(sequence);
    }

    private void Forget(Sequence sequence)
    {
        if (sequence.Graph == 0)
            return;
        // It may be running.
        _ = cuda.StreamSynchronize(stream);
        _ = cuda.GraphExecDestroy(sequence.Graph);
    }

    /// <summary>The graph of what <paramref name="issue"/> asks for, ready to launch; 0 where that fails, and the stream is then as before.</summary>
    private nint Capture(Action issue)
    {
        if (cuda.StreamBeginCapture(stream, ThreadLocalMode) != 0)
            return 0;
        var isWhole = true;
        try
        {
            issue();
        }
        catch (BackendException)
        {
            // What is wrong with a command is said when it is issued plainly.
            isWhole = false;
        }

        nint graph = 0, ready = 0;
        var code = cuda.StreamEndCapture(stream, &graph);
        if (graph == 0)
            return 0;
        if (code == 0 && isWhole && cuda.GraphInstantiate(&ready, graph, 0) != 0)
            ready = 0;
        _ = cuda.GraphDestroy(graph);
        return ready;
    }

    private sealed class Sequence(byte[] bytes)
    {
        public byte[] Bytes => bytes;

        /// <summary>0: it has come once.</summary>
        public nint Graph { get; set; }
    }
}
