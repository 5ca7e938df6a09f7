using System.Runtime.InteropServices;

namespace MimiNative.Encoder;

/// <summary>A sink that keeps a clip's activations, and its codes turned to (codebooks, frames).</summary>
internal sealed class ActivationCollector(EncoderModel model, EncodeOptions options, long samples) : IActivationSink
{
    private readonly Dictionary<string, float[]> _values = options.Taps.Distinct().ToDictionary(name => name, name =>
    {
        var tap = model.TapList.Single(t => t.Name == name);
        var length = Taps.Frames(model.Config, tap, samples, options.Padding) * tap.Channels;
        if (length > Array.MaxLength)
            throw new ArgumentException($"tap '{name}' of {samples} samples is {length} floats, more than one array holds; stream it to a sink instead");
        return new float[length];
    });

    private readonly List<int> _codes = [];

    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => rows.CopyTo(_values[tap.Name].AsSpan((int)firstFrame * tap.Channels));

    public void Codes(long firstFrame, int codebooks, ReadOnlySpan<int> codes) => _codes.AddRange(codes);

    public Activations Result()
    {
        Codes? codes = null;
        if (options.Codebooks > 0)
        {
            int frames = _codes.Count / options.Codebooks;
            var source = CollectionsMarshal.AsSpan(_codes);
            var values = new int[_codes.Count];
            for (var frame = 0; frame < frames; frame++)
                for (var book = 0; book < options.Codebooks; book++)
                    values[book * frames + frame] = source[frame * options.Codebooks + book];
            codes = new Codes(options.Codebooks, frames, values);
        }

        var taps = options.Taps.Select(name =>
        {
            var tap = model.TapList.Single(t => t.Name == name);
            return new Activation(tap, _values[name].Length / tap.Channels, _values[name]);
        });
        return new Activations(samples, options.Padding, [.. taps], codes);
    }
}
