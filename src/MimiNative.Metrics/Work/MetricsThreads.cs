namespace MimiNative.Metrics;

/// <summary>How many threads the metrics of this process use. A matter of speed alone: every result is the same bits for any number.</summary>
public static class MetricsThreads
{
    private static int s_count = Environment.ProcessorCount;

    /// <summary>At least 1; the machine's processors unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public static int Count
    {
        get => s_count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            s_count = value;
        }
    }
}
