namespace MimiNative.Backends.Cpu;

/// <summary>What can't be is refused here, as in <see cref="Backend"/>.</summary>
internal abstract partial class CpuBackend
{
    private protected static void CheckAttention(ActivationBuffer qkv, ActivationBuffer x, ActivationBuffer y, int heads, int headDim, RelativeBias bias, int rows)
    {
        CheckRows(qkv, rows, nameof(qkv));
        CheckRows(x, rows, nameof(x));
        CheckRows(y, rows, nameof(y));
        if (heads < 1 || headDim < 1 || qkv.Channels != 3L * heads * headDim || x.Channels != (long)heads * headDim || y.Channels != x.Channels)
            throw new ArgumentException($"{heads} heads of {headDim} from {qkv.Channels} channels of q, k, v and {x.Channels} of x to {y.Channels}", nameof(heads));
        if (bias.Heads != heads || bias.HeadDimension != headDim)
            throw new ArgumentException($"gates of {bias.Heads} heads of {bias.HeadDimension} for {heads} of {headDim}", nameof(bias));
        if (rows > bias.MostRows)
            throw new ArgumentException($"{rows} rows, and relative positions for {bias.MostRows}", nameof(rows));
        if (ReferenceEquals(qkv, y) || ReferenceEquals(x, y))
            throw new ArgumentException("y is read too", nameof(y));
    }

    private protected void CheckGroups(IReadOnlyList<PreparedMatrix> groups, ActivationBuffer x, int before, ActivationBuffer y, int rows)
    {
        CheckRows(x, rows, nameof(x));
        CheckRows(y, rows, nameof(y));
        if (groups.Count == 0 || x.Channels % groups.Count != 0)
            throw new ArgumentException($"{x.Channels} channels in {groups.Count} groups", nameof(groups));
        var width = x.Channels / groups.Count;
        if (groups.Any(g => g.IsDisposed || !Family.Equals(g.Family) || g.Inputs != groups[0].Inputs || g.Outputs != groups[0].Outputs) || groups[0].Inputs % width != 0 || (long)groups[0].Outputs * groups.Count != y.Channels)
            throw new ArgumentException($"matrices that don't turn groups of {width} channels into {y.Channels / groups.Count}", nameof(groups));
        if (before < 0 || before >= groups[0].Inputs / width)
            throw new ArgumentException($"{before} rows before in a window of {groups[0].Inputs / width}", nameof(before));
        if (ReferenceEquals(x, y))
            throw new ArgumentException("y is read too", nameof(y));
    }

    private protected static void CheckRows(ActivationBuffer x, int rows, string name)
    {
        ObjectDisposedException.ThrowIf(x.IsDisposed, x);
        if (x.Sequences != 1 || rows < 1 || rows > x.Capacity)
            throw new ArgumentException($"{rows} rows in {name}, which takes 1 to {x.Capacity} of one sequence", name);
    }
}
