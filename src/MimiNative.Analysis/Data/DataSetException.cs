namespace MimiNative.Analysis.Data;

/// <summary>
/// A data set, label file, trial list or embeddings file that can't be used: which file and row, what is wrong, what to do. The message is one line; control characters of
/// what it quotes are shown as <c>\u001B</c>.
/// </summary>
public sealed class DataSetException(string message, Exception? inner = null) : MimiException(Printable.Line(message), inner);
