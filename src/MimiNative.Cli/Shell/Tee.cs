namespace MimiNative.Cli.Shell;

/// <summary>Hands activations to several sinks.</summary>
internal sealed class Tee(params IReadOnlyList<IActivationSink> sinks) : IActivationSink
{
    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        foreach (var sink in sinks)
            sink.Activation(tap, firstFrame, rows);
    }

    public void Codes(long firstFrame, int codebooks, ReadOnlySpan<int> codes)
    {
        foreach (var sink in sinks)
            sink.Codes(firstFrame, codebooks, codes);
    }
}
