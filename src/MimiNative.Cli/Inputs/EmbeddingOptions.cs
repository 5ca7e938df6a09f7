using System.CommandLine;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;

namespace MimiNative.Cli.Inputs;

/// <summary>Options of commands that use one embedding: which tap, which pooling.</summary>
internal sealed class EmbeddingOptions
{
    private readonly Option<string> _tap = new("--tap", "-t") { Description = "Where in the encoder (mimi architecture lists taps)", HelpName = "NAME", DefaultValueFactory = _ => "latent" };
    private readonly Option<string> _pool = new("--pool", "-p") { Description = $"How frames become one vector: {string.Join(", ", Poolings.All.Select(p => p.Name()))}", HelpName = "NAME", DefaultValueFactory = _ => "mean" };

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_tap);
        command.Add(_pool);
        command.AddEncoder();
    }

    /// <summary>What makes the embedding.</summary>
    public MimiEmbedder Embedder(ParseResult parsed, EncoderSession session) =>
        new(session.Encoder, [TapText.Parse(parsed.GetValue(_tap)!, session.Encoder)[0]], [AnalysisInput.ParsePoolings(parsed.GetValue(_pool))![0]], padding: session.Padding);

    /// <summary>Embeds a data set; clips that can't be read are named and left out.</summary>
    public EmbeddingSet Embed(ParseResult parsed, EncoderSession session, DataSet data, Terminal terminal)
    {
        var embedder = Embedder(parsed, session);
        using var extraction = terminal.Steps(progress => Extractor.Run(data, embedder, new ExtractionOptions(), progress, terminal.Cancellation));
        foreach (var failure in extraction.Failures)
            terminal.Note($"left out: {failure.Reason}");
        return extraction.Set(embedder.Keys[0]);
    }
}
