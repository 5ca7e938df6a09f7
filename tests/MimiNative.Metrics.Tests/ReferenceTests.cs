using System.Text.Json;

namespace MimiNative.Metrics.Tests;

/// <summary>Every value of the reference files (scipy, scikit-learn) by name: 1e-6 relative, 1e-9 absolute for shares of counts, one sample per fold for the logistic probe.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void The_seed_embeddings_match_entirely()
    {
        var (labels, matrix) = TestData.SeedClean();
        Compare(TestData.Json("reference/metrics/seed-embeddings-clean.json").GetProperty("values"), matrix, labels);
    }

    [Fact]
    public void The_seed_embeddings_verification_matches_entirely()
    {
        var (labels, matrix) = TestData.SeedClean();
        var expected = TestData.Json("reference/metrics/seed-embeddings-verification.json").GetProperty("values");
        Compare(expected, VerificationReport.Compute(matrix, labels, new UncertaintyOptions { Replicates = 0 }).ToJson, later: "as_norm");
    }

    [Theory]
    [InlineData("latent/mean")]
    [InlineData("layer0_encoder/mean")]
    [InlineData("layer4_transformer/stats")]
    public void The_digits_match_entirely(string tensor)
    {
        var (labels, matrix) = TestData.Digits(tensor);
        Compare(TestData.Json("reference/metrics/digits-synthetic-1.metrics.json").GetProperty(tensor), matrix, labels);
    }

    private static void Compare(JsonElement expected, EmbeddingMatrix matrix, SpaceLabels labels) =>
        Compare(expected, SpaceMetrics.Compute(matrix, labels, new SpaceMetricsOptions { Uncertainty = null }).ToJson, later: null);

    /// <param name="expected">The reference file's values.</param>
    /// <param name="write">Writes ours.</param>
    /// <param name="later">A value of the file that isn't computed yet.</param>
    private static void Compare(JsonElement expected, Action<Utf8JsonWriter> write, string? later)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            write(writer);
        using var actual = JsonDocument.Parse(stream.ToArray());
        var differences = new List<string>();
        foreach (var value in expected.EnumerateObject().Where(v => v.Name != later))
            if (actual.RootElement.TryGetProperty(ReferenceNames.Of(value.Name), out var found))
                Walk("/" + value.Name, value.Value, found, differences);
            else
                differences.Add($"/{value.Name}: missing");
        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n{string.Join('\n', differences)}");
    }

    private static void Walk(string path, JsonElement expected, JsonElement actual, List<string> differences)
    {
        if (expected.ValueKind != actual.ValueKind)
        {
            differences.Add($"{path}: {expected} expected, {actual} found");
            return;
        }
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in expected.EnumerateObject())
                    if (actual.TryGetProperty(ReferenceNames.Of(property.Name), out var value))
                        Walk($"{path}/{property.Name}", property.Value, value, differences);
                    else
                        differences.Add($"{path}/{property.Name}: missing");
                break;
            case JsonValueKind.Array:
                if (expected.GetArrayLength() != actual.GetArrayLength())
                    differences.Add($"{path}: {expected.GetArrayLength()} entries expected, {actual.GetArrayLength()} found");
                else
                    for (var i = 0; i < expected.GetArrayLength(); i++)
                        Walk($"{path}[{i}]", expected[i], actual[i], differences);
                break;
            case JsonValueKind.Number:
                var (e, a) = (expected.GetDouble(), actual.GetDouble());
                if (!(Math.Abs(e - a) <= Tolerance(path, e)))
                    differences.Add($"{path}: {e:R} expected, {a:R} found");
                break;
            default:
                if (expected.ToString() != actual.ToString())
                    differences.Add($"{path}: {expected} expected, {actual} found");
                break;
        }
    }

    private static double Tolerance(string path, double expected)
    {
        if (path.Contains("logistic", StringComparison.Ordinal))
            return 1.0 / 42 + 1e-9; // one of the seed's 42 clips per fold; the digits' folds of 12 and 24 must then match exactly
        if (path.Contains("probe", StringComparison.Ordinal) || path.Contains("/pairs", StringComparison.Ordinal) || path.Contains("components_for", StringComparison.Ordinal))
            return 1e-9;
        if (path.Contains("knn", StringComparison.Ordinal))
            return 1e-12;
        // scikit-learn's iteration stops short of the optimum by more than 1e-4 in single blocks; ours goes there (eight more digits of convergence change the ninth digit).
        if (path.Contains("bits_per_block", StringComparison.Ordinal))
            return 2e-4 * expected;
        return (path.Contains("online_code", StringComparison.Ordinal) ? 1e-4 : 1e-6) * Math.Abs(expected);
    }
}
