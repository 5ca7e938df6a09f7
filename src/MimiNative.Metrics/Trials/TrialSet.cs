namespace MimiNative.Metrics;

/// <summary>Verification trials as metrics see them: who enrols, who is tested, and whether that is one person.</summary>
public sealed class TrialSet
{
    /// <summary>Takes over the arrays, one entry for each trial.</summary>
    /// <param name="isTarget">Whether both sides have the same speaker.</param>
    /// <param name="enrolVoice">Speaker of the enrolled side, from 0.</param>
    /// <param name="testVoice">Speaker of the tested side.</param>
    /// <param name="voices">Number of speakers. Their order decides which fold a speaker belongs to.</param>
    /// <exception cref="MetricsException">The arrays differ in length, or the two sides of a target trial have two speakers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A trial's speaker is none of these, or their number is negative.</exception>
    public TrialSet(bool[] isTarget, int[] enrolVoice, int[] testVoice, int voices)
    {
        ArgumentNullException.ThrowIfNull(isTarget);
        ArgumentNullException.ThrowIfNull(enrolVoice);
        ArgumentNullException.ThrowIfNull(testVoice);
        ArgumentOutOfRangeException.ThrowIfNegative(voices);
        if (enrolVoice.Length != isTarget.Length || testVoice.Length != isTarget.Length)
            throw new MetricsException($"{isTarget.Length} trials but {enrolVoice.Length} and {testVoice.Length} speakers: give both for each");
        RequireVoices(enrolVoice, voices, nameof(enrolVoice));
        RequireVoices(testVoice, voices, nameof(testVoice));
        for (var i = 0; i < isTarget.Length; i++)
            if (isTarget[i] && enrolVoice[i] != testVoice[i])
                throw new MetricsException($"target trial {i} has two speakers");
        (IsTarget, EnrolVoice, TestVoice, Voices) = (isTarget, enrolVoice, testVoice, voices);
        Targets = isTarget.LongCount(t => t);
    }

    /// <summary>Number of trials.</summary>
    public int Count => IsTarget.Length;

    /// <summary>Trials of one speaker.</summary>
    public long Targets { get; }

    /// <summary>Trials of two.</summary>
    public long NonTargets => Count - Targets;

    /// <summary>Number of speakers.</summary>
    public int Voices { get; }

    internal bool[] IsTarget { get; }

    internal int[] EnrolVoice { get; }

    internal int[] TestVoice { get; }

    /// <summary>The trials of a score each, as a distribution.</summary>
    /// <exception cref="MetricsException">There is not one score for each trial, or one is NaN.</exception>
    public ScoreDistribution Distribution(ReadOnlySpan<double> scores) => Distribution(scores, _ => true);

    /// <summary>The same of those trials that <paramref name="keep"/> keeps.</summary>
    internal ScoreDistribution Distribution(ReadOnlySpan<double> scores, Func<int, bool> keep)
    {
        var (same, different) = Split(scores, keep);
        return ScoreDistribution.FromScores(same, different);
    }

    /// <summary>The scores of target and of non-target trials, of those that <paramref name="keep"/> keeps.</summary>
    internal (double[] Same, double[] Different) Split(ReadOnlySpan<double> scores, Func<int, bool> keep)
    {
        if (scores.Length != Count)
            throw new MetricsException($"{Count} trials but {scores.Length} scores");
        var (same, different) = (new List<double>(), new List<double>());
        for (var i = 0; i < scores.Length; i++)
            if (keep(i))
                (IsTarget[i] ? same : different).Add(scores[i]);
        return ([.. same], [.. different]);
    }

    private static void RequireVoices(int[] voice, int voices, string parameter)
    {
        for (var i = 0; i < voice.Length; i++)
            if ((uint)voice[i] >= (uint)voices)
                throw new ArgumentOutOfRangeException(parameter, voice[i], $"trial {i} is of a speaker that is none of the {voices}, who are numbered from 0");
    }
}
