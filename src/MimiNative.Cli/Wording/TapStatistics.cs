namespace MimiNative.Cli.Wording;

/// <summary>What a person sees of a tap without its values: frames, level, range, whether all is finite. Needs no memory of the clip's length.</summary>
internal sealed class TapStatistics : IActivationSink
{
    private readonly List<Entry> _taps = [];
    private readonly List<int> _codes = [];

    /// <summary>The taps in the order of their first rows.</summary>
    public IReadOnlyList<Entry> Taps => _taps;

    /// <summary>Codes per frame; 0 where none were asked for.</summary>
    public int Codebooks { get; private set; }

    /// <summary>(frames, codebooks).</summary>
    public IReadOnlyList<int> CodeValues => _codes;

    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        var entry = _taps.Find(e => e.Tap.Name == tap.Name);
        if (entry is null)
            _taps.Add(entry = new Entry(tap));
        entry.Add(rows);
    }

    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
        Codebooks = codebooks;
        _codes.AddRange(rows);
    }

    /// <summary>One tap.</summary>
    internal sealed class Entry(TapInfo tap)
    {
        private double _squares;

        public TapInfo Tap { get; } = tap;

        public long Frames { get; private set; }

        public long NotFinite { get; private set; }

        public float Largest { get; private set; }

        public double Rms => Math.Sqrt(_squares / Math.Max(1, Frames * Tap.Channels));

        public void Add(ReadOnlySpan<float> rows)
        {
            Frames += rows.Length / Tap.Channels;
            foreach (var value in rows)
            {
                if (!float.IsFinite(value))
                {
                    NotFinite++;
                    continue;
                }
                _squares += (double)value * value;
                Largest = Math.Max(Largest, Math.Abs(value));
            }
        }
    }
}
