using System.Diagnostics;
using MimiNative.Metrics;

namespace MimiNative.Analysis;

/// <summary>Hands on what the metrics measure now, once they have taken two seconds: who measures few clips doesn't want to hear of it.</summary>
internal sealed class MetricsParts(IProgress<AnalysisProgress>? progress) : IProgress<MetricsProgress>
{
    private const int Steps = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private string _part = "";

    public void Report(MetricsProgress value)
    {
        lock (_gate)
        {
            if (_clock.Elapsed < Patience)
                return;
            if (value.Part != _part)
            {
                _part = value.Part;
                // What a part leaves behind are arrays of tens of megabytes, which the collector would let lie.
                GC.Collect();
            }
            progress?.Report(new AnalysisProgress($"measuring: {value.Part}", double.IsNaN(value.Share) ? 0 : (int)(value.Share * Steps), double.IsNaN(value.Share) ? 0 : Steps));
        }
    }
}
