namespace MimiNative.Backends.Cpu;

/// <summary>
/// Rotary position embedding on interleaved pairs (2i, 2i+1): angle = position · base^(−2i/headDim).
/// Angles are made in double: a float angle is off by 1e-4 after half an hour.
/// </summary>
internal static unsafe class CpuRotary
{
    [ThreadStatic] private static Table? s_table;

    /// <summary>Rotates q and k (the first 2·heads·headDim channels) of <paramref name="rows"/> rows in place.</summary>
    public static void Run(float* qkv, int rows, int heads, int headDim, int ld, long position, double ropeBase)
    {
        // The eight layers of a chunk ask for the same angles.
        var table = s_table;
        if (table is null || !table.Covers(position, rows, headDim, ropeBase))
            s_table = table = new Table(position, rows, headDim, ropeBase);
        var half = headDim / 2;
        fixed (float* cosines = table.Cosines, sines = table.Sines)
        {
            var offset = (position - table.Position) * half;
            for (var row = 0; row < rows; row++, qkv += ld)
            {
                float* cos = cosines + offset + (long)row * half, sin = sines + offset + (long)row * half, x = qkv;
                for (var head = 0; head < 2 * heads; head++, x += headDim)
                    for (var i = 0; i < half; i++)
                    {
                        float a = x[2 * i], b = x[2 * i + 1];
                        x[2 * i] = a * cos[i] - b * sin[i];
                        x[2 * i + 1] = a * sin[i] + b * cos[i];
                    }
            }
        }
    }

    private sealed class Table
    {
        private readonly int _rows;
        private readonly int _headDim;
        private readonly double _base;

        public Table(long position, int rows, int headDim, double ropeBase)
        {
            // A stream of short chunks fills a table once in a hundred frames, not at every frame.
            (Position, _rows, _headDim, _base) = (position, Math.Max(rows, 128), headDim, ropeBase);
            var half = headDim / 2;
            Cosines = new float[_rows * half];
            Sines = new float[_rows * half];
            for (var i = 0; i < half; i++)
            {
                var frequency = Math.Pow(ropeBase, -2.0 * i / headDim);
                for (var row = 0; row < _rows; row++)
                {
                    var (sin, cos) = Math.SinCos((position + row) * frequency);
                    (Cosines[row * half + i], Sines[row * half + i]) = ((float)cos, (float)sin);
                }
            }
        }

        public long Position { get; }
        public float[] Cosines { get; }
        public float[] Sines { get; }

        public bool Covers(long position, int rows, int headDim, double ropeBase) =>
            position >= Position && position + rows <= Position + _rows && headDim == _headDim && ropeBase == _base;
    }
}
