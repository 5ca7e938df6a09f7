namespace MimiNative.Analysis.Voices;

/// <summary>A sentence of the synthetic speakers' language; letters are sounds.</summary>
/// <param name="Id">E.g. <c>sentence-02</c>.</param>
/// <param name="Text">Lower-case syllables.</param>
public sealed record SyntheticSentence(string Id, string Text);

/// <summary>A sentence spoken once by a synthetic voice.</summary>
/// <param name="Voice">Who.</param>
/// <param name="Sentence">What.</param>
/// <param name="Take">Repetition, from 1: the same words with other timing, melody and noise.</param>
/// <param name="Samples">Mono at <see cref="SyntheticVoices.SampleRate"/>.</param>
public sealed record SyntheticClip(SyntheticVoice Voice, SyntheticSentence Sentence, int Take, float[] Samples)
{
    /// <summary>Unique in its data set, e.g. <c>synthetic-03_sentence-02_1</c>.</summary>
    public string Id => $"{Voice.Id}_{Sentence.Id}_{Take}";
}

/// <summary>
/// The built-in data set: source-filter voices that differ in pitch, vocal-tract length, breathiness and tempo. It needs no download and is no recording of anyone.
/// The same arguments give the same bits on every machine.
/// </summary>
public static class SyntheticVoices
{
    /// <summary>Hz.</summary>
    public const int SampleRate = 24000;

    /// <summary>All sentences; every one has all five vowels or nearly, in another order and between other consonants.</summary>
    public static IReadOnlyList<SyntheticSentence> Sentences { get; } =
    [
        .. ((string[])
        [
            "mano lideru wasa bineko",
            "tuki sora pemi galudo",
            "zebu navi holera dimo",
            "kasi fude ropila yumen",
            "wode baruli seto minaku",
            "pila gomuse tane vido",
            "lunero kibe damosa fuli",
            "sitamu peloga rinu wedo",
            "hena dulibo zakire mosu",
            "yoda muteli fanoko ribe",
        ]).Select((text, index) => new SyntheticSentence($"sentence-{index + 1:00}", text)),
    ];

    /// <summary>Speaks <paramref name="sentences"/> × <paramref name="takes"/> clips for each of <paramref name="voices"/>; ordered by voice, sentence, take. Clips are about two seconds long.</summary>
    /// <param name="voices">Number of speakers.</param>
    /// <param name="sentences">1 to 10.</param>
    /// <param name="takes">Repetitions of each sentence.</param>
    /// <param name="seed">Of timing, melody and noise. The voices themselves are always <see cref="SyntheticVoice.Spread"/>.</param>
    public static IReadOnlyList<SyntheticClip> Make(int voices = 6, int sentences = 5, int takes = 1, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sentences);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sentences, Sentences.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(takes);
        var plan = (from voice in SyntheticVoice.Spread(voices)
                    from sentence in Sentences.Take(sentences)
                    from take in Enumerable.Range(1, takes)
                    select (voice, sentence, take)).ToArray();
        var clips = new SyntheticClip[plan.Length];
        Parallel.For(0, plan.Length, i => clips[i] = Speak(plan[i].voice, plan[i].sentence, plan[i].take, seed));
        return clips;
    }

    /// <summary>One clip of the data set that <see cref="Make"/> would make with this seed.</summary>
    public static SyntheticClip Speak(SyntheticVoice voice, SyntheticSentence sentence, int take = 1, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(voice);
        ArgumentNullException.ThrowIfNull(sentence);
        var random = SplitMix64.For($"{seed}:{voice.Id}:{sentence.Id}:{take}");
        return new SyntheticClip(voice, sentence, take, new VoiceSynthesizer(voice, random).Speak(sentence.Text));
    }
}
