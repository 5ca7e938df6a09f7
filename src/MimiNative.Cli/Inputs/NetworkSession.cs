using System.CommandLine;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Origins;
using MimiNative.WavLm;

namespace MimiNative.Cli.Inputs;

/// <summary>The network that <c>--encoder</c> names, with what embeds clips by it and what is said of that.</summary>
internal sealed class NetworkSession : IDisposable
{
    /// <summary>Codes alone are wanted.</summary>
    public const string NoTaps = "none";

    private readonly IDisposable _session;

    private NetworkSession(IDisposable session, ClipEmbedder embedder, Origin origin) => (_session, Embedder, Origin) = (session, embedder, origin);

    /// <summary>What embeds clips.</summary>
    public ClipEmbedder Embedder { get; }

    /// <summary>What makes the embeddings, taps and poolings included.</summary>
    public Origin Origin { get; }

    /// <summary>Loads the network and tells the person.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Who is told.</param>
    /// <param name="encoder">The option <c>--encoder</c>.</param>
    /// <param name="taps">Taps by name; null: Mimi's latent, WavLM's embedding.</param>
    /// <param name="poolings">How frames are pooled.</param>
    /// <param name="seconds">Starts of clips to embed besides.</param>
    /// <param name="codes">Codebooks whose codes come with the vectors; then <paramref name="taps"/> may be <see cref="NoTaps"/>.</param>
    /// <exception cref="UsageException">A tap isn't there, or an option is of the other network.</exception>
    public static NetworkSession Open(ParseResult parsed, Terminal terminal, Option<string> encoder, string? taps, IReadOnlyList<Pooling> poolings, IReadOnlyList<double> seconds, int codes = 0)
    {
        if (!parsed.IsWavLm(encoder, out var weights))
        {
            var session = EncoderSession.Open(parsed, terminal);
            return Of(session, () => new MimiEmbedder(session.Encoder, codes > 0 && taps == NoTaps ? [] : TapText.Parse(taps ?? "latent", session.Encoder), poolings, seconds, session.Padding) { Codes = session.RequireCodebooks(codes) }, () => session.Origin);
        }

        if (codes > 0)
            throw new UsageException($"--codes {codes}: WavLM has no codebooks");
        var wavlm = WavLmSession.Open(parsed, terminal, weights);
        return Of(wavlm, () => new WavLmEmbedder(wavlm.Encoder, TapText.Parse(taps ?? WavLmEncoder.EmbeddingTap, wavlm.Encoder.Taps), poolings, seconds), () => wavlm.Origin);
    }

    private static NetworkSession Of(IDisposable session, Func<ClipEmbedder> make, Func<Origin> origin)
    {
        try
        {
            var embedder = make();
            return new NetworkSession(session, embedder, origin() with { Taps = [.. embedder.Keys.Select(k => k.Tap).Distinct()], Poolings = [.. embedder.Keys.Select(k => k.Pooling.Name()).Distinct()] });
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void Dispose() => _session.Dispose();
}
