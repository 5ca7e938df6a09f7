namespace MimiNative.Backends.Cpu;

/// <summary>The rows of several products of one matrix as if they stood below one another, each product's filled up to a multiple of some rows. Enumerates what a stretch of them is.</summary>
/// <param name="calls">The products.</param>
/// <param name="row">The stretch's first row.</param>
/// <param name="rows">Its rows.</param>
/// <param name="group">Each product takes a multiple of so many rows.</param>
internal ref struct StackedRows(ReadOnlySpan<GemmCall> calls, int row, int rows, int group)
{
    private readonly ReadOnlySpan<GemmCall> _calls = calls;
    private int _call = -1;
    private int _top;
    private int _taken;

    /// <summary>A product, its rows that are in the stretch, those that fill it up left out, and where in the stretch they begin.</summary>
    public (int Call, int FirstRow, int Rows, int At) Current { get; private set; }

    /// <summary>Rows of all.</summary>
    public static int Rows(ReadOnlySpan<GemmCall> calls, int group = 1)
    {
        var sum = 0;
        foreach (ref readonly var call in calls)
            sum += Filled(call.M, group);
        return sum;
    }

    public readonly StackedRows GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_taken < rows && ++_call < _calls.Length)
        {
            var (top, filled) = (_top, Filled(_calls[_call].M, group));
            _top += filled;
            var first = row + _taken - top;
            if (first >= filled)
                continue;
            var at = _taken;
            _taken += Math.Min(filled - first, rows - at);
            Current = (_call, first, Math.Min(_taken - at, _calls[_call].M - first), at);
            if (Current.Rows > 0)
                return true;
        }

        return false;
    }

    private static int Filled(int rows, int group) => (rows + group - 1) / group * group;
}
