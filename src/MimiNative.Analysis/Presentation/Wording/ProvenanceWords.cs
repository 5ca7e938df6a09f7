using System.Globalization;
using System.Reflection;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>
/// What made a file, in words: once for the report, for SVG metadata, and for <c>provenance.json</c>, which speaks for the CSV and text files beside it. Those have no comments, because
/// pandas and the seed study's tools take the first line for the header.
/// </summary>
internal static class ProvenanceWords
{
    /// <summary>The file that speaks for those that have no room.</summary>
    public const string FileName = "provenance.json";

    /// <summary>The version, with the commit where the build knows it.</summary>
    public static string Version { get; } = typeof(ProvenanceWords).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>What a reader must know of embeddings whose file says that a head projected them.</summary>
    public static Warning Projected { get; } = new("Projected by a trained head", "If it was fitted on these voices, it knows them by heart and everything here flatters it.", Level.Bad);

    /// <summary>The command and every fact.</summary>
    public static Provenance Of(RunFacts run) => new(run.Command,
    [
        .. run.Date is { } date ? new[] { new Fact("date", date.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)) } : [],
        new("program", $"MimiNative {Version.Split('+')[0]}"),
        .. Version.Contains('+') ? new[] { new Fact("commit", Version[(Version.IndexOf('+') + 1)..]) } : [],
        new("machine", run.Machine), new("device", run.Device),
        .. run.Network == NetworkNames.Mimi ? [] : new[] { new Fact("network", run.Network) },
        run.Embeddings is { } file ? new("embeddings", file) : new("weights", $"{run.Weights}, SHA-256 {run.Fingerprint}"),
        .. run.WeightsFile is { } weights ? new[] { new Fact("weights file", $"{(run.Network == NetworkNames.Mimi ? $"{weights.Name}, " : "")}SHA-256 {weights.Sha256}") } : [],
        .. run.Assumed.Count > 0 ? new[] { new Fact("assumed sizes", string.Join("; ", run.Assumed)) } : [],
        new("trained", run.Synthetic ? $"no: random weights, which say nothing about {run.Network}" : run.TrainingIsKnown ? "yes" : "the file of embeddings doesn't say"),
        .. run.Head is null ? [] : new[] { new Fact("head", run.Head) },
        .. run.Peers.Select(p => new Fact($"peer {p.Name}", PeerWords.MadeBy(p))),
        .. run.DataSet is null ? [] : new[] { new Fact("data set", $"{run.DataSet}: {Words.Count(run.Samples, "sample")}") },
        .. run.Network != NetworkNames.Mimi || run.Embeddings is not null ? [] : new[] { new Fact("padding", run.Padding == PaddingDialect.Waveform ? "waveform: only a clip's last, incomplete frame is filled up, with zeros behind the audio, as moshi does" : "per layer: only a clip's last, incomplete frame is filled up, inside each layer, as transformers does") },
        new("extraction points", string.Join(", ", run.Taps)), .. run.Embeddings is not null ? [] : new[] { new Fact("poolings", string.Join(", ", run.Poolings.Select(Words.Name))) },
        new("random seed", $"{run.Seed}"), .. run.Resamples > 0 ? new[] { new Fact("resampling", $"{run.Resamples} bootstrap replicates over voices, {run.Resamples} permutations of voices (within texts where those are known)") } : [],
    ]);

    /// <summary>The same as lines of text.</summary>
    public static string Text(RunFacts run)
    {
        var provenance = Of(run);
        return string.Join('\n', provenance.Facts.Select(f => $"{f.Name}: {f.Value}").Prepend($"command: {provenance.Command}"));
    }

    /// <summary>The same as JSON.</summary>
    public static string Json(RunFacts run) => JsonText.Object(json =>
    {
        var provenance = Of(run);
        json.WriteString("command", provenance.Command);
        foreach (var fact in provenance.Facts)
            json.WriteString(fact.Name.Replace(' ', '_'), fact.Value);
    });
}
