using System.Runtime.InteropServices;

namespace MimiNative.Cli.Shell;

/// <summary>
/// Ctrl-C and SIGTERM: asks the command to stop, which leaves no half-written file. A command that hasn't stopped within five seconds, or a second Ctrl-C, ends the process;
/// what was being written has a temporary name then (see <see cref="Files.AtomicFile"/>) and is removed.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private volatile CancellationTokenSource? _finish;
    private Timer? _timer;

    public Interrupt()
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            _signals.Add(PosixSignalRegistration.Create(signal, Handle));
    }

    public CancellationToken Token => _source.Token;

    /// <summary>For a command that ends what it has in hand first: from now on SIGTERM cancels this token alone, however long that takes. A second one is as Ctrl-C.</summary>
    public CancellationToken FinishOnTerminate() => (_finish ??= new CancellationTokenSource()).Token;

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGTERM && _finish is { IsCancellationRequested: false } finish)
        {
            finish.Cancel();
            return;
        }

        if (_source.IsCancellationRequested)
            End();
        _timer = new Timer(_ => End(), null, Patience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }

    private static void End() => Environment.Exit(ExitCode.Interrupted);

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _timer?.Dispose();
        _source.Dispose();
        _finish?.Dispose();
    }
}
