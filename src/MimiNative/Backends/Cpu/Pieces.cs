namespace MimiNative.Backends.Cpu;

/// <summary>How a product is cut into pieces for threads: along rows, in whole strips, or along panels.</summary>
internal readonly record struct Pieces(int Count, bool ByRows, int Rows, int StripRows, int Panels)
{
    /// <summary>The rows and panels of a piece.</summary>
    public (int FirstRow, int LastRow, int FirstPanel, int LastPanel) this[int piece]
    {
        get
        {
            if (!ByRows)
                return (0, Rows, (int)((long)Panels * piece / Count), (int)((long)Panels * (piece + 1) / Count));
            var strips = (Rows + StripRows - 1) / StripRows;
            return ((int)((long)strips * piece / Count) * StripRows, Math.Min(Rows, (int)((long)strips * (piece + 1) / Count) * StripRows), 0, Panels);
        }
    }

    /// <summary>Whichever leaves the threads more equally busy; where both do, along rows if <paramref name="preferRows"/>: the operand that all pieces read is then the smaller one.</summary>
    public static Pieces Cut(int rows, int stripRows, int panels, int threads, bool preferRows)
    {
        // Two pieces a thread: when one of the threads is held up, another takes over what it hasn't begun.
        threads *= 2;
        var strips = (rows + stripRows - 1) / stripRows;
        int byRows = Math.Min(threads, strips), byPanels = Math.Min(threads, panels);
        var rowCost = (strips + byRows - 1) / byRows * (double)panels;
        var panelCost = (panels + byPanels - 1) / byPanels * (double)strips;
        var cutRows = rowCost < panelCost || (rowCost == panelCost && preferRows);
        return new(cutRows ? byRows : byPanels, cutRows, rows, stripRows, panels);
    }
}
