namespace MimiNative.Backends;

/// <summary>A backend that can't do what was asked: no driver, no such device, out of memory, a failed build.</summary>
public sealed class BackendException(string message, Exception? inner = null) : MimiException(message, inner)
{
    /// <summary>The device's memory is full: a smaller batch may fit.</summary>
    public bool IsOutOfMemory { get; init; }
}
