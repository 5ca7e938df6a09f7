using System.Globalization;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Sections;

namespace MimiNative.Analysis;

/// <summary>The command that prints one stage of an analysis alone, with the same numbers: every option that decides them is in it.</summary>
internal sealed class StageCommandLines(DataSet data, MimiEncoder encoder, AnalysisOptions options, EmbeddingKey focus, string voice, string clip, double? clipSeconds)
{
    private static readonly AnalysisOptions Standard = new();

    /// <summary>The stage with its command; a stage that is no command of its own stays as it is.</summary>
    public StageOutput AddTo(StageOutput stage) => Of(stage.Section.Id) is { } command ? stage with { Section = stage.Section with { Command = command } } : stage;

    private string? Of(string stage) => stage switch
    {
        "exploration" => Line("inspect", Word(clip), clipSeconds is { } s ? $"--duration {Seconds(s)}" : ""),
        "architecture" => Line("architecture"),
        "voice" => Line("voice", Data, $"--voice {Word(voice)}", $"--tap {focus.Tap}"),
        "comparison" => Line("compare", Data, $"--tap {focus.Tap}", $"--pool {focus.Pooling.Name()}", focus.Duration is { } d ? $"--duration {Seconds(d)}" : "", Seed),
        "edge" => Line("edge", Data, $"--taps {focus.Tap}", $"--pool {focus.Pooling.Name()}", $"--durations {(focus.Duration is { } d ? Seconds(d) : "none")}", $"--focus {focus}", options.Controls ? "" : "--no-controls", Seed),
        "diagnostic" or "probes" => Line("diagnose", Data, $"--taps {string.Join(',', options.Taps.Of(encoder.Taps).Select(t => t.Name))}", $"--pool {string.Join(',', options.Poolings.Select(p => p.Name()))}",
            $"--durations {(options.Durations.Count > 0 ? string.Join(',', options.Durations.Select(Seconds)) : "none")}", options.Focus is { } chosen ? $"--focus {chosen}" : "", Conditions,
            options.Controls ? "" : "--no-controls", options.Noise ? "" : "--no-noise", options.Probes ? "" : "--no-probes", options.PcaComponents == Standard.PcaComponents ? "" : $"--pca {options.PcaComponents}", options.Resamples == Standard.Resamples ? "" : $"--resamples {options.Resamples}", Seed),
        _ => null,
    };

    private string Conditions => options.Conditions.SequenceEqual(Standard.Conditions) ? "" : $"--conditions {(options.Conditions.Count > 0 ? string.Join(',', options.Conditions) : "none")}";

    private string Data => Word(data.Source);

    private string Seed => options.Seed == Standard.Seed ? "" : $"--seed {options.Seed}";

    private string Line(string command, params IReadOnlyList<string> words)
    {
        var line = new StringBuilder("mimi ").Append(command);
        foreach (var word in words.Append($"--weights {Word(encoder.Checkpoint.Description)}")
            .Append(options.Encoder.Device == Standard.Encoder.Device ? "" : $"--device {Word(options.Encoder.Device)}")
            .Append(options.Padding == Standard.Padding ? "" : $"--padding {options.Padding.Name()}").Where(w => w.Length > 0))
            line.Append(' ').Append(word);
        return line.ToString();
    }

    private static string Seconds(double seconds) => seconds.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>As a shell takes it for one word.</summary>
    private static string Word(string text) =>
        text.Length > 0 && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+:,@%=".Contains(c)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
