using MimiNative.Analysis.Augmentation;

namespace MimiNative.Analysis.Conditions;

/// <summary>A way in which clips are recorded, disturbed, pooled or coded otherwise than in the plain run, so that the plain run's numbers can be asked whether they survive it.</summary>
public sealed class Condition
{
    private const string Latent = "latent";
    private const int CodecCodebooks = 8;

    private Condition(string name, string description, Treatment? treatment, bool controlsFaceIt = false) =>
        (Name, Description, Treatment, ControlsFaceIt) = (name, description, treatment, controlsFaceIt);

    /// <summary>In options, files and tables.</summary>
    public string Name { get; }

    /// <summary>What is done, in words.</summary>
    public string Description { get; }

    /// <summary>What is done to the audio, in one more encoding pass; null where the plain pass has all it takes.</summary>
    public Treatment? Treatment { get; }

    /// <summary>Whether the controls are measured under it too: where what survives it is to be claimed for the network.</summary>
    public bool ControlsFaceIt { get; }

    /// <summary>Constant offset and level taken off: what tells voices apart before and no longer after was the recording.</summary>
    public static Condition Equalised { get; } = new("equalised", "constant offset removed, active speech level set to -26 dBFS",
        new SignalTreatment("equalised", (clip, _) => Conditions.Equalised.Apply(clip)), controlsFaceIt: true);

    /// <summary>All there are, in the order of tables.</summary>
    public static IReadOnlyList<Condition> All { get; } =
    [
        Equalised,
        new("padded", "zeros behind each clip up to the longest in its batch of eight, pooled over, as the seed study did", new PaddedTreatment("padded")),
        Alone("telephone", "300 to 3400 Hz", (clip, _) => Telephone.Apply(clip)),
        Alone("reverberant", "in a room with a reverberation time of 0.5 s", (clip, id) => Reverberant.Apply(clip, id)),
        new("babble", "other voices talking, 10 dB below", new BabbleTreatment("babble")),
        Alone("music-like", "chords of harmonic tones, 10 dB below", (clip, id) => MusicLike.Apply(clip, id)),
        new($"codec@{CodecCodebooks}", $"what {CodecCodebooks} codebooks keep of the latent", null),
    ];

    /// <summary>Conditions of an option's text: <c>all</c>, <c>none</c>, or names separated by commas, each once, in the order of <see cref="All"/>.</summary>
    /// <exception cref="ArgumentException">There is no such condition, or none is named; lists those there are.</exception>
    public static IReadOnlyList<Condition> Parse(string text)
    {
        if (text is "all" or "none")
            return text == "all" ? All : [];
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.FirstOrDefault(n => All.All(c => c.Name != n)) is { } unknown)
            throw new ArgumentException($"no condition '{unknown}'; {ThereAre}");
        return names.Length > 0 ? [.. All.Where(c => names.Contains(c.Name))] : throw new ArgumentException($"no condition is named; {ThereAre}");
    }

    /// <summary>The tap whose embedding stands for <paramref name="tap"/> under this condition; null where the condition says nothing about it.</summary>
    /// <param name="tap">Of the plain run.</param>
    /// <param name="codebooks">How many the network has.</param>
    public string? TestTap(string tap, int codebooks) =>
        Treatment is not null ? tap : tap == Latent ? CodecTap(codebooks) : null;

    /// <summary>Taps that the plain pass must give besides <paramref name="taps"/>, so that every tap has its <see cref="TestTap"/>.</summary>
    public IEnumerable<string> MoreTaps(IReadOnlyList<string> taps, int codebooks) =>
        taps.Select(t => TestTap(t, codebooks)).OfType<string>().Where(t => !taps.Contains(t));

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string ThereAre => $"there are: {string.Join(", ", All)}; all, none";

    // A continuous Mimi codes nothing.
    private static string? CodecTap(int codebooks) => codebooks > CodecCodebooks ? $"rvq@{CodecCodebooks}" : codebooks > 0 ? "rvq" : null;

    private static Condition Alone(string name, string description, Func<float[], string, float[]> apply) => new(name, description, new SignalTreatment(name, apply));
}
