namespace MimiNative.Cli.Shell;

/// <summary>The command line asks for something that can't be meant: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
