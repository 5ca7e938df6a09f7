namespace MimiNative.Parity;

/// <summary>A reference file that can't be used: which file, what is wrong with it.</summary>
public sealed class ReferenceException(string message, Exception? inner = null) : Exception(message, inner);
