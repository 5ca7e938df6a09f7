using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Origins;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Heads;

/// <summary>
/// A linear map that brings out the voice in one embedding of one network, fitted on clips whose voices are known, with what it was fitted on and what it is worth: <c>mimi train-head</c>.
/// It fits no other weights, tap, pooling or padding: there it would give numbers without meaning.
/// </summary>
/// <param name="Map">The map and how it compares.</param>
/// <param name="Key">The embedding that it takes.</param>
/// <param name="Origin">What made that embedding.</param>
/// <param name="Training">What it was fitted on.</param>
/// <param name="Errors">What heads like it reach on voices that they were not fitted on.</param>
public sealed record TrainedHead(SpeakerHead Map, EmbeddingKey Key, Origin Origin, HeadTraining Training, HeadErrors Errors)
{
    /// <summary>Where it was read from; null for one that was just fitted.</summary>
    public string? Path { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>How it compares, in a word: <c>lda</c> (cosine of projected vectors) or <c>plda</c> (likelihood ratio).</summary>
    public string Kind => Kinds.Name(Map.Scoring);

    /// <summary>Refuses embeddings that it was not fitted for.</summary>
    /// <param name="key">The embedding.</param>
    /// <param name="other">What makes it.</param>
    /// <exception cref="DataSetException">Weights, tap, pooling, duration or padding differ; names both sides.</exception>
    public void RequireFor(EmbeddingKey key, Origin other)
    {
        List<string> differences = [];
        if (Origin.WeightsSha256 != other.WeightsSha256)
            differences.Add($"weights {Origin.Weights} (SHA-256 {Short(Origin.WeightsSha256)}), and these are {other.Weights} ({Short(other.WeightsSha256)})");
        if (Key != key)
            differences.Add($"{Key}, and this is {key}");
        if (Origin.Padding != other.Padding)
            differences.Add($"padding {Origin.Padding.Name()}, and this is {other.Padding.Name()}");
        if (differences.Count > 0)
            throw new DataSetException($"{Path ?? "the head"} was fitted for {string.Join("; for ", differences)}");
    }

    /// <summary>Refuses embeddings of a file that it was not fitted for, or that don't say what made them.</summary>
    /// <param name="name">The matrix, <c>TAP/POOLING</c>.</param>
    /// <param name="madeBy">What the file says made it (<see cref="EmbeddingFile.ReadMetadata"/>).</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="DataSetException">Weights, embedding or padding differ, or are not known.</exception>
    public void RequireFor(string name, IReadOnlyDictionary<string, string> madeBy, string file)
    {
        var (weights, padding) = (madeBy.GetValueOrDefault("weights_sha256"), madeBy.GetValueOrDefault("padding"));
        if (weights is null || padding is null)
            throw new DataSetException($"{file} doesn't say which weights made it, so that {Path ?? "the head"} can't be known to fit");
        if (weights != Origin.WeightsSha256 || name != Key.ToString() || padding != Origin.Padding.Name())
            throw new DataSetException($"{Path ?? "the head"} was fitted for {Key} of weights {Short(Origin.WeightsSha256)}, padding {Origin.Padding.Name()}, and {file} has {Printable.Quote(name)} of weights {Short(weights)}, padding {padding}");
    }

    /// <summary>Voices of a data set that the head was fitted on: about them it says nothing about unseen voices.</summary>
    public IReadOnlyList<string> KnownVoices(IEnumerable<string> voices) => [.. voices.Distinct().Intersect(Training.Voices).Order(StringComparer.Ordinal)];

    /// <summary>Projected vectors, named <c>TAP/POOLING/KIND</c>.</summary>
    public EmbeddingSet Apply(EmbeddingSet set) => new($"{set.Name}/{Kind}", set.Samples, Map.Axes, Map.Transform(set.Matrix).Values);

    private static string Short(string sha256) => sha256.Length > 12 ? sha256[..12] + "…" : sha256;

    /// <summary>Names of the ways to compare.</summary>
    public static class Kinds
    {
        /// <summary>All of them.</summary>
        public static IReadOnlyList<string> All { get; } = ["lda", "plda"];

        /// <summary>A way's name.</summary>
        public static string Name(HeadScoring scoring) => scoring == HeadScoring.Plda ? "plda" : "lda";

        /// <summary>The way of a name; null where there is none.</summary>
        public static HeadScoring? Find(string name) => name switch { "lda" => HeadScoring.Cosine, "plda" => HeadScoring.Plda, _ => null };
    }
}

/// <summary>What a head was fitted on.</summary>
/// <param name="Data">The data set's name.</param>
/// <param name="Sha256">SHA-256 over voice, text and audio of the clips; the same wherever the data set lies.</param>
/// <param name="Voices">Ids of the voices, in ordinal order.</param>
/// <param name="Clips">Number of clips.</param>
public sealed record HeadTraining(string Data, string Sha256, IReadOnlyList<string> Voices, int Clips);

/// <summary>Equal error rates by cross-validation over voices: heads fitted on some of the training voices, tested on the others. NaN where there are too few.</summary>
/// <param name="Head">On unseen voices.</param>
/// <param name="Cosine">Plain cosine on the same pairs.</param>
/// <param name="HeadUnseenTexts">On unseen voices that say unseen texts.</param>
/// <param name="CosineUnseenTexts">Plain cosine on the same pairs.</param>
/// <param name="OverCosine">How much higher the head's rate is than cosine's, with the interval of the difference: with unseen texts where they are known, else on unseen voices.</param>
public sealed record HeadErrors(Estimate Head, Estimate Cosine, Estimate HeadUnseenTexts, Estimate CosineUnseenTexts, Estimate OverCosine)
{
    /// <summary>The head's rate under the strictest protocol that there is.</summary>
    public Estimate Strictest => double.IsNaN(HeadUnseenTexts.Value) ? Head : HeadUnseenTexts;
}
