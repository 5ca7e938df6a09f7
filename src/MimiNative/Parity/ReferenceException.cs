using MimiNative.Files;

namespace MimiNative.Parity;

/// <summary>A reference file that can't be used: which file, what is wrong with it. The message is one line; control characters of what it quotes are shown as <c>\u001B</c>.</summary>
public sealed class ReferenceException(string message, Exception? inner = null) : MimiException(Printable.Line(message), inner);
