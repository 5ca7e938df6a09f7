using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Cautions in words.</summary>
internal static class CautionWords
{
    private const int MostFailures = 10;

    /// <summary>All cautions that apply, then what the reader of the data set noted.</summary>
    public static IReadOnlyList<Warning> Of(DataFacts facts) =>
        [.. Cautions.Of(facts).Select(c => new Warning(Title(c, facts), Text(c, facts), c.Level)), .. facts.Notes.Select(n => new Warning("About the labels", n, Level.Neutral))];

    private static string Title(Caution caution, DataFacts facts) => caution.Kind switch
    {
        CautionKind.RandomWeights => "Random weights",
        CautionKind.ClipsLeftOut => $"{Words.Count(facts.Failures.Count, "clip")} left out",
        CautionKind.ClipsDamaged => $"{Words.Count(facts.Damaged.Count, "clip")} damaged",
        CautionKind.OneVoice => "One voice",
        CautionKind.FewVoices => "Few voices",
        CautionKind.FewClips => "Few clips of some voices",
        CautionKind.TextsUnknown => "Texts are unknown",
        CautionKind.TextsUnbalanced => "Unbalanced texts",
        CautionKind.Copies => "Copies",
        CautionKind.NarrowBand => $"Recorded at {Kilohertz(facts.SourceRates[0].SampleRate)}",
        CautionKind.MixedRates => "Mixed sample rates",
        CautionKind.PeerRandomWeights or CautionKind.PeerLacksClips or CautionKind.PeerProjected => PeerWords.Caution(caution).Title,
        _ => $"Clip {Name(caution.Confound!.Property)} goes with the {Name(caution.Confound.Grouping)}",
    };

    private static string Text(Caution caution, DataFacts facts) => caution.Kind switch
    {
        CautionKind.RandomWeights => $"The network's weights are random numbers (`{facts.Weights}`), not trained. All numbers below are about an untrained network; {(facts.Network == NetworkNames.Mimi ? "give real weights with `--weights` to learn about Mimi" : $"they say nothing about {facts.Network}")}.",
        CautionKind.ClipsLeftOut => Listed(facts.Failures),
        CautionKind.ClipsDamaged => $"They are counted as far as they could be read. {Listed(facts.Damaged)}",
        CautionKind.OneVoice => "Nothing about telling speakers apart can be measured with one voice.",
        CautionKind.FewVoices => $"There are {facts.Voices}. Intervals over voices are wide and rough with so few: treat every number as a sketch. Twenty or more are better.",
        CautionKind.FewClips => $"A voice has only {Words.Count(facts.FewestClips, "clip")}. Consistency and centroids of such voices say little.",
        CautionKind.TextsUnknown => "Without knowing what is said, content can't be weighed against voice: the acoustics score and everything about texts is n/a, and equal error rates may owe something to what is said.",
        CautionKind.TextsUnbalanced => $"Not every voice says every text ({facts.Combinations} of {facts.Voices * facts.Texts} combinations are there). Where voices say different things, what is said helps to tell them apart, and speaker numbers look better than they are.",
        CautionKind.Copies => $"{Words.Count(facts.Copies, "clip")} {(facts.Copies == 1 ? "has" : "have")} the very embedding of another{(facts.CopiesOfOtherVoices > 0 ? $", {facts.CopiesOfOtherVoices} of them that of another voice's" : "")}: {(facts.Copies == 1 ? "a copy of it, or silence" : "copies, or silence")}. A copy counts as a clip of its own, so clips of a voice look more alike than they are{(facts.CopiesOfOtherVoices > 0 ? ", and voices too" : "")}.",
        CautionKind.NarrowBand => $"There is nothing above {Kilohertz(facts.SourceRates[0].SampleRate / 2)} in {(facts.SourceRates.Count == 1 ? "these recordings" : "a part of these recordings")}{(facts.Network switch { NetworkNames.Mimi => ", while the encoder hears up to 12 kHz", NetworkNames.WavLmInWords => ", while the encoder hears up to 8 kHz", _ => "" })}: what it does with full speech may differ.",
        CautionKind.PeerRandomWeights or CautionKind.PeerLacksClips or CautionKind.PeerProjected => PeerWords.Caution(caution).Text,
        CautionKind.MixedRates => $"The recordings have {Words.List([.. facts.SourceRates.Select(r => $"{Kilohertz(r.SampleRate)} ({Words.Count(r.Clips, "clip")})")])}. Where the bandwidth goes with the voice, a space tells voices apart by it without knowing the speaker.",
        _ => $"{Words.Percent(caution.Confound!.Share, "0")} of the differences in clip {Name(caution.Confound.Property)} are differences between {Name(caution.Confound.Grouping)}s. {Consequence(caution.Confound.Property, facts)}",
    };

    private static string Listed(IReadOnlyList<Extraction.ClipFailure> clips) =>
        string.Join("; ", clips.Take(MostFailures).Select(f => $"`{f.Sample.Id}`: {f.Reason}")) + (clips.Count > MostFailures ? $"; and {clips.Count - MostFailures} more." : ".");

    private static string Consequence(ClipProperty property, DataFacts facts) => property == ClipProperty.Length
        ? facts.Network is not (NetworkNames.Mimi or NetworkNames.WavLmInWords) ? "How these clips were pooled isn't known: a maximum or a deviation over more frames shows their length, and pooled over padding it can drown all else."
        : "Here every clip is pooled over its own frames. With mean pooling length as such then leaves little mark; a maximum or a deviation over more frames still shows it. Where clips are padded to one length and pooled over the padding it can drown all else: the condition `padded` shows what that does here."
        : "A space that hears the recording (microphone, distance, gain) tells such voices apart without knowing the speaker. The condition `equalised` shows what is left without it, and the verdict asks for that.";

    /// <summary>A frequency in kHz.</summary>
    internal static string Kilohertz(int hertz) => $"{Words.Number(hertz / 1000.0, "0.###")} kHz";

    private static string Name(ClipProperty property) => property == ClipProperty.Length ? "length" : "level";

    private static string Name(Grouping grouping) => grouping == Grouping.Voice ? "voice" : "text";
}
