using MimiNative.Analysis.Data;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Diarization;

/// <summary>
/// Tells who speaks when: finds speech, cuts it into windows, pools each window over one streaming pass of the encoder, groups the windows by voice and draws turns.
/// What is kept of an hour are the windows' vectors (at most 14,400 of them) and one block of the clustering; audio and activations pass through.
/// </summary>
public static class Diarizer
{
    /// <summary>Diarizes a recording.</summary>
    /// <param name="name">What RTTM files call it.</param>
    /// <param name="open">Opens its audio at 24 kHz; called twice where the level tells speech: once to find it, once to encode.</param>
    /// <param name="encoder">The network.</param>
    /// <param name="options">Tap, windows, and what decides the number of speakers.</param>
    /// <param name="speech">Where there is speech, where that is known; null: the level tells.</param>
    /// <param name="progress">Seconds that were encoded so far.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    /// <exception cref="ArgumentException">An option can't be, or the tap is unknown.</exception>
    /// <exception cref="AudioException">The audio is damaged.</exception>
    /// <exception cref="DataSetException">Activations are not finite.</exception>
    public static DiarizedRecording Run(
        string name, Func<AudioSource> open, MimiEncoder encoder, DiarizationOptions options, IReadOnlyList<TimeRange>? speech = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var embedded = WindowedRecording.Embed(name, open, encoder, options, speech, progress, cancellation);
        return embedded.Diarize(options, cancellation);
    }

    /// <summary>Chooses a threshold on conversations whose turns are known; speech is where they say. Their voices should be other people than those who are to be diarized, and than those a head was fitted on.</summary>
    /// <param name="conversations">At least one, with a turn.</param>
    /// <param name="encoder">The network.</param>
    /// <param name="options">As for the recordings; neither speakers nor threshold are looked at.</param>
    /// <param name="progress">Conversations that were encoded so far.</param>
    /// <param name="cancellation">Stops between chunks.</param>
    public static ThresholdCalibration Calibrate(IEnumerable<Conversation> conversations, MimiEncoder encoder, DiarizationOptions options, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(conversations);
        ArgumentNullException.ThrowIfNull(options);
        var embedded = new List<(WindowedRecording, IReadOnlyList<SpeakerTurn>)>();
        foreach (var conversation in conversations)
        {
            var speech = conversation.Turns.Select(t => t.Range).ToList();
            embedded.Add((WindowedRecording.Embed(conversation.Name, () => new ArrayAudioSource(conversation.Samples), encoder, options, speech, null, cancellation), conversation.Turns));
            progress?.Report(embedded.Count);
        }
        return ThresholdCalibration.Run(embedded, options);
    }
}
