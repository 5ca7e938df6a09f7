namespace MimiNative.Weights;

/// <summary>Weights that can't be found or used: which file, which tensor, what is wrong, what to do.</summary>
public sealed class WeightsException : Exception
{
    /// <summary>Weights that are missing or don't fit.</summary>
    public WeightsException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>A safetensors file that is wrong, and in which way.</summary>
    public WeightsException(SafetensorsFault fault, string message, Exception? inner = null) : base(message, inner) => Fault = fault;

    /// <summary>In which way a file is wrong, where the file itself is.</summary>
    public SafetensorsFault? Fault { get; }
}
