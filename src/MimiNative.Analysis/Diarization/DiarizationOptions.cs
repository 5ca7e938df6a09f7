using MimiNative.Analysis.Heads;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>How recordings are diarized.</summary>
public sealed record DiarizationOptions
{
    /// <summary>Seconds of a window where nothing else is said.</summary>
    public const double DefaultWindow = 1.5;

    /// <summary>Seconds from window to window where nothing else is said.</summary>
    public const double DefaultStep = 0.25;

    /// <summary>Where in the encoder.</summary>
    public string Tap { get; init; } = "latent";

    /// <summary>How a window's frames become one vector.</summary>
    public Pooling Pooling { get; init; } = Pooling.Mean;

    /// <summary>A trained head to look through; windows are then compared by the cosine of what it gives, whichever way it scores trials. Null for none.</summary>
    public TrainedHead? Head { get; init; }

    /// <summary>Seconds of a window.</summary>
    public double Window { get; init; } = DefaultWindow;

    /// <summary>Seconds from one window to the next.</summary>
    public double Step { get; init; } = DefaultStep;

    /// <summary>Takes all of the recording as speech instead of asking the level.</summary>
    public bool EverythingIsSpeech { get; init; }

    /// <summary>The number of speakers, where it is known.</summary>
    public int? Speakers { get; init; }

    /// <summary>Otherwise: clusters of windows merge while the average cosine between them is at least this, −1 to 1.</summary>
    public double? Threshold { get; init; }

    /// <summary>Clusters of fewer windows are no speakers of their own.</summary>
    public int LeastWindows { get; init; } = SpeakerClustering.DefaultLeastWindows;

    /// <summary>How turns are drawn from windows.</summary>
    public ResegmentationOptions Resegmentation { get; init; } = new();

    /// <summary>Treatment of a recording's last, incomplete frame.</summary>
    public PaddingDialect Padding { get; init; } = PaddingDialect.Waveform;

    /// <summary>Throws where a number can't be.</summary>
    /// <exception cref="ArgumentException">A window or step is not above 0, a step is longer than a window, or not one of speakers and threshold is given.</exception>
    internal void Validate()
    {
        if (!(Window > 0 && Step > 0 && Step <= Window && double.IsFinite(Window)))
            throw new ArgumentException($"windows of {Window} s every {Step} s: both must be above 0, and the step no longer than the window");
        if (Speakers is null == Threshold is null || Speakers < 1 || Threshold is { } t && !(t is >= -1 and <= 1))
            throw new ArgumentException("a number of speakers from 1 on, or a threshold from -1 to 1: one of both");
    }
}

/// <summary>Who speaks when in a recording.</summary>
/// <param name="Name">What RTTM files call it.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Regions">Where there is speech.</param>
/// <param name="Windows">How many windows it was cut into.</param>
/// <param name="Turns">The turns by start; speakers are <c>speaker1</c> and so on in the order in which they come.</param>
public sealed record DiarizedRecording(string Name, double Seconds, IReadOnlyList<TimeRange> Regions, int Windows, IReadOnlyList<SpeakerTurn> Turns)
{
    /// <summary>What is wrong with its audio although it could be read; null where all is well.</summary>
    public string? Warning { get; init; }

    /// <summary>The speakers in the order in which they come.</summary>
    public IReadOnlyList<string> Speakers => [.. Turns.Select(t => t.Speaker).Distinct()];

    /// <summary>Seconds of speech.</summary>
    public double SpeechSeconds => Regions.Sum(r => r.Duration);
}
