using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Measuring;

public sealed class TrialScoresTests : IDisposable
{
    private static readonly TrialScoringOptions Plain = new();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Trials_are_scored_by_cosine_and_come_back_from_the_file_to_the_last_bit()
    {
        var set = Set("abc", 2, [1, 0, 2, 0.3f, 0, 1]);
        var scores = TrialScorer.Score(Trials("1 a b\n0 a c\n1 a missing\n0 b c\n"), set, Plain);
        Assert.Equal([1 / Math.Sqrt(1.0225), 0, double.NaN, 0.15 / Math.Sqrt(1.0225)], scores.Values.Select(v => Math.Round(v, 6)), (a, b) => a.Equals(b) || Math.Abs(a - b) < 1e-6);
        Assert.Equal((3, 1), (scores.Scored, scores.LeftOutCount));
        Assert.Equal(new LeftOutTrial(new Trial("a", "missing", true), "no embedding of it in e"), Assert.Single(scores.LeftOut()));
        ScoreFile.Write(_folder["scores"], scores);
        var read = ScoreList.Read(_folder["scores"]);
        Assert.Equal(scores.Values.Where(v => !double.IsNaN(v)), read.Scores);
        Assert.Equal(["a b", "a c", "b c"], read.Trials.Trials.Select(t => $"{t.Enrol} {t.Test}"));
        var again = TrialScores.Of(scores.List, read);
        Assert.Equal(scores.Values, again.Values);
        Assert.Contains("no score in", Assert.Single(again.LeftOut()).Reason);
    }

    [Fact]
    public void Trials_without_answers_are_only_scored()
    {
        var set = Set("ab", 2, [1, 0, 0, 1]);
        var result = TrialScoring.Run(Trials("a b\n"), set, Plain);
        Assert.Null(result.Metrics);
        Assert.Empty(result.Cautions);
        Assert.Contains("no trial has both of its recordings among the 2 embedded ones: its first is 'x', theirs 'a'", Assert.Throws<DataSetException>(() => TrialScorer.Score(Trials("x y\n"), set, Plain)).Message);
    }

    [Fact]
    public void A_speaker_of_several_recordings_is_their_mean_and_none_is_left_out_of_it()
    {
        var set = Set("abcd", 2, [10, 0, 0, 1, 1, 1, 1, 0]);
        var options = Plain with { Enrolment = Enrolment("m a b\nn a lost\n") };
        var scores = TrialScorer.Score(Trials("1 m c\n0 m d\n1 n c\n0 o c\n"), set, options, missing: new Dictionary<string, string> { ["lost"] = "lost.wav: damaged" });
        Assert.Equal(1, scores.Values[0], 1e-12);
        Assert.Equal(Math.Sqrt(0.5), scores.Values[1], 1e-12);
        Assert.Equal(["'n' is enrolled by 'lost', which has no embedding: lost.wav: damaged", $"'o' is not enrolled in {_folder["spk2utt"]}"], scores.LeftOut().Select(t => t.Reason));
        Assert.Equal(["a", "b", "c", "d", "lost"], TrialScoring.Recordings([scores.List], options.Enrolment).Order());
        Assert.Equal(["m", "c", "d", "n", "o"], TrialScoring.Recordings([scores.List]));
    }

    [Fact]
    public void Centring_takes_off_the_mean_of_the_trials_recordings_alone()
    {
        var set = Set("abx", 2, [2, 1, 0, 1, 100, 100]);
        Assert.Equal(-1, TrialScorer.Score(Trials("1 a b\n"), set, Plain with { Centred = true }).Values[0], 1e-12);
    }

    [Fact]
    public void A_cohort_normalises_from_both_sides_by_voices_or_by_clips()
    {
        var set = Set("ab", 2, [1, 0, 0, 1]);
        var cohort = new EmbeddingSet("e", [Sample("k1", "k"), Sample("k2", "k"), Sample("l", "l"), Sample("n", "n")], 2, [2, 0, 0, 2, 0, 1, -1, 0]);
        // Voices: k (1, 1), l (0, 1), n (−1, 0); their two highest with a: √½ and 0; with b: 1 and √½.
        var half = Math.Sqrt(0.5);
        double e = half / 2, t = (1 + half) / 2, expected = 0.5 * ((0 - e) / (half / 2) + (0 - t) / ((1 - half) / 2));
        var options = Plain with { CohortTop = 2 };
        Assert.Equal(expected, TrialScorer.Score(Trials("0 a b\n"), set, options, cohort).Values[0], 1e-9);
        // Clips: with a 1, 0; with b 1, 1, which don't differ.
        Assert.Contains("the 2 highest cohort scores of 'b' don't differ", Assert.Throws<DataSetException>(() => TrialScorer.Score(Trials("0 a b\n"), set, options with { CohortPerClip = true }, cohort)).Message);
        var clips = TrialScorer.Score(Trials("0 a b\n"), set, options with { CohortPerClip = true, CohortTop = 3 }, cohort).Values[0];
        Assert.Equal(0.5 * ((0 - 1 / 3.0) / Math.Sqrt(2 / 9.0) + (0 - 2 / 3.0) / Math.Sqrt(2 / 9.0)), clips, 1e-9);
        Assert.Contains("doesn't say who speaks", Assert.Throws<DataSetException>(() => TrialScorer.Score(Trials("0 a b\n"), set, options, Set("xy", 2, [1, 0, 0, 1]))).Message);
        Assert.Contains("not of one encoder", Assert.Throws<DataSetException>(() => TrialScorer.Score(Trials("0 a b\n"), set, options, Set("xy", 3, [1, 0, 0, 1, 0, 0]))).Message);
        Assert.Contains("needs at least two clips", Assert.Throws<DataSetException>(() => TrialScorer.Score(Trials("0 a b\n"), set, options with { CohortPerClip = true }, Set("x", 2, [1, 0]))).Message);
    }

    [Fact]
    public void Target_trials_say_who_speaks_where_nobody_else_does()
    {
        // a–b–c by target trials; d–e; f alone. Ordinal order of their first ids.
        var list = Trials("1 c b\n1 b a\n0 a d\n1 e d\n0 f a\n0 a c\n");
        var speakers = TrialSpeakers.Of(list, null, null);
        Assert.True(speakers.IsConcluded);
        Assert.Equal(["a", "d", "f"], speakers.Names.Order());
        Assert.Equal([new Trial("a", "c", false)], speakers.Contradictions());
        var (trials, _) = TrialSpeakers.Of(Trials("1 c b\n1 b a\n0 a d\n1 e d\n0 f a\n"), null, null).Scored(new TrialScores(Trials("1 c b\n1 b a\n0 a d\n1 e d\n0 f a\n"), [1, 2, 3, 4, double.NaN], new Dictionary<string, string>(), ""));
        Assert.Equal((4, 2, 3L), (trials.Count, trials.Voices, trials.Targets));
        // An enrolled speaker and his recordings are one.
        Assert.Equal(["a", "c"], TrialSpeakers.Of(Trials("0 m c\n0 a c\n"), Enrolment("m a b\n"), null).Names.Order());
    }

    [Fact]
    public void Who_speaks_may_not_contradict_the_answers_nor_be_missing()
    {
        var table = SpeakerTable.Read(_folder.Write("utt2spk", "a s\nb s\nc t\n"));
        Assert.Equal(["s", "t"], TrialSpeakers.Of(Trials("1 a b\n0 a c\n"), null, table).Names.Order());
        Assert.Contains("'a c' is a target trial, and by", Assert.Throws<DataSetException>(() => TrialSpeakers.Of(Trials("1 a c\n"), null, table)).Message);
        Assert.Contains("'a b' is a non-target trial, and by", Assert.Throws<DataSetException>(() => TrialSpeakers.Of(Trials("0 a b\n"), null, table)).Message);
        var list = Trials("1 a b\n0 a x\n");
        var unnamed = TrialSpeakers.Of(list, null, table);
        Assert.Contains("'x' has no speaker", Assert.Throws<DataSetException>(() => unnamed.Scored(new TrialScores(list, [1, 2], new Dictionary<string, string>(), ""))).Message);
        Assert.Equal(1, unnamed.Scored(new TrialScores(list, [1, double.NaN], new Dictionary<string, string>(), "")).Trials.Count);
        Assert.Equal(["s", "t"], TrialSpeakers.Of(Trials("1 m b\n0 m c\n"), Enrolment("m a b\n"), table).Names.Order());
    }

    private TrialList Trials(string text) => TrialList.Read(_folder.Write("trials", text));

    private EnrolmentList Enrolment(string text) => EnrolmentList.Read(_folder.Write("spk2utt", text));

    private static EmbeddingSet Set(string ids, int dimension, float[] values) => new("e", [.. ids.Select(c => Sample($"{c}", MimiNative.Analysis.Data.Sample.UnknownVoice))], dimension, values);

    private static Sample Sample(string id, string voice) => new() { Id = id, Voice = voice };
}
