using MimiNative.Analysis.Data;

namespace MimiNative.Analysis.Origins;

/// <summary>What made scores of trials, as names and values: what made the embeddings or scores, then the lists that took part, by name and SHA-256.</summary>
public sealed class ScoringOrigin
{
    private readonly Dictionary<string, string> _facts = [];

    /// <summary>Scores of embeddings that were made on the way.</summary>
    public ScoringOrigin(Origin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        Add(origin.Metadata());
    }

    /// <summary>Scores, or embeddings, that exist already.</summary>
    /// <param name="madeBy">Program and version that measures.</param>
    /// <param name="role">What the file holds, e.g. <c>embeddings</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="facts">What the file says made it.</param>
    /// <exception cref="DataSetException">The file can't be read.</exception>
    public ScoringOrigin(string madeBy, string role, string path, IReadOnlyDictionary<string, string> facts)
    {
        _facts["measured_by"] = madeBy;
        File(role, path);
        Add(facts);
    }

    /// <summary>Names and values.</summary>
    public IReadOnlyDictionary<string, string> Facts => _facts;

    /// <summary>Adds a file with its hash.</summary>
    /// <exception cref="DataSetException">It can't be read.</exception>
    public ScoringOrigin File(string role, string path) => File(role, path, Directory.Exists(path) ? null : InputFile.Sha256(path));

    /// <summary>Adds a file whose hash is known, or can't be.</summary>
    public ScoringOrigin File(string role, string path, string? sha256)
    {
        _facts[role] = path;
        if (sha256 is not null)
            _facts[$"{role}_sha256"] = sha256;
        return this;
    }

    /// <summary>Adds a value.</summary>
    public ScoringOrigin With(string name, string value)
    {
        _facts[name] = value;
        return this;
    }

    // What measures is known; what a file says of itself doesn't replace it.
    private void Add(IReadOnlyDictionary<string, string> facts)
    {
        foreach (var (key, value) in facts)
            _facts.TryAdd(key, value);
    }
}
