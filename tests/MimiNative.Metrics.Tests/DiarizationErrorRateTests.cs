using System.Text.Json;
using MimiNative.TestSupport;

namespace MimiNative.Metrics.Tests;

/// <summary>The diarization error rate against values of others, and against counting milliseconds.</summary>
public sealed class DiarizationErrorRateTests
{
    private static readonly Dictionary<string, DiarizationScoring> Ways = new()
    {
        ["collar_0"] = new(),
        ["collar_0.25"] = new() { Collar = 0.25 },
        ["collar_0.25_no_overlap"] = new() { Collar = 0.25, SkipOverlap = true },
    };

    public static TheoryData<string, string> References => [.. from n in Enumerable.Range(0, 9) from way in Ways.Keys select ($"case{n:00}", way)];

    [Theory]
    [MemberData(nameof(References))]
    public void References_are_matched_to_the_millisecond_and_the_rate_to_a_millionth(string name, string way)
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("reference/diarization/expected.json")));
        Same(expected.RootElement.GetProperty(name).GetProperty(way), DiarizationErrorRate.Compute(Turns(name, "ref"), Turns(name, "hyp"), Ways[way]).Errors);
    }

    [Fact]
    public void The_references_sum_is_the_sum_of_seconds()
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("reference/diarization/expected.json")));
        foreach (var (way, scoring) in Ways)
            Same(expected.RootElement.GetProperty("all").GetProperty(way),
                Enumerable.Range(0, 9).Select(n => DiarizationErrorRate.Compute(Turns($"case{n:00}", "ref"), Turns($"case{n:00}", "hyp"), scoring).Errors).Aggregate((a, b) => a + b));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_conversations_cost_what_counting_milliseconds_and_trying_every_mapping_says(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            // Times in milliseconds that are multiples of 2, and a collar of odd ones: no boundary lies on another by chance of rounding.
            var (reference, hypothesis) = (Random(random, random.Next(0, 5)), Random(random, random.Next(0, 5)));
            var scoring = new DiarizationScoring { Collar = random.Next(2) * 0.125, SkipOverlap = random.Next(2) == 0 };
            var regions = random.Next(2) == 0 ? null : Random(random, 2).Select(t => new TimeRange(t.Start, t.End)).ToList();
            var (expected, got) = (Counted(reference, hypothesis, scoring, regions), DiarizationErrorRate.Compute(reference, hypothesis, scoring, regions));
            Assert.Equal(expected.Scored, got.Errors.Scored, 1e-6);
            Assert.Equal(expected.Miss, got.Errors.Miss, 1e-6);
            Assert.Equal(expected.FalseAlarm, got.Errors.FalseAlarm, 1e-6);
            Assert.Equal(expected.Confusion, got.Errors.Confusion, 1e-6);
        }
    }

    [Fact]
    public void The_assignment_is_the_best_of_all_permutations()
    {
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var gain = new double[random.Next(1, 7), random.Next(1, 7)];
            for (var r = 0; r < gain.GetLength(0); r++)
                for (var c = 0; c < gain.GetLength(1); c++)
                    gain[r, c] = random.Next(3) == 0 ? 0 : random.NextDouble() - 0.2;
            var columns = Assignment.Best(gain);
            Assert.Equal(Math.Min(gain.GetLength(0), gain.GetLength(1)), columns.Count(c => c >= 0));
            Assert.Equal(columns.Count(c => c >= 0), columns.Where(c => c >= 0).Distinct().Count());
            Assert.Equal(BestSum(gain), columns.Index().Where(c => c.Item >= 0).Sum(c => gain[c.Index, c.Item]), 1e-9);
        }
    }

    [Fact]
    public void Nobody_on_one_side_or_on_both()
    {
        SpeakerTurn[] one = [new("a", 1, 3)];
        Assert.Equal(new(2, 2, 0, 0), DiarizationErrorRate.Compute(one, []).Errors);
        Assert.Equal(new(0, 0, 2, 0), DiarizationErrorRate.Compute([], one).Errors);
        Assert.True(double.IsNaN(DiarizationErrorRate.Compute([], one).Errors.Rate));
        Assert.Equal(new(0, 0, 0, 0), DiarizationErrorRate.Compute([], []).Errors);
        Assert.Empty(DiarizationErrorRate.Compute(one, []).Mapping);
    }

    [Fact]
    public void Overlap_counts_once_per_speaker_and_the_mapping_takes_most_time()
    {
        SpeakerTurn[] reference = [new("a", 0, 10), new("b", 6, 10)];
        SpeakerTurn[] hypothesis = [new("x", 0, 4), new("y", 4, 10)];
        var score = DiarizationErrorRate.Compute(reference, hypothesis);
        // x is a for 4 s and y is b for 4 s, which beats y as a for 6 s; then 4 to 6 is confused and one of two speakers is missed from 6 on.
        Assert.Equal(new(14, 4, 0, 2), score.Errors);
        Assert.Equal(new Dictionary<string, string> { ["x"] = "a", ["y"] = "b" }, score.Mapping);
        Assert.Equal(new(6, 0, 0, 2), DiarizationErrorRate.Compute(reference, hypothesis, new() { SkipOverlap = true }).Errors);
    }

    [Fact]
    public void A_boundary_that_is_one_but_for_rounding_has_no_collar()
    {
        // 0.1 + 0.7 is below 0.8 in binary: a gap of 1e-16 s.
        SpeakerTurn[] reference = [new("a", 0.1, 0.1 + 0.7), new("a", 0.8, 2), new("a", 1.5, 1.8)];
        Assert.Equal(1.4, DiarizationErrorRate.Compute(reference, reference, new() { Collar = 0.25 }).Errors.Scored, 1e-9);
    }

    [Fact]
    public void Thirty_speakers_are_mapped()
    {
        var reference = Enumerable.Range(0, 30).Select(s => new SpeakerTurn($"r{s}", s, s + 1)).ToList();
        var hypothesis = Enumerable.Range(0, 30).Select(s => new SpeakerTurn($"h{29 - s}", s, s + 1)).ToList();
        var score = DiarizationErrorRate.Compute(reference, hypothesis);
        Assert.Equal((0.0, 30.0), (score.Errors.Rate, score.Errors.Scored));
        Assert.Equal("r3", score.Mapping["h26"]);
    }

    [Fact]
    public void What_can_t_be_scored_is_refused()
    {
        Assert.Throws<MetricsException>(() => DiarizationErrorRate.Compute([new("a", 2, 1)], []));
        Assert.Throws<MetricsException>(() => DiarizationErrorRate.Compute([], [new("a", 0, double.NaN)]));
        Assert.Throws<MetricsException>(() => DiarizationErrorRate.Compute([], [], new() { Collar = -1 }));
        Assert.Throws<MetricsException>(() => DiarizationErrorRate.Compute([.. Enumerable.Range(0, 2001).Select(s => new SpeakerTurn($"{s}", 0, 1))], []));
    }

    private static void Same(JsonElement expected, DiarizationErrors got)
    {
        Assert.Equal(expected.GetProperty("scored").GetDouble(), got.Scored, 1e-3);
        Assert.Equal(expected.GetProperty("miss").GetDouble(), got.Miss, 1e-3);
        Assert.Equal(expected.GetProperty("false_alarm").GetDouble(), got.FalseAlarm, 1e-3);
        Assert.Equal(expected.GetProperty("confusion").GetDouble(), got.Confusion, 1e-3);
        Assert.Equal(expected.GetProperty("der").GetDouble(), got.Rate, 1e-6);
    }

    private static List<SpeakerTurn> Turns(string name, string side) =>
        [.. File.ReadLines(Repository.Shared($"reference/diarization/{name}.{side}.rttm")).Select(l => l.Split(' ')).Select(w => (w, Start: double.Parse(w[3], System.Globalization.CultureInfo.InvariantCulture)))
            .Select(t => new SpeakerTurn(t.w[7], t.Start, t.Start + double.Parse(t.w[4], System.Globalization.CultureInfo.InvariantCulture)))];

    private static List<SpeakerTurn> Random(Random random, int speakers) =>
        [.. Enumerable.Range(0, speakers == 0 ? 0 : random.Next(0, 12)).Select(_ => (Start: 0.002 * random.Next(0, 2000), Length: 0.002 * random.Next(0, 500), Speaker: $"s{random.Next(speakers)}"))
            .Select(t => new SpeakerTurn(t.Speaker, t.Start, t.Start + t.Length))];

    /// <summary>The plain oracle: every millisecond by itself, and every mapping tried.</summary>
    private static DiarizationErrors Counted(List<SpeakerTurn> reference, List<SpeakerTurn> hypothesis, DiarizationScoring scoring, List<TimeRange>? regions)
    {
        string[] truth = [.. reference.Select(t => t.Speaker).Distinct()], guess = [.. hypothesis.Select(t => t.Speaker).Distinct()];
        var edges = new List<double>();
        foreach (var speaker in truth)
            for (var ms = 0; ms < 6000; ms++)
                if (Speaks(reference, speaker, ms + 0.5) != Speaks(reference, speaker, ms - 0.5))
                    edges.Add(ms);
        var (scored, miss, falseAlarm, common) = (0, 0, 0, 0);
        var shared = new double[truth.Length, guess.Length];
        for (var ms = 0.5; ms < 6000; ms++)
        {
            if (scoring.Collar > 0 && edges.Exists(e => Math.Abs(e - ms) < 1000 * scoring.Collar) || regions?.Exists(r => 1000 * r.Start < ms && ms < 1000 * r.End) == false)
                continue;
            int[] r = [.. Enumerable.Range(0, truth.Length).Where(s => Speaks(reference, truth[s], ms))], h = [.. Enumerable.Range(0, guess.Length).Where(s => Speaks(hypothesis, guess[s], ms))];
            if (scoring.SkipOverlap && r.Length > 1)
                continue;
            scored += r.Length;
            miss += Math.Max(0, r.Length - h.Length);
            falseAlarm += Math.Max(0, h.Length - r.Length);
            common += Math.Min(r.Length, h.Length);
            foreach (var a in r)
                foreach (var b in h)
                    shared[a, b]++;
        }
        return new(scored / 1e3, miss / 1e3, falseAlarm / 1e3, (common - BestSum(shared)) / 1e3);
    }

    private static bool Speaks(List<SpeakerTurn> turns, string speaker, double ms) => turns.Exists(t => t.Speaker == speaker && 1000 * t.Start < ms && ms < 1000 * t.End);

    /// <summary>The largest sum of one-to-one choices with as many pairs as there can be, by trying all.</summary>
    private static double BestSum(double[,] gain)
    {
        var (rows, columns) = (gain.GetLength(0), gain.GetLength(1));
        return rows <= columns ? Try(0, new bool[columns], (r, c) => gain[r, c], rows, columns) : Try(0, new bool[rows], (c, r) => gain[r, c], columns, rows);

        static double Try(int row, bool[] taken, Func<int, int, double> value, int rows, int columns)
        {
            if (row == rows)
                return 0;
            var best = double.NegativeInfinity;
            for (var c = 0; c < columns; c++)
            {
                if (taken[c])
                    continue;
                taken[c] = true;
                best = Math.Max(best, value(row, c) + Try(row + 1, taken, value, rows, columns));
                taken[c] = false;
            }
            return best;
        }
    }
}
