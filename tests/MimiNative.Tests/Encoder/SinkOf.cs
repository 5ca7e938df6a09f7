namespace MimiNative.Tests.Encoder;

/// <summary>A sink that does something with every piece of activations, and keeps nothing.</summary>
internal sealed class SinkOf(Action received) : IActivationSink
{
    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => received();

    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
    }
}
