namespace MimiNative.Audio;

internal static class Mixer
{
    /// <summary>Mono by mean: <paramref name="interleaved"/> is (frames, channels).</summary>
    public static void Mean(ReadOnlySpan<float> interleaved, int channels, Span<float> mono)
    {
        for (var frame = 0; frame < mono.Length; frame++)
        {
            var sum = 0f;
            foreach (var value in interleaved.Slice(frame * channels, channels))
                sum += value;
            mono[frame] = sum / channels;
        }
    }
}
