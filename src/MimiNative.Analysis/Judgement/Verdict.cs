using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Judgement;

/// <summary>What a verdict's level rests on.</summary>
public enum Ground
{
    /// <summary>There are not two voices with two clips each.</summary>
    NotMeasurable,

    /// <summary>Shuffled voice labels do as well.</summary>
    Chance,

    /// <summary>A control is not clearly beaten.</summary>
    Controls,

    /// <summary>The bands of the equal error rate and the acoustics score.</summary>
    Bands,
}

/// <summary>The stations of the network that know most and least about the speaker, and the last one.</summary>
public sealed record NetworkRange(LayerPoint Best, LayerPoint Worst, LayerPoint Last);

/// <summary>The diagnosis judged: does the space know the speaker, where, how sure, what to use.</summary>
public sealed record Verdict
{
    /// <summary>What the numbers allow to say about the space; about Mimi nothing is said where the weights are random numbers.</summary>
    public required Level Level { get; init; }

    /// <summary>What decided the level.</summary>
    public required Ground Ground { get; init; }

    /// <summary>Where in the network; null where fewer than two stations were measured.</summary>
    public required NetworkRange? Network { get; init; }

    /// <summary>Which configuration to use.</summary>
    public required Choice Choice { get; init; }

    /// <summary>Whether each control is beaten, in the order of the controls.</summary>
    public required IReadOnlyList<Claim> AgainstControls { get; init; }

    /// <summary>The seed study's four tests.</summary>
    public required IReadOnlyList<Claim> SeedTests { get; init; }

    /// <summary>Everything that is claimed, the verdict's own question first.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>Judges a diagnosis.</summary>
    public static Verdict Of(DiagnosisResult result)
    {
        var space = result.Mimi;
        var chance = SpaceRules.BetterThanShuffledLabels(space);
        Claim[] controls = [.. result.Controls.Select(c => SpaceRules.BetterThan(space, c))];
        var (level, ground) = Weigh(space, chance, controls);
        var choice = Choice.Of(result.Sweep);
        var tests = SeedTestRules.Judge(result.SeedTests);
        return new Verdict
        {
            Level = level,
            Ground = ground,
            Network = Range(result.Layers),
            Choice = choice,
            AgainstControls = controls,
            SeedTests = tests,
            Claims = [KnowsSpeaker(space, level, ground, chance, controls), chance, .. controls, SpaceRules.VoiceOutweighsWords(space), choice.PostProcessingHelps, .. tests, .. result.Probes is null ? [] : ProbeRules.Judge(result.Probes)],
        };
    }

    /// <summary>
    /// The worse of the bands of equal error rate and acoustics score; at best weak where a control is not clearly beaten; bad where shuffled voice labels do as well;
    /// neutral where voices can't be compared.
    /// </summary>
    private static (Level Level, Ground Ground) Weigh(MeasuredSpace space, Claim chance, IReadOnlyList<Claim> controls)
    {
        if (double.IsNaN(space.Eer.Value))
            return (Level.Neutral, Ground.NotMeasurable);
        if (chance.Outcome == Outcome.No)
            return (Level.Bad, Ground.Chance);
        var level = Levels.OfEqualErrorRate(space.Eer.Value);
        if (double.IsFinite(space.AcousticsScore.Value))
            level = Levels.Worse(level, Levels.OfAcousticsScore(space.AcousticsScore.Value));
        return controls.All(c => c.Outcome == Outcome.Yes) ? (level, Ground.Bands) : (Levels.Worse(level, Level.Weak), Ground.Controls);
    }

    // Yes only where nothing that was measured speaks against it; what isn't clearly more than a control has is not decided.
    private static Claim KnowsSpeaker(MeasuredSpace space, Level level, Ground ground, Claim chance, IReadOnlyList<Claim> controls)
    {
        var outcome = ground switch
        {
            Ground.NotMeasurable => Outcome.Undecided,
            Ground.Chance => Outcome.No,
            _ when level == Level.Bad => Outcome.No,
            Ground.Controls => Outcome.Undecided,
            _ => chance.Outcome,
        };
        return new Claim(Question.KnowsSpeaker, outcome,
        [
            chance.Evidence[0] with { Embedding = space.Set.Name, Controls = [.. controls.SelectMany(c => c.Evidence[0].Controls)] },
            SpaceRules.Evidence(Quantity.AcousticsScore, space.AcousticsScore),
        ]);
    }

    private static NetworkRange? Range(IReadOnlyList<LayerPoint> layers)
    {
        var measured = layers.Where(l => double.IsFinite(l.Eer)).ToList();
        return measured.Count < 2 ? null : new NetworkRange(measured.MinBy(l => l.Eer)!, measured.MaxBy(l => l.Eer)!, measured[^1]);
    }
}
