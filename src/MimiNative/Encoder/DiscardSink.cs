namespace MimiNative.Encoder;

/// <summary>A sink for those who want the work and not its results.</summary>
internal sealed class DiscardSink : IActivationSink
{
    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
    }

    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
    }
}
