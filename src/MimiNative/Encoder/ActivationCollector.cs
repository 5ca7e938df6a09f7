using System.Runtime.InteropServices;

namespace MimiNative.Encoder;

/// <summary>A sink that keeps a clip's activations and codes.</summary>
internal sealed class ActivationCollector : IActivationSink
{
    private readonly EncodeOptions _options;
    private readonly Dictionary<string, Rows> _taps;
    private readonly List<int> _codes = [];

    /// <summary>Room for the clip is made at once where its length is known.</summary>
    /// <param name="model">Has the taps.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="samples">Samples of the clip, where they are known and not only promised.</param>
    /// <exception cref="ArgumentException">An array can't hold what is asked for.</exception>
    public ActivationCollector(EncoderModel model, EncodeOptions options, long? samples = null)
    {
        _options = options;
        _taps = options.Taps.Distinct().ToDictionary(name => name, name =>
        {
            var rows = new Rows(model.TapList.Single(t => t.Name == name));
            if (samples is { } known)
                rows.Reserve(Taps.Frames(model.Config, rows.Tap, known, options.Padding) * rows.Tap.Channels);
            return rows;
        });
    }

    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => _taps[tap.Name].Add(rows);

    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows) => _codes.AddRange(rows);

    /// <summary>Everything; call it once, after the last row.</summary>
    public Activations Result(long samples) =>
        new(samples, _options.Padding, [.. _options.Taps.Select(name => _taps[name].Result())], _options.Codebooks > 0 ? Codes.FromRows(_options.Codebooks, CollectionsMarshal.AsSpan(_codes)) : null);

    private sealed class Rows(TapInfo tap)
    {
        private float[] _values = [];
        private int _count;

        public TapInfo Tap => tap;

        public void Reserve(long length)
        {
            if (length > Array.MaxLength)
                throw new ArgumentException($"tap '{tap.Name}' of this clip is at least {length} floats, more than one array holds; stream it to a sink instead");
            Array.Resize(ref _values, (int)length);
        }

        public void Add(ReadOnlySpan<float> rows)
        {
            var length = (long)_count + rows.Length;
            if (length > _values.Length)
                Reserve(length > Array.MaxLength ? length : Math.Clamp(2L * _values.Length, length, Array.MaxLength));
            rows.CopyTo(_values.AsSpan(_count));
            _count += rows.Length;
        }

        public Activation Result()
        {
            Array.Resize(ref _values, _count);
            return new Activation(tap, _count / tap.Channels, _values);
        }
    }
}
