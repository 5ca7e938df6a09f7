using MimiNative.Analysis.Conditions;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Judgement;

/// <summary>What a verdict's level rests on: the first of these that takes something away.</summary>
public enum Ground
{
    /// <summary>There are not two voices with two clips each.</summary>
    NotMeasurable,

    /// <summary>Chance does as well: shuffled labels, or a coin toss on voices (and texts) that nothing was fitted on.</summary>
    Chance,

    /// <summary>No head could be tested on voices that it wasn't fitted on.</summary>
    NoUnseenVoices,

    /// <summary>Voices are not compared over different texts: each says its own.</summary>
    NoUnseenTexts,

    /// <summary>A control is not clearly beaten.</summary>
    Controls,

    /// <summary>What was found is not shown to survive equalising the recordings.</summary>
    Equalising,

    /// <summary>Nothing takes anything away: the bands of the error rate.</summary>
    Bands,
}

/// <summary>The stations of the network that know most and least about the speaker, and the end: the latent, or the last that was measured.</summary>
/// <param name="Best">Lowest error rate: by a head where there is one, else by cosine.</param>
/// <param name="Worst">Highest.</param>
/// <param name="End">The end of the network.</param>
/// <param name="EarlierIsBetter">Whether the best is surely better than the end.</param>
public sealed record NetworkRange(LayerPoint Best, LayerPoint Worst, LayerPoint End, Claim EarlierIsBetter);

/// <summary>The diagnosis judged: does the space know the speaker, where, how sure, what to use.</summary>
public sealed record Verdict
{
    /// <summary>True where the weights are random numbers: nothing is said to be learned or good, and nothing is recommended.</summary>
    public required bool Untrained { get; init; }

    /// <summary>What the numbers allow to say about the space; neutral for random weights.</summary>
    public required Level Level { get; init; }

    /// <summary>What decided the level.</summary>
    public required Ground Ground { get; init; }

    /// <summary>The questions that the answer has to survive, as far as they could be asked: unseen voices, unseen texts, equalised recordings, each control (not random weights of random weights).</summary>
    public required IReadOnlyList<Claim> Survives { get; init; }

    /// <summary>Where in the network; null where fewer than two stations were measured.</summary>
    public required NetworkRange? Network { get; init; }

    /// <summary>Which configuration is best, and what the choice is worth.</summary>
    public required Choice Choice { get; init; }

    /// <summary>What to use; null where nothing can be recommended.</summary>
    public required Advice? Advice { get; init; }

    /// <summary>Whether each control is beaten, in the order of the controls.</summary>
    public required IReadOnlyList<Claim> AgainstControls { get; init; }

    /// <summary>Whether each peer is beaten, in the order of the peers. Nothing rests on it: the verdict is the same without them.</summary>
    public IReadOnlyList<Claim> AgainstPeers { get; init; } = [];

    /// <summary>The seed study's four tests.</summary>
    public required IReadOnlyList<Claim> SeedTests { get; init; }

    /// <summary>Everything that is claimed, the verdict's own question first.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>The question of unseen voices, or texts, that was answered no; where none was, one that was not answered yes; the stricter of two. Null where all were answered yes, or none was asked.</summary>
    public Claim? Failed => Survives.Where(c => c.Question is Question.KnowsUnseenVoices or Question.KnowsUnseenTexts && IsFailed(c)).OrderBy(c => c.Outcome == Outcome.No).LastOrDefault();

    /// <summary>The answer to the verdict's own question.</summary>
    public Outcome Knows => Claims[0].Outcome;

    /// <summary>Judges a diagnosis.</summary>
    public static Verdict Of(DiagnosisResult result)
    {
        var space = result.Mimi;
        var rates = result.FocusHead?.Honest;
        var chance = SpaceRules.BetterThanShuffledLabels(space);
        Claim[] unseen = rates is null ? [] : [.. Unseen(result.FocusHead!, space.Set.Labels.TextCount)];
        var isChance = Array.Exists(unseen, c => c.Outcome != Outcome.Yes);
        Claim[] controls = rates is null ? [.. result.Controls.Select(c => SpaceRules.BetterThan(space, c))] : [.. rates.Controls.Select(c => BetterThan(rates, c, isChance))];
        Claim[] peers = [.. result.Peers.Select(p => rates?.Peers.FirstOrDefault(r => r.Peer == p.Peer) is { } unseenPeer ? UnseenRules.BetterThan(rates, unseenPeer) : SpaceRules.BetterThanPeer(p))];
        // Whether random weights are better than random weights is no question.
        Claim[] asked = [.. controls.Where(c => !result.Synthetic || c.Question != Question.BetterThanRandomWeights)];
        Claim[] equalised = result.FocusUnder(Condition.Equalised.Name) is { } row ? [UnseenRules.SurvivesEqualising(row)] : [];
        var ground = GroundOf(result, chance, unseen, controls, equalised);
        var knows = KnowsOf(ground, unseen);
        var level = LevelOf(rates?.Head.Value ?? space.Eer.Value, ground, knows);
        var choice = Choice.Of(result.Sweep, result.Heads);
        var network = Range(result.Layers);
        var helps = UnseenRules.HeadFindsMore(rates);
        var tests = SeedTestRules.Judge(result.SeedTests, space.Set.Name, result.ControlSeedTests);
        return new Verdict
        {
            Untrained = result.Synthetic,
            Level = result.Synthetic ? Level.Neutral : level,
            Ground = ground,
            Survives = [.. unseen, .. equalised, .. asked],
            Network = network,
            Choice = choice,
            Advice = result.Synthetic || knows != Outcome.Yes ? null : new Advice(result.Focus, helps.Outcome == Outcome.Yes, rates, choice.Best, DurationRules.Enough(result.Durations)),
            AgainstControls = controls,
            AgainstPeers = peers,
            SeedTests = tests,
            Claims =
            [
                KnowsSpeaker(space, rates, knows, chance, controls), .. unseen, .. equalised, .. asked, .. peers, chance, .. rates is null ? [] : new[] { helps }, .. network is null ? [] : new[] { network.EarlierIsBetter },
                SpaceRules.VoiceOutweighsWords(space), choice.PostProcessingHelps, .. tests, .. result.Probes is null ? [] : ProbeRules.Judge(result.Probes),
                .. result.Diarization is null ? [] : new[] { DiarizationRules.Enough(result.Diarization) },
            ],
        };
    }

    // Where texts are known the question is asked, also where these recordings can't answer it: voices that say different things are told apart by that.
    private static IEnumerable<Claim> Unseen(HeadRow head, int texts)
    {
        yield return UnseenRules.BetterThanChance(Question.KnowsUnseenVoices, head.Voices, head.Key.ToString());
        if (head.VoicesAndTexts is not null || texts > 1)
            yield return UnseenRules.BetterThanChance(Question.KnowsUnseenTexts, head.VoicesAndTexts, head.Key.ToString());
    }

    // The embedding was chosen among many for its error rate: that it is lower than a control's is no finding where it isn't shown to be below chance.
    private static Claim BetterThan(UnseenRates rates, ControlRates control, bool isChance) =>
        UnseenRules.BetterThan(rates, control) is var claim && isChance && claim.Outcome == Outcome.Yes ? claim with { Outcome = Outcome.Undecided } : claim;

    // Measured, and not answered yes.
    private static bool IsFailed(Claim claim) => claim.Outcome != Outcome.Yes && double.IsFinite(claim.Evidence[0].Value);

    private static Ground GroundOf(DiagnosisResult result, Claim shuffled, Claim[] unseen, Claim[] controls, Claim[] equalised) =>
        double.IsNaN(result.Mimi.Eer.Value) ? Ground.NotMeasurable
        : unseen.Length == 0 && shuffled.Outcome != Outcome.Yes ? Ground.Chance
        : unseen.Length == 0 ? Ground.NoUnseenVoices
        : Array.Exists(unseen, IsFailed) ? Ground.Chance
        : Array.Exists(unseen, c => c.Outcome != Outcome.Yes) ? Ground.NoUnseenTexts
        : Array.Exists(controls, c => c.Outcome != Outcome.Yes) ? Ground.Controls
        : Array.Exists(equalised, c => c.Outcome != Outcome.Yes) ? Ground.Equalising
        : Ground.Bands;

    // Chance alone can say no, and not against the stricter question. A control that is as good, or a finding that equalising takes away, leaves open whose doing it was.
    private static Outcome KnowsOf(Ground ground, Claim[] unseen) => ground switch
    {
        Ground.Bands => Outcome.Yes,
        Ground.Chance => unseen is [.., { Outcome: not Outcome.Yes }] && Array.Exists(unseen, c => c.Outcome == Outcome.No) ? Outcome.No : Outcome.Undecided,
        _ => Outcome.Undecided,
    };

    /// <summary>The band of the error rate; at best weak where anything takes something away, bad where chance is surely as good, neutral where voices can't be compared.</summary>
    private static Level LevelOf(double rate, Ground ground, Outcome knows) => ground switch
    {
        Ground.NotMeasurable => Level.Neutral,
        Ground.Bands => Levels.OfEqualErrorRate(rate),
        _ => knows == Outcome.No ? Level.Bad : Levels.Worse(Levels.OfEqualErrorRate(rate), Level.Weak),
    };

    private static Claim KnowsSpeaker(MeasuredSpace space, UnseenRates? rates, Outcome outcome, Claim chance, Claim[] controls)
    {
        var beside = controls.SelectMany(c => c.Evidence[0].Controls).ToList();
        return new Claim(Question.KnowsSpeaker, outcome,
        [
            .. rates is null ? [] : new[] { UnseenRules.Evidence(UnseenRules.QuantityOf(rates), rates.Head) with { Embedding = space.Set.Name, Controls = beside } },
            chance.Evidence[0] with { Embedding = space.Set.Name, Controls = rates is null ? beside : [] },
            SpaceRules.Evidence(Quantity.AcousticsScore, space.AcousticsScore),
        ]);
    }

    private static NetworkRange? Range(IReadOnlyList<LayerPoint> layers)
    {
        var measured = layers.Where(l => double.IsFinite(l.Rate)).ToList();
        if (measured.Count < 2)
            return null;
        var (best, end) = (measured.MinBy(l => l.Rate)!, measured.Find(l => l.Tap == LayerPoint.End) ?? measured[^1]);
        return new NetworkRange(best, measured.MaxBy(l => l.Rate)!, end, new Claim(Question.EarlierStationBetter, best == end ? Outcome.No : UnseenRules.Below(best.HeadMinusEnd),
            [UnseenRules.Evidence(Quantity.StationMinusEnd, best == end ? new Estimate(0, 0, 0) : best.HeadMinusEnd) with { Embedding = best.Tap }]));
    }
}
