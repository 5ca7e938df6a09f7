namespace MimiNative.Cli.Shell;

/// <summary>What <c>mimi</c> returns to the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Done, and the finding is negative: parity broken, a check failed.</summary>
    public const int Negative = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file that was given is missing, damaged or not what it should be.</summary>
    public const int BadInput = 3;

    /// <summary>The machine can't: no such device, no driver, disk full.</summary>
    public const int Environment = 4;

    /// <summary>Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>SIGTERM, of a command that ended what it had in hand first.</summary>
    public const int Terminated = 143;
}
