namespace MimiNative.Metrics;

/// <summary>An input that no metric can be computed from; the message is one line that says what is wrong and where.</summary>
public sealed class MetricsException(string message) : Exception(message);
