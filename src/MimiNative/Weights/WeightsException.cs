using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>Weights that can't be found or used: which file, which tensor, what is wrong, what to do. Control characters of what the message quotes are shown as <c>\u001B</c>.</summary>
public sealed class WeightsException : MimiException
{
    /// <summary>Weights that are missing or don't fit.</summary>
    public WeightsException(string message, Exception? inner = null) : base(Printable.Lines(message), inner)
    {
    }

    /// <summary>A safetensors file that is wrong, and in which way.</summary>
    public WeightsException(SafetensorsFault fault, string message, Exception? inner = null) : base(Printable.Lines(message), inner) => Fault = fault;

    /// <summary>In which way a file is wrong, where the file itself is.</summary>
    public SafetensorsFault? Fault { get; }
}
