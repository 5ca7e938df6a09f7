using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Peers;

/// <summary>Where the embeddings of another encoder come from: computed on the same clips, or from a file.</summary>
public abstract class PeerSource
{
    /// <summary>The longest name that a peer may have: it is a row's heading.</summary>
    public const int MostCharacters = 40;

    private static readonly string[] Taken = ["mimi", "mfcc", "mfcc baseline", "random weights", "this space", "this run", "this network"];

    private protected PeerSource(string name) =>
        Name = WrongWith(name) is { } wrong ? throw new DataSetException($"a peer can't be called '{Printable.Quote(name)}': {wrong}") : name;

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>A peer that embeds the clips itself, by the first of the embedder's keys.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="embedder">What embeds; it must live as long as this is used.</param>
    /// <param name="origin">What makes the embeddings.</param>
    /// <exception cref="DataSetException">The name can't be used.</exception>
    public static PeerSource Encoded(string name, ClipEmbedder embedder, Origin origin) => new EncodedPeer(name, embedder, origin);

    /// <summary>A peer whose embeddings are in a file that any program made (<see cref="Embeddings.EmbeddingFile.Read"/>): its only matrix, or the one of the peer's name.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="path">The file; read when it is needed.</param>
    /// <exception cref="DataSetException">The name can't be used.</exception>
    public static PeerSource FromFile(string name, string path) => new ImportedPeer(name, path);

    /// <summary>What is wrong with a name, in words; null where nothing is. Names stand in tables, in files and on pages: they can't look like markup or like a control.</summary>
    public static string? WrongWith(string name) =>
        string.IsNullOrWhiteSpace(name) ? "it is empty"
        : name.Length > MostCharacters ? $"it has {name.Length} characters, more than {MostCharacters}"
        : !char.IsLetterOrDigit(name[0]) || !name.All(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '_' or '-' or '+' or '/') ? "use letters, digits, spaces and . _ - + /, with a letter or digit first"
        : Taken.Contains(name.Trim().ToLowerInvariant()) ? "the name is taken"
        : null;

    /// <summary>Reads what there is to read, and gives what does the rest: what is wrong with a file shows before anything is encoded.</summary>
    /// <exception cref="DataSetException">The file can't be used, or has too few of the clips.</exception>
    internal abstract PendingPeer Open(DataSet data);
}

/// <summary>A peer whose embeddings may still have to be computed.</summary>
/// <param name="Peer">Who it is; how many clips it shares isn't known yet.</param>
/// <param name="Key">Which of the embeddings.</param>
/// <param name="Embed">Embeds the clips with an extraction that the caller gives, where they aren't embedded yet.</param>
internal sealed record PendingPeer(Peer Peer, EmbeddingKey Key, Func<Func<ClipEmbedder, EmbeddedClips>, EmbeddedClips> Embed);

/// <summary>A peer computed here.</summary>
internal sealed class EncodedPeer(string name, ClipEmbedder embedder, Origin origin) : PeerSource(name)
{
    internal override PendingPeer Open(DataSet data) =>
        new(new Peer { Name = Name, Embedding = embedder.Keys[0].ToString(), MadeBy = origin.Metadata() }, embedder.Keys[0], extract => extract(embedder));
}
