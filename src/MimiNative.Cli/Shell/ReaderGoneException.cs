namespace MimiNative.Cli.Shell;

/// <summary>Nobody reads what is written any more.</summary>
internal sealed class ReaderGoneException(string message) : IOException(message);
