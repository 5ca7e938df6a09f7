namespace MimiNative.Analysis.Data;

/// <summary>A data set, label file, trial list or embeddings file that can't be used: which file and row, what is wrong, what to do.</summary>
public sealed class DataSetException(string message, Exception? inner = null) : Exception(message, inner);
