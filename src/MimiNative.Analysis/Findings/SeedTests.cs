using System.Globalization;
using System.Text;
using MimiNative.Analysis.Embeddings;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Findings;

/// <summary>One of the seed study's four tests.</summary>
/// <param name="Number">1 to 4.</param>
/// <param name="Name">Name as in the seed's <c>analysis_report.txt</c>.</param>
/// <param name="Critical">Tests 1 and 3: failing them means the space can't be used to tell speakers apart as it is.</param>
/// <param name="Lines">What was measured, in the seed's words and digits.</param>
/// <param name="Passed">Null where the data can't answer.</param>
/// <param name="Rule">What passing takes.</param>
public sealed record SeedTest(int Number, string Name, bool Critical, IReadOnlyList<string> Lines, bool? Passed, string Rule)
{
    /// <summary>PASS, FAIL or N/A.</summary>
    public string Outcome => Passed switch { true => "PASS", false => "FAIL", null => "N/A" };
}

/// <summary>The four tests of the seed study, by its definitions: 1 to 3 on clean clips, 4 on clean clips and their noisy versions.</summary>
public sealed record SeedTests(IReadOnlyList<SeedTest> Tests)
{
    /// <summary>Runs the tests on one embedding of all clips, noisy versions included.</summary>
    public static SeedTests Run(EmbeddingSet set)
    {
        var clean = set.Where(s => s.IsClean);
        var pairs = PairStatistics.Compute(clean.Matrix, clean.Labels);
        var voice = VoiceMetrics.Compute(clean.Matrix, clean.Labels);
        var (light, medium) = (NoisePairs.Measure(set, "light_noise"), NoisePairs.Measure(set, "medium_noise"));
        return new SeedTests(
        [
            new(1, "ACOUSTICS VS SEMANTICS", true,
                [$"Same voice, different text: {Spread(pairs.SameVoiceDifferentText)}", $"Same text, different voices: {Spread(pairs.SameTextDifferentVoice)}"],
                Judge(voice.AcousticsScore, Bands.AcousticsTarget), $"the first above the second by more than {Fixed(Bands.AcousticsTarget, 2)}"),
            new(2, "INTRA-SPEAKER CONSISTENCY", false,
                [$"Mean consistency: {Fixed(voice.Consistency)} ± {Fixed(voice.ConsistencyStd)}"], Judge(voice.Consistency, Bands.ConsistencyTarget), $"above {Fixed(Bands.ConsistencyTarget, 2)}"),
            new(3, "INTER-SPEAKER SEPARABILITY", true,
                [$"Inter-speaker similarity: {Fixed(voice.CentroidSimilarity)} ± {Fixed(voice.CentroidSimilarityStd)}", $"Separability ratio: {Fixed(voice.SeparabilityRatio)}"],
                Judge(voice.SeparabilityRatio, Bands.SeparabilityTarget), $"a ratio above {Fixed(Bands.SeparabilityTarget, 1)}"),
            new(4, "ROBUSTNESS", false,
                [.. new[] { ("Light noise", light), ("Medium noise", medium) }.Where(n => n.Item2 is not null).Select(n => $"{n.Item1}: {Fixed(n.Item2!.Mean)} ± {Fixed(n.Item2.Std)}")],
                light is null || medium is null ? null : light.Mean > Bands.LightNoiseTarget && medium.Mean > Bands.MediumNoiseTarget,
                $"above {Fixed(Bands.LightNoiseTarget, 2)} with light noise and above {Fixed(Bands.MediumNoiseTarget, 2)} with medium noise"),
        ]);
    }

    /// <summary>The text of <c>analysis_report.txt</c>, in the seed's form.</summary>
    /// <param name="subtitle">What was tested.</param>
    public string Text(string subtitle)
    {
        var text = new StringBuilder("DATASET ANALYSIS REPORT\n").Append('=', 70).Append('\n').Append(subtitle).Append("\n\n");
        foreach (var test in Tests)
        {
            text.Append(CultureInfo.InvariantCulture, $"TEST {test.Number}: {test.Name}{(test.Critical ? " (critical)" : "")}\n").Append('-', 70).Append('\n');
            foreach (var line in test.Lines)
                text.Append(line).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"Result: {test.Outcome}   (passes: {test.Rule})\n\n");
        }

        return text.ToString();
    }

    private static bool? Judge(double value, double target) => double.IsNaN(value) ? null : value > target;

    private static string Spread(PairGroup group) => $"{Fixed(group.MeanCosine)} ± {Fixed(group.StdCosine)}";

    private static string Fixed(double value, int digits = 4) => double.IsFinite(value) ? value.ToString($"F{digits}", CultureInfo.InvariantCulture) : "n/a";
}
