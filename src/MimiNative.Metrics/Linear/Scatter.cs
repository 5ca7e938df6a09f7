namespace MimiNative.Metrics;

/// <summary>Writes one row of some matrix in float64, e.g. with a mean taken off. Called from all threads.</summary>
internal delegate void RowWriter(int row, Span<double> target);

/// <summary>Xᵀ·X of a tall matrix whose rows are made when they are needed: memory doesn't grow with their number.</summary>
internal static class Scatter
{
    private const int RowsAtOnce = 512;
    private const int TileChannels = 128;
    private const int LineRows = 8;

    /// <summary>Xᵀ·X (dim, dim). Chunks of 512 rows are added in their order, each entry by one thread: the same bits for any number of threads.</summary>
    public static double[] Of(int rows, int dim, RowWriter write)
    {
        var result = new double[dim * dim];
        var channels = new double[dim * Math.Min(rows, RowsAtOnce)];
        PairTile[] tiles = [.. Tiles(dim)];
        for (var first = 0; first < rows; first += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, rows - first);
            Workers.Ranges(count, 64, (from, to) =>
            {
                // Channels lie a chunk apart: a whole cache line of each is written at once.
                var group = new double[LineRows * dim];
                for (var i = from; i < to; i += LineRows)
                {
                    var lines = Math.Min(LineRows, to - i);
                    for (var r = 0; r < lines; r++)
                        write(first + i + r, group.AsSpan(r * dim, dim));
                    for (var k = 0; k < dim; k++)
                        for (var r = 0; r < lines; r++)
                            channels[k * count + i + r] = group[r * dim + k];
                }
            });
            Workers.For(tiles.Length, t =>
            {
                var sums = new Adding(result, dim);
                SymmetricProduct.Visit(channels, count, tiles[t], ref sums);
                if (tiles[t].FirstRow == tiles[t].FirstColumn)
                    for (var k = tiles[t].FirstRow; k < tiles[t].EndRow; k++)
                        result[k * dim + k] += FixedOrder.SumOfSquares(channels.AsSpan(k * count, count));
            });
        }
        for (var i = 0; i < dim; i++)
            for (var j = 0; j < i; j++)
                result[i * dim + j] = result[j * dim + i];
        return result;
    }

    private static IEnumerable<PairTile> Tiles(int dim)
    {
        for (var column = 0; column < dim; column += TileChannels)
            for (var row = 0; row <= column; row += TileChannels)
                yield return new PairTile(row, Math.Min(dim, row + TileChannels), column, Math.Min(dim, column + TileChannels));
    }

    private readonly struct Adding(double[] target, int dim) : IPairVisitor<double>
    {
        public void Visit(int row, int firstColumn, ReadOnlySpan<double> dots)
        {
            var sums = target.AsSpan(row * dim + firstColumn, dots.Length);
            System.Numerics.Tensors.TensorPrimitives.Add(sums, dots, sums);
        }
    }
}
