using System.CommandLine;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Origins;

namespace MimiNative.Cli.Inputs;

/// <summary>Options of commands that give any number of embeddings of a clip: of which network, which taps, pooled how, over how much of the clip, through which head.</summary>
internal sealed class VectorOptions
{
    private readonly Option<string> _encoder = EncoderChoice.Option();
    private readonly Option<string> _taps = Choices.Taps("latent");
    private readonly Option<string?> _pools = Choices.Pools("mean");
    private readonly Option<string> _durations = Choices.Durations("none");
    private readonly Option<string?> _head = Choices.Head();

    /// <summary>Adds the options; <see cref="CommonOptions.AddEncoder"/> belongs to them.</summary>
    public void AddTo(Command command)
    {
        command.Add(_encoder);
        command.Add(_taps);
        command.Add(_pools);
        command.Add(_durations);
        command.Add(_head);
    }

    /// <summary>Loads the network and what the command line chooses of it. What that leaves open the head says.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Who is told.</param>
    /// <param name="codes">As for <see cref="NetworkSession.Open"/>.</param>
    /// <exception cref="UsageException">A name is wrong.</exception>
    /// <exception cref="Analysis.Data.DataSetException">The head can't be read, or is for something else.</exception>
    public VectorSession Open(ParseResult parsed, Terminal terminal, int codes = 0)
    {
        var head = parsed.GetValue(_head) is { } file ? HeadFile.Read(file) : null;
        var taps = parsed.Gives(_taps) ? parsed.GetValue(_taps) : head?.Key.Tap;
        IReadOnlyList<Pooling> poolings = parsed.GetValue(_pools) is { } text ? Choices.ParsePoolings(text) : [head?.Key.Pooling ?? Pooling.Mean];
        // A head's duration comes with the whole clip, which is not asked for.
        var headsOwn = head is not null && !parsed.Gives(_durations);
        IReadOnlyList<double> seconds = headsOwn ? head!.Key.Duration is { } d ? [d] : [] : Choices.ParseDurations(parsed.GetValue(_durations)!);
        var network = NetworkSession.Open(parsed, terminal, _encoder, taps, poolings, seconds, codes);
        try
        {
            return new VectorSession(network, headsOwn && seconds.Count > 0 ? [.. network.Embedder.Keys.Where(k => k.Duration is not null)] : network.Embedder.Keys, head);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}

/// <summary>A network, and which of its embeddings are wanted.</summary>
internal sealed class VectorSession : IDisposable
{
    private readonly NetworkSession _network;

    /// <exception cref="Analysis.Data.DataSetException">The head is for something else.</exception>
    public VectorSession(NetworkSession network, IReadOnlyList<EmbeddingKey> keys, TrainedHead? head)
    {
        (_network, Keys, Head) = (network, keys, head);
        Origin = network.Origin with { Head = head?.Path, HeadSha256 = head?.Sha256 };
        foreach (var key in keys)
            head?.RequireFor(key, Origin);
    }

    /// <summary>What embeds clips.</summary>
    public ClipEmbedder Embedder => _network.Embedder;

    /// <summary>The embeddings that are wanted, of those that it makes.</summary>
    public IReadOnlyList<EmbeddingKey> Keys { get; }

    /// <summary>Projects them; null: they are wanted as they are.</summary>
    public TrainedHead? Head { get; }

    /// <summary>What makes them.</summary>
    public Origin Origin { get; }

    public void Dispose() => _network.Dispose();
}
