namespace MimiNative.Analysis.Data;

/// <summary>Who speaks in a recording, for intervals and folds over speakers: Kaldi's <c>utt2spk</c>, a table with sample_id and voice_id, or the recordings' own paths.</summary>
public sealed class SpeakerTable
{
    private readonly Func<string, string?> _speaker;

    private SpeakerTable(string source, Func<string, string?> speaker) => (Source, _speaker) = (source, speaker);

    /// <summary>Where it comes from, in words.</summary>
    public string Source { get; }

    /// <summary>The first folder of a recording's path, as VoxCeleb has it (<c>id10270/video/00001.wav</c>).</summary>
    public static SpeakerTable Folders { get; } = new("the first folder of each path", recording => recording.IndexOf('/') is > 0 and var end ? recording[..end] : null);

    /// <summary>The speaker of a recording; null where it isn't known.</summary>
    public string? Speaker(string recording) => _speaker(recording);

    /// <summary>Reads a table (<c>.csv</c>, <c>.parquet</c>), else an utt2spk.</summary>
    /// <exception cref="DataSetException">There is no such file, a row has another form, or a recording is there twice (named).</exception>
    public static SpeakerTable Read(string path) => MetadataTable.Fits(path)
        ? Of(path, MetadataTable.ReadLabels(path).Samples)
        : Of(path, KaldiDirectory.ReadMap(path));

    /// <summary>The voices of samples, by their ids; null where none is known.</summary>
    public static SpeakerTable? Of(DataSet data) => data.Samples.All(s => s.Voice == Sample.UnknownVoice) ? null : Of(data.Source, data.Samples);

    private static SpeakerTable Of(string source, IEnumerable<Sample> samples) => Of(source, samples.ToDictionary(s => s.Id, s => s.Voice));

    private static SpeakerTable Of(string source, IReadOnlyDictionary<string, string> speakers) => new(source, recording => speakers.GetValueOrDefault(recording));
}
