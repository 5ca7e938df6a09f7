using System.Globalization;
using System.Text;
using System.Text.Json;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary><c>diagnostic_results.csv</c> and <c>.json</c>: the seed study's columns, then ours.</summary>
internal static class SweepFiles
{
    private static readonly (string Name, Func<SweepRow, object?> Value)[] Columns =
    [
        ("intra_voice_similarity", r => r.IntraVoiceSimilarity), ("inter_voice_similarity", r => r.InterVoiceSimilarity), ("acoustics_score", r => r.AcousticsScore),
        ("separability_ratio", r => r.SeparabilityRatio), ("intra_dist_mean", r => r.IntraDistance), ("inter_dist_mean", r => r.InterDistance),
        ("num_voices", r => r.Voices), ("num_samples", r => r.Samples), ("embedding_dim", r => r.Dimension), ("config_name", r => Name(r)),
        ("extraction_point", r => SeedTaps.SeedName(r.Key.Tap)), ("pooling_method", r => r.Key.Pooling.SeedName()),
        ("audio_duration", r => r.Key.Duration), ("post_processing", r => PostName(r.PostProcessing)),
        ("tap", r => r.Key.Tap), ("cross_validated", r => r.CrossValidated), ("centred_acoustics_score", r => r.CentredAcousticsScore), ("eer", r => r.Eer), ("centred_eer", r => r.CentredEer),
        ("auc", r => r.Auc), ("random_weights_acoustics_score", r => r.RandomAcousticsScore), ("random_weights_eer", r => r.RandomEer),
    ];

    public static string Csv(IReadOnlyList<SweepRow> rows)
    {
        var text = new StringBuilder().AppendJoin(',', Columns.Select(c => c.Name)).Append('\n');
        foreach (var row in rows)
            text.AppendJoin(',', Columns.Select(c => c.Value(row) switch
            {
                null => "",
                double value when c.Name == "audio_duration" => Seconds(value),
                double value => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "",
                bool value => value ? "true" : "false",
                var value => CsvText.Quote(Convert.ToString(value, CultureInfo.InvariantCulture)!),
            })).Append('\n');
        return text.ToString();
    }

    public static string Json(IReadOnlyList<SweepRow> rows) => JsonText.Of(json =>
    {
        json.WriteStartArray();
        foreach (var row in rows)
        {
            json.WriteStartObject();
            foreach (var (name, value) in Columns)
                Write(json, name, value(row));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case string text:
                json.WriteString(name, text);
                break;
            default:
                json.WriteNull(name);
                break;
        }
    }

    // A configuration's name in the manner of the seed study, e.g. layer4_transformer_last_frame_1.0s.
    private static string Name(SweepRow row) => SeedTaps.SeedName(row.Key.Tap) + "_" + row.Key.Pooling.SeedName()
        + (row.Key.Duration is { } d ? "_" + Seconds(d) + "s" : "") + (PostName(row.PostProcessing) is { } post ? "_" + post : "") + (row.CrossValidated ? "_cross_validated" : "");

    private static string? PostName(PostProcessingKind kind) => kind switch
    {
        PostProcessingKind.None => null,
        PostProcessingKind.L2Norm => "l2_norm",
        PostProcessingKind.Centre => "centre",
        PostProcessingKind.Whitening => "whitening",
        _ => "pca",
    };

    // As the seed study wrote them: 1.0.
    private static string Seconds(double seconds) => seconds.ToString("0.0###", CultureInfo.InvariantCulture);
}
