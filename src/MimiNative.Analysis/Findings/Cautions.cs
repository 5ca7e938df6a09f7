using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Report;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Findings;

/// <summary>What a reader must know before believing the numbers: about the weights, the data, and traps that made others go wrong.</summary>
public static class Cautions
{
    private const int FewVoices = 10;
    private const int FewClips = 4;

    /// <summary>All that apply.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="extraction">What was embedded of it.</param>
    /// <param name="synthetic">Whether the weights are random numbers.</param>
    public static IReadOnlyList<Warning> Of(DataSet data, Extraction.Extraction extraction, bool synthetic)
    {
        var clean = Enumerable.Range(0, extraction.Samples.Count).Where(i => extraction.Samples[i].IsClean).ToArray();
        var samples = clean.Select(i => extraction.Samples[i]).ToList();
        var voices = samples.Select(s => s.Voice).Distinct().ToList();
        var warnings = new List<Warning>();
        if (synthetic)
            warnings.Add(new("Random weights", $"The network's weights were made from a seed (`{extraction.Description}`), not trained. All numbers below are about an untrained network; give real weights with `--weights` to learn about Mimi.", Level.Bad));
        if (extraction.Failures.Count > 0)
            warnings.Add(new($"{Words.Count(extraction.Failures.Count, "clip")} left out", string.Join("; ", extraction.Failures.Take(10).Select(f => $"`{f.Sample.Id}`: {f.Reason}")) + (extraction.Failures.Count > 10 ? $"; and {extraction.Failures.Count - 10} more." : "."), Level.Weak));
        if (voices.Count < 2)
            warnings.Add(new("One voice", "Nothing about telling speakers apart can be measured with one voice.", Level.Bad));
        else if (voices.Count < FewVoices)
            warnings.Add(new("Few voices", $"There are {voices.Count}. Intervals over voices are wide and rough with so few: treat every number as a sketch. Twenty or more are better."));
        var fewest = voices.Min(v => samples.Count(s => s.Voice == v));
        if (fewest < FewClips)
            warnings.Add(new("Few clips of some voices", $"A voice has only {Words.Count(fewest, "clip")}. Consistency and centroids of such voices say little."));
        warnings.AddRange(Texts(samples, voices));
        warnings.AddRange(Confounds(samples, [.. clean.Select(i => extraction.Seconds[i])], [.. clean.Select(i => Math.Log10(Math.Max(1e-6, extraction.Levels[i])))]));
        warnings.AddRange(data.Notes.Select(n => new Warning("About the labels", n, Level.Neutral)));
        return warnings;
    }

    private static IEnumerable<Warning> Texts(List<Sample> samples, List<string> voices)
    {
        if (samples.Exists(s => s.Text is null))
        {
            yield return new("Texts are unknown", "Without knowing what is said, content can't be weighed against voice: the acoustics score and everything about texts is n/a, and equal error rates may owe something to what is said.");
            yield break;
        }

        var texts = samples.Select(s => s.Text).Distinct().Count();
        var cells = samples.Select(s => (s.Voice, s.Text)).Distinct().Count();
        if (cells < voices.Count * texts)
            yield return new("Unbalanced texts", $"Not every voice says every text ({cells} of {voices.Count * texts} combinations are there). Where voices say different things, what is said helps to tell them apart, and speaker numbers look better than they are.");
    }

    // A share of variance between k groups has the mean (k − 1)/(n − 1) when the groups mean nothing.
    private static IEnumerable<Warning> Confounds(List<Sample> samples, double[] seconds, double[] levels)
    {
        foreach (var (what, values, text) in new (string, double[], string)[]
        {
            ("length", seconds, "Here every clip is pooled over its own frames, so length as such leaves no mark. In a pipeline that pads clips to one length and pools over the padding it does, and looks like speaker or content knowledge: compare with such numbers only with care."),
            ("level", levels, "A space that hears the recording (microphone, distance, gain) tells such voices apart without knowing the speaker. If that matters, normalise the level and run again."),
        })
            foreach (var (group, label) in new (string, Func<Sample, string?>)[] { ("voice", s => s.Voice), ("text", s => s.Text) })
            {
                if (what == "level" && group == "text")
                    continue;
                var labels = samples.Select(label).ToList();
                var names = labels.OfType<string>().Distinct().ToList();
                if (labels.Contains(null) || names.Count < 2 || names.Count >= samples.Count)
                    continue;
                var share = VarianceShare.Compute(new EmbeddingMatrix([.. values.Select(v => (float)v)], values.Length, 1), [.. labels.Select(l => names.IndexOf(l!))], names.Count);
                if (share > 0.3 && share > 2.0 * (names.Count - 1) / (samples.Count - 1))
                    yield return new($"Clip {what} goes with the {group}", $"{Words.Percent(share, "0")} of the differences in clip {what} are differences between {group}s. {text}");
            }
    }
}
