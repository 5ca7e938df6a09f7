using MimiNative.Analysis;
using MimiNative.Analysis.Extraction;
using Spectre.Console;

namespace MimiNative.Cli.Shell;

/// <summary>Shows the steps of long work: a bar for each that counts, a line for each where nobody watches.</summary>
internal sealed class StageProgress(Terminal terminal, ProgressContext? bars) : IProgress<AnalysisProgress>, IProgress<ExtractionProgress>
{
    private readonly Lock _gate = new();
    private string _stage = "";
    private ProgressTask? _bar;

    public void Report(ExtractionProgress value) => Report(new AnalysisProgress($"encoding with {value.What}", value.Done, value.Total));

    public void Report(AnalysisProgress value)
    {
        lock (_gate)
        {
            if (value.Stage != _stage)
                Begin(value);
            if (_bar is not null && value.Total > 0)
                _bar.Value = value.Done;
        }
    }

    private void Begin(AnalysisProgress value)
    {
        _stage = value.Stage;
        if (bars is null)
        {
            terminal.Note(value.Stage);
            return;
        }
        if (_bar is not null)
            _bar.Value = _bar.MaxValue;
        _bar = bars.AddTask(Markup.Escape(value.Stage), maxValue: Math.Max(1, value.Total));
        _bar.IsIndeterminate = value.Total == 0;
    }
}
