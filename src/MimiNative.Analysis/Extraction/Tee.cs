namespace MimiNative.Analysis.Extraction;

/// <summary>Hands activations to several sinks.</summary>
internal sealed class Tee(params IReadOnlyList<IActivationSink> sinks) : IActivationSink
{
    public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows)
    {
        foreach (var sink in sinks)
            sink.Activation(tap, firstFrame, rows);
    }

    public void CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
    {
        foreach (var sink in sinks)
            sink.CodeRows(firstFrame, codebooks, rows);
    }
}
