using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Audio;

namespace MimiNative.Analysis.Extraction;

/// <summary>A clip, or a treated version of one, on its way into an <see cref="EmbeddedClips"/>.</summary>
internal sealed class PendingClip
{
    private readonly ClipLibrary _library;
    private readonly int _index;
    private readonly Treatment? _treatment;
    private (DateTime, long) _stamp;

    private PendingClip(ClipLibrary library, int index, Treatment? treatment)
    {
        (_library, _index, _treatment) = (library, index, treatment);
        Row = treatment is null ? library.Samples[index] : library.Samples[index] with { Id = VersionId(library.Samples[index].Id, treatment.Name), Augmentation = treatment.Name };
    }

    /// <summary>The sample as a row shows it.</summary>
    public Sample Row { get; }

    /// <summary>Whether nothing is done to the clip.</summary>
    public bool IsPlain => _treatment is null;

    /// <summary>Where its audio lies, for people.</summary>
    public string Path => Recording.Place(_library.Samples[_index]);

    /// <summary>The id of the clip that this is a version of.</summary>
    public string ClipId => _library.Samples[_index].Id;

    public string CacheKey { get; private set; } = "";

    /// <summary>Why there is no embedding of it, in one line.</summary>
    public string? Failure { get; set; }

    /// <summary>What is wrong with audio that could be embedded all the same, in one line.</summary>
    public string? Damage { get; set; }

    public string? Problem => Failure ?? Damage;

    /// <summary>All clips as they are, then each treatment of the clean ones that it takes.</summary>
    public static List<PendingClip> Of(DataSet data, IReadOnlyList<Treatment> treatments)
    {
        var all = new ClipLibrary(data.Samples);
        var clean = new ClipLibrary([.. data.Samples.Where(s => s.IsClean)]);
        return
        [
            .. data.Samples.Select((_, i) => new PendingClip(all, i, null)),
            .. treatments.SelectMany(t => Enumerable.Range(0, clean.Samples.Count).Where(i => t.Takes(clean, i)).Select(i => new PendingClip(clean, i, t))),
        ];
    }

    /// <summary>The id of a version of a clip.</summary>
    public static string VersionId(string clip, string treatment) => $"{clip}+{treatment}";

    /// <summary>The audio at a rate. A treatment is one of audio at the usual rate, whoever hears it then.</summary>
    public AudioSource Open(int sampleRate) => _treatment is null ? _library.Open(_index, sampleRate) : Resampler.Open(_treatment.Open(_library, _index), sampleRate);

    /// <summary>Finds out what the clip is known by.</summary>
    public void Identify()
    {
        try
        {
            _stamp = Recording.Stamp(_library.Samples[_index]);
            CacheKey = Key(_library);
        }
        catch (AudioException e)
        {
            Failure = e.Message;
        }
    }

    /// <summary>Whether the clip, or another that belongs to its treatment, is no longer what <see cref="Identify"/> found.</summary>
    public bool HasChanged()
    {
        // Of a long recording's stretches none has all of it read again.
        if (_library.Samples[_index].Segment is not null)
            return Recording.Stamp(_library.Samples[_index]) != _stamp;
        try
        {
            return Key(new ClipLibrary(_library.Samples)) != CacheKey;
        }
        catch (AudioException)
        {
            return true;
        }
    }

    private string Key(ClipLibrary library) => EmbeddingCache.KeyOf(library.Content(_index), _treatment?.Key(library, _index) ?? "");
}
