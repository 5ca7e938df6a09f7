using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Can gender, accent or age group be told of voices that the probe has not met?</summary>
internal static class AttributeMeasurement
{
    private static readonly string[] NotKnown = ["unknown", "n/a", "na", "none", "other", "-"];

    /// <summary>Every attribute that the data set states; what it doesn't is left out.</summary>
    /// <param name="spaces">The space in question first; all of the same clips, but for peers that lack some.</param>
    /// <param name="seed">Of the control's shuffles.</param>
    /// <param name="cancellation">Stops between probes.</param>
    public static IReadOnlyList<AttributeReading> Run(IReadOnlyList<ProbedSpace> spaces, ulong seed, CancellationToken cancellation = default) =>
    [
        .. new (SpeakerAttribute Attribute, Func<Sample, string?> Value)[] { (SpeakerAttribute.Gender, s => s.Gender), (SpeakerAttribute.Accent, s => s.Accent), (SpeakerAttribute.Age, s => s.AgeGroup) }
            .Select(a => Read(a.Attribute, a.Value, spaces, seed, cancellation)).OfType<AttributeReading>(),
    ];

    private static AttributeReading? Read(SpeakerAttribute attribute, Func<Sample, string?> value, IReadOnlyList<ProbedSpace> spaces, ulong seed, CancellationToken cancellation)
    {
        var samples = spaces[0].Set.Samples;
        // A voice that the data set gives two values is a mistake of the data set, and a value of one voice can't be learnt from others.
        var valueOf = samples.Where(s => IsKnown(value(s))).GroupBy(s => s.Voice).Where(g => g.Select(value).Distinct().Count() == 1).ToDictionary(g => g.Key, g => value(g.First())!);
        List<AttributeValue> values = [.. valueOf.Values.GroupBy(v => v).Select(g => new AttributeValue(g.Key, g.Count())).OrderByDescending(v => v.Voices).ThenBy(v => v.Value, StringComparer.Ordinal)];
        if (values.Count == 0)
            return null;
        var shared = values.Where(v => v.Voices > 1).ToList();
        if (shared.Count < 2 || shared.Sum(v => v.Voices) < AttributeReading.FewestVoices)
            return new AttributeReading(attribute, values, []);
        List<string?> Rows(EmbeddingSet set) => [.. set.Samples.Select(s => valueOf.TryGetValue(s.Voice, out var v) && shared.Exists(x => x.Value == v) ? v : null)];
        return new AttributeReading(attribute, values, [.. spaces.AsParallel().AsOrdered().WithCancellation(cancellation)
            .Select(s => (Space: s, Probe: AttributeProbe.Compute(s.Set.Matrix, s.Set.Labels, Rows(s.Set), seed))).Where(p => p.Probe is not null).Select(p => new AttributeProbed(p.Space.Kind, p.Probe!) { Peer = p.Space.Peer })]);
    }

    private static bool IsKnown(string? value) => !string.IsNullOrWhiteSpace(value) && !NotKnown.Contains(value.Trim().ToLowerInvariant());
}
