using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Other encoders in words. Wherever a peer is named it is said that its weights are random, if they are: its name alone promises a trained network.</summary>
internal static class PeerWords
{
    private const string Random = "RANDOM weights";

    /// <summary>Its name, with what a reader must not miss: first of all that its weights are random, since plots cut off the ends of names.</summary>
    public static string Name(Peer peer) => $"{(peer.Synthetic ? "RANDOM " : "")}{peer.Name}{(peer.IsWhole ? "" : $" ({peer.Clips} of {peer.OfClips} clips)")}";

    /// <summary>What made its embeddings, in one line of plain text.</summary>
    public static string MadeBy(Peer peer)
    {
        string? Said(string fact) => peer.MadeBy.GetValueOrDefault(fact) is { Length: > 0 } value ? Printable.Quote(value) : null;
        List<string> parts =
        [
            .. peer.File is null ? [] : new[] { $"{peer.File}, SHA-256 {peer.FileSha256}" }, $"'{Printable.Quote(peer.Embedding)}'",
            .. Said("weights") is { } weights ? new[] { $"{(Said("encoder") is null ? "" : $"{Printable.Quote(NetworkNames.Of(peer.MadeBy))}, ")}weights {weights}{(Said("weights_sha256") is { } hash ? $", SHA-256 {hash}" : "")}" } : [],
            peer.Synthetic ? "random weights, which say nothing about what they are named after" : peer.MadeBy.ContainsKey("synthetic") ? "trained" : "its file doesn't say what made it",
            $"{peer.Clips} of {peer.OfClips} clips",
        ];
        return string.Join("; ", parts);
    }

    /// <summary>One claim as a sentence.</summary>
    /// <param name="claim">Whether a peer is beaten.</param>
    /// <param name="untrained">Whether the space in question is one of random weights.</param>
    public static string Sentence(Claim claim, bool untrained)
    {
        var evidence = claim.Evidence[0];
        var its = evidence.Controls[0];
        var peer = its.Peer!;
        var difference = its.Difference is { } d ? $", difference {Words.Percent(d.Value)}, from {Words.Percent(d.Interval.Low)} to {Words.Percent(d.Interval.High)}" : "";
        var shared = peer.IsWhole ? "" : $" on the {Words.Count(peer.Clips, "clip")} that both have";
        return $"`{peer.Name}`{(peer.Synthetic ? $" ({Random})" : "")} errs in {Words.Percent(its.Value)} where {(untrained ? "these random weights err" : "this space errs")} in {Words.Percent(evidence.Value)}{shared}{difference}: "
            + claim.Outcome switch
            {
                Outcome.Yes => "this space is surely better.",
                Outcome.No => $"`{peer.Name}` is **surely better**.",
                _ => "no difference can be claimed.",
            };
    }

    /// <summary>All peers in the answer to how the space compares with them.</summary>
    public static string Answer(DiagnosisResult result, Verdict verdict)
    {
        var by = result.FocusHead?.Honest is { } rates ? $"With heads fitted on the same other {(rates.TextsUnseen ? "voices and texts" : "voices")} and tested on the same clips" : "By cosine on the same clips";
        List<string> random = [.. result.Peers.Where(p => p.Peer.Synthetic).Select(p => $"`{p.Peer.Name}`")];
        var note = (verdict.Untrained, random.Count) switch
        {
            (true, > 0) => $" The weights in question are random numbers, and so are those of {Words.List(random)}: this says nothing about {result.Network}, nor about them.",
            (true, _) => $" The weights in question are random numbers: this says nothing about {result.Network}.",
            (_, > 0) => $" The weights of {Words.List(random)} are random numbers: what stands here says nothing about the encoder of that name.",
            _ => "",
        };
        return $"{by}: {string.Join(" ", verdict.AgainstPeers.Select(c => Sentence(c, verdict.Untrained)))}{note}";
    }

    /// <summary>The trained peers that are surely better than the space in question.</summary>
    public static IReadOnlyList<Peer> Better(Verdict verdict) => [.. verdict.AgainstPeers.Where(c => c.Outcome == Outcome.No).Select(c => c.Evidence[0].Controls[0].Peer!).Where(p => !p.Synthetic)];

    /// <summary>Title and text of a caution about a peer.</summary>
    public static (string Title, string Text) Caution(Caution caution)
    {
        var peer = caution.Peer!;
        return caution.Kind switch
        {
            CautionKind.PeerRandomWeights => ($"{peer.Name}: random weights", $"The weights behind `{peer.Name}` are random numbers, not trained. Its numbers are about an untrained network and say nothing about the encoder of that name."),
            CautionKind.PeerProjected => ($"{peer.Name}: projected by a trained head", $"The embeddings of `{peer.Name}` went through a trained head. If that was fitted on these voices, it knows them by heart, and its numbers flatter it."),
            _ => ($"{peer.Name} lacks {Words.Count(peer.OfClips - peer.Clips, "clip")}", $"`{peer.Name}` has {peer.Clips} of {peer.OfClips} clips. It is compared on these alone, beside this space on the same ones; its numbers are of fewer clips than all others here."),
        };
    }

    /// <summary>Who a peer is, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, Peer peer)
    {
        json.WriteString("peer", peer.Name);
        json.WriteString("embedding", peer.Embedding);
        json.WriteBoolean("synthetic", peer.Synthetic);
        json.WriteNumber("clips", peer.Clips);
        json.WriteNumber("of_clips", peer.OfClips);
        if (peer.File is not null)
        {
            json.WriteString("file", peer.File);
            json.WriteString("file_sha256", peer.FileSha256);
        }

        json.WriteStartObject("made_by");
        json.WriteFacts(peer.MadeBy);
        json.WriteEndObject();
    }

    /// <summary>The paired differences by cosine, as a table; null without peers.</summary>
    public static Table? Table(DiagnosisResult result) => result.Peers.Count == 0 ? null : new Table(
        "Beside other encoders by cosine, over all pairs of the clips that both have: this space, and this space minus the other (95 % intervals over the same draws of voices)",
        [
            new("other encoder"), new("clips", true), new("equal error rate here", true, "eer"), new("minus its", true), new("separability ratio here", true, "separability-ratio"), new("minus its", true),
            new("consistency here", true, "intra-speaker-consistency"), new("minus its", true), new("acoustics score here", true, "acoustics-score"), new("minus its", true),
        ],
        [.. result.Peers.Select(p => (IReadOnlyList<Cell>)
        [
            Name(p.Peer with { Clips = p.Peer.OfClips }), new Cell($"{p.Peer.Clips}", p.Peer.Clips), new Cell(Words.Percent(p.Eer.Own), p.Eer.Own), RateWords.Cell(p.Eer.Difference),
            .. new[] { p.SeparabilityRatio, p.Consistency, p.AcousticsScore }.SelectMany(b => new[] { new Cell(Words.Number(b.Own), b.Own), Score(b.Difference) }),
        ])]);

    private static Cell Score(Estimate e) => new($"{Words.Number(e.Value)}{(double.IsFinite(e.Low) ? $" ({Words.Number(e.Low)} to {Words.Number(e.High)})" : "")}", e.Value);
}
