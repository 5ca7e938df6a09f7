using System.CommandLine;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Peers;
using MimiNative.WavLm;

namespace MimiNative.Cli.Inputs;

/// <summary><c>--peer</c>: other encoders that stand beside, WavLM computed here or embeddings from files.</summary>
internal sealed class PeerChoice : IDisposable
{
    private const string Forms = "give wavlm, wavlm=PATH, or NAME=FILE";

    // A matrix of embeddings can't be WavLM's weights.
    private static readonly string[] Embeddings = [".npz", ".npy", ".csv", ".parquet"];

    private readonly WavLmSession? _wavlm;

    private PeerChoice(IReadOnlyList<PeerSource> sources, WavLmSession? wavlm) => (Sources, _wavlm) = (sources, wavlm);

    /// <summary>The peers, in the order of the command line.</summary>
    public IReadOnlyList<PeerSource> Sources { get; }

    /// <summary>The option.</summary>
    public static Option<string[]> Option()
    {
        var option = new Option<string[]>("--peer")
        {
            Description = "Beside: wavlm[=PATH], or embeddings of any encoder as NAME=FILE; may be given again", HelpName = "PEER", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false,
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (WrongWith(token.Value) is { } wrong)
                    result.AddError($"--peer {token.Value}: {wrong}");
            if (result.Tokens.CountBy(t => Split(t.Value).Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(n => n.Value > 1).Key is { } twice)
                result.AddError($"--peer: two are called '{twice}'; give each a name of its own");
        });
        return option;
    }

    /// <summary>Loads what is computed here; files are read when they are needed.</summary>
    public static PeerChoice Open(ParseResult parsed, Terminal terminal, Option<string[]> option)
    {
        WavLmSession? wavlm = null;
        try
        {
            var sources = new List<PeerSource>();
            foreach (var (name, path) in (parsed.GetValue(option) ?? []).Select(Split))
            {
                if (name != NetworkNames.WavLm)
                {
                    sources.Add(PeerSource.FromFile(name, path!));
                    continue;
                }

                wavlm = WavLmSession.Open(parsed, terminal, path, isPeer: true);
                var embedder = new WavLmEmbedder(wavlm.Encoder, [wavlm.Encoder.Taps.Single(t => t.Name == WavLmEncoder.EmbeddingTap)], [Pooling.Mean]);
                sources.Add(PeerSource.Encoded(name, embedder, wavlm.Origin with { Taps = [WavLmEncoder.EmbeddingTap] }));
            }

            return new PeerChoice(sources, wavlm);
        }
        catch
        {
            wavlm?.Dispose();
            throw;
        }
    }

    public void Dispose() => _wavlm?.Dispose();

    private static string? WrongWith(string text)
    {
        var (name, path) = Split(text);
        return name == NetworkNames.WavLm
            ? path is not null && Embeddings.Contains(Path.GetExtension(path).ToLowerInvariant()) ? $"wavlm=PATH names weights; embeddings take another name, e.g. wavlm-file={path}" : path is "" ? Forms : null
            : string.IsNullOrEmpty(path) ? Forms : PeerSource.WrongWith(name);
    }

    private static (string Name, string? Path) Split(string text) => text.IndexOf('=') is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);
}
