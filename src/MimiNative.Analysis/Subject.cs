using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Peers;
using MimiNative.WavLm;
using MimiNative.Weights;

namespace MimiNative.Analysis;

/// <summary>What is analysed: Mimi, another network, or embeddings that came in a file.</summary>
internal sealed record Subject
{
    /// <summary>The network, as a person reads it.</summary>
    public required string Network { get; init; }

    /// <summary>Whether its weights are random numbers.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The taps that are compared, in the order of the network.</summary>
    public required IReadOnlyList<string> Taps { get; init; }

    /// <summary>What embeds the clips; null where they are embedded already.</summary>
    public ClipEmbedder? Embedder { get; init; }

    /// <summary>Loads the network of the same shape whose weights nobody trained, and what embeds by it; null where there is none to be had.</summary>
    public Func<(IDisposable Network, ClipEmbedder Embedder)>? Untrained { get; init; }

    /// <summary>Embeddings that are there already; null where they have to be computed.</summary>
    public EmbeddedClips? Imported { get; init; }

    /// <summary>The embeddings that are compared.</summary>
    public IReadOnlyList<EmbeddingKey> Keys => Embedder?.Keys ?? Imported!.Keys;

    /// <summary>Whether there are recordings to make controls of.</summary>
    public bool HasAudio { get; init; } = true;

    /// <summary>Mimi, for what is about it alone: codebooks, conversations; null for others.</summary>
    public MimiEncoder? Mimi { get; init; }

    /// <summary>Refuses a focus that isn't there, before anything is embedded.</summary>
    /// <exception cref="ArgumentException">It isn't among <see cref="Keys"/>.</exception>
    public void RequireFocus(EmbeddingKey? focus)
    {
        if (focus is { } key && !Keys.Contains(key))
            throw new ArgumentException($"'{key}' is not extracted; there are: {string.Join(", ", Keys)}");
    }

    /// <summary>Mimi with the embeddings that options ask for.</summary>
    /// <exception cref="ArgumentException">A tap is unknown.</exception>
    public static Subject Of(MimiEncoder encoder, AnalysisOptions options) => new()
    {
        Network = NetworkNames.Mimi,
        Synthetic = encoder.Checkpoint.IsSynthetic,
        Taps = [.. options.Taps.Of(encoder.Taps).Select(t => t.Name)],
        Embedder = Analyzer.Embedder(encoder, options),
        Untrained = () =>
        {
            var control = MimiEncoder.Load(Clips.Untrained(encoder), options.Encoder);
            return (control, Analyzer.Embedder(control, options));
        },
        Mimi = encoder,
    };

    /// <summary>WavLM with the embeddings that options ask for.</summary>
    /// <exception cref="ArgumentException">A tap is unknown.</exception>
    public static Subject Of(WavLmEncoder encoder, AnalysisOptions options)
    {
        var taps = Analyzer.Taps(encoder, options);
        WavLmEmbedder Embedder(WavLmEncoder network) => new(network, taps, options.Poolings, options.Durations);
        return new Subject
        {
            Network = NetworkNames.WavLmInWords,
            Synthetic = encoder.Checkpoint.IsSynthetic,
            Taps = [.. taps.Select(t => t.Name)],
            Embedder = Embedder(encoder),
            Untrained = () =>
            {
                var control = WavLmEncoder.Load(WavLmCheckpoint.Untrained(Clips.ControlSeed(encoder.Checkpoint.Description), encoder.Config, encoder.Checkpoint.NormalizesAudio), options.Encoder.Threads);
                return (control, Embedder(control));
            },
        };
    }

    /// <summary>Embeddings from a file, joined with a data set's clips.</summary>
    /// <param name="data">The clips; without paths of recordings where there are none.</param>
    /// <param name="path">The file.</param>
    /// <param name="name">Which of its matrices; null: all.</param>
    /// <exception cref="DataSetException">The file can't be read, or none of its rows is of a clip, or matrices are of different clips.</exception>
    public static Subject Of(DataSet data, string path, string? name)
    {
        var facts = EmbeddingFile.ReadMetadata(path);
        var sets = EmbeddingSets.ReadAllRowsOf(path, data, name);
        if (sets[0].Samples.All(s => !s.IsClean))
            throw new DataSetException($"{path}: none of its rows is of a clip of the augmentation type '{Sample.Clean}'; what is analysed are clean clips");
        var clips = new ImportedClips(Path.GetFileName(path), sets);
        var file = Path.GetFileNameWithoutExtension(path);
        return new Subject
        {
            // A file's name is anyone's text, and stands in sentences.
            Network = facts.ContainsKey("encoder") || facts.ContainsKey("padding") ? Printable.Quote(NetworkNames.Of(facts)) : PeerSource.WrongWith(file) is null ? file : "this encoder",
            Synthetic = Origin.IsSynthetic(facts),
            Taps = [.. clips.Keys.Select(k => k.Tap).Distinct()],
            Imported = clips,
            HasAudio = sets[0].Samples.All(s => s.Path.Length > 0),
        };
    }
}
