namespace MimiNative.Backends;

/// <summary>Codes on a backend: for each sequence, room for (capacity, levels) integers.</summary>
internal abstract class CodeBuffer(int sequences, int capacity, int levels) : BackendResource
{
    /// <summary>Independent clips.</summary>
    public int Sequences { get; } = sequences;

    /// <summary>The most rows that a chunk may have.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Codes per row.</summary>
    public int Levels { get; } = levels;
}
