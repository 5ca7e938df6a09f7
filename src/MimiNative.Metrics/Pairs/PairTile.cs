namespace MimiNative.Metrics;

/// <summary>A rectangle of the upper triangle of all pairs: rows and columns from the first up to the end, which is no longer in it.</summary>
internal readonly record struct PairTile(int FirstRow, int EndRow, int FirstColumn, int EndColumn)
{
    /// <summary>Whether no column lies beyond a row.</summary>
    public bool IsEmpty => EndRow <= FirstRow || EndColumn <= FirstColumn || EndColumn - 1 <= FirstRow;
}
