namespace MimiNative.Backends;

/// <summary>The codebooks of one quantiser branch, prepared by a backend.</summary>
internal abstract class PreparedCodebooks(int levels, int size, int dim) : BackendResource
{
    /// <summary>Codebooks.</summary>
    public int Levels { get; } = levels;

    /// <summary>Entries of each.</summary>
    public int Size { get; } = size;

    /// <summary>Floats per entry.</summary>
    public int Dimension { get; } = dim;
}
