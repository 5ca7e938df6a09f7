namespace MimiNative;

/// <summary>
/// Something outside the program that is wrong: audio, weights, a device, a data set, a reference. What the program itself does wrong is an <see cref="ArgumentException"/>,
/// <see cref="InvalidOperationException"/> or <see cref="ObjectDisposedException"/>.
/// </summary>
public abstract class MimiException(string message, Exception? inner = null) : Exception(message, inner);
