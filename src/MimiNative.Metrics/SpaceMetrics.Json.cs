using System.Text.Json;

namespace MimiNative.Metrics;

public sealed partial record SpaceMetrics
{
    private const int ReportedComponents = 20;
    private const int ReportedChannels = 20;
    private const int ReportedMoments = 8;
    private static readonly double[] VarianceShares = [0.8, 0.9, 0.95, 0.99];

    /// <summary>Writes one JSON object; NaN and infinite values become null.</summary>
    public void ToJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("samples", Samples);
        json.WriteNumber("dimension", Dimension);
        WriteView(json, "raw", Raw);
        WriteView(json, "centred", Centred);
        WriteSpectrum(json);
        json.WriteStartObject("variance_share");
        WriteNumber(json, "voice", VarianceShareVoice);
        WriteNumber(json, "text", VarianceShareText);
        json.WriteEndObject();
        WriteChannels(json);
        WriteChannelMoments(json);
        WriteLinkage(json);
        WriteProbes(json);
        WriteNumber(json, "cka_of_channel_halves", HalvesCka);
        json.WriteEndObject();
    }

    private static void WriteView(Utf8JsonWriter json, string name, CosineView view)
    {
        var (verification, voice) = (view.Verification, view.Voice);
        json.WriteStartObject(name);
        WriteNumber(json, "eer", verification.Eer);
        WriteNumber(json, "eer_bound", verification.EerBound);
        WriteNumber(json, "eer_threshold", verification.EerThreshold);
        WriteNumber(json, "min_dcf_p0_01", verification.MinDcf01);
        WriteNumber(json, "min_dcf_p0_05", verification.MinDcf05);
        WriteNumber(json, "auc", verification.Auc);
        WriteNumber(json, "d_prime", verification.DPrime);
        json.WriteNumber("pairs_same", verification.SamePairs);
        json.WriteNumber("pairs_different", verification.DifferentPairs);
        WriteNumber(json, "mean_same", verification.MeanSame);
        WriteNumber(json, "mean_different", verification.MeanDifferent);
        WritePairs(json, "same_voice_different_text", view.Pairs.SameVoiceDifferentText);
        WritePairs(json, "same_text_different_voice", view.Pairs.SameTextDifferentVoice);
        WriteNumber(json, "acoustics_score", voice.AcousticsScore);
        WriteNumber(json, "distance_between_voices", voice.InterDistance);
        WriteNumber(json, "distance_within_voices", voice.IntraDistance);
        WriteNumber(json, "separability_ratio", voice.SeparabilityRatio);
        WriteNumber(json, "consistency", voice.Consistency);
        WriteNumber(json, "consistency_std", voice.ConsistencyStd);
        WriteNumber(json, "centroid_similarity", voice.CentroidSimilarity);
        WriteNumber(json, "centroid_similarity_std", voice.CentroidSimilarityStd);
        WriteNumber(json, "silhouette_voice", view.SilhouetteVoice);
        WriteNumber(json, "silhouette_text", view.SilhouetteText);
        json.WriteEndObject();
    }

    private static void WritePairs(Utf8JsonWriter json, string name, PairGroup group)
    {
        json.WriteStartObject(name);
        WriteNumber(json, "mean", group.MeanCosine);
        WriteNumber(json, "std", group.StdCosine);
        json.WriteNumber("pairs", group.Pairs);
        json.WriteEndObject();
    }

    private void WriteSpectrum(Utf8JsonWriter json)
    {
        json.WriteStartObject("pca");
        WriteNumbers(json, "explained_variance_ratio", Pca.Ratios.Take(ReportedComponents));
        json.WriteStartObject("components_for");
        foreach (var share in VarianceShares)
            json.WriteNumber(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{share}"), Pca.ComponentsFor(share));
        json.WriteEndObject();
        json.WriteEndObject();
        WriteNumber(json, "effective_rank", Pca.EffectiveRank);
        WriteNumber(json, "participation_ratio", Pca.ParticipationRatio);
    }

    private void WriteChannels(Utf8JsonWriter json)
    {
        json.WriteStartArray("discriminative_channels");
        foreach (var score in Channels.Take(ReportedChannels))
        {
            json.WriteStartObject();
            json.WriteNumber("channel", score.Channel);
            WriteNumber(json, "ratio", score.Ratio);
            WriteNumber(json, "inter_variance", score.InterVariance);
            WriteNumber(json, "intra_variance", score.IntraVariance);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteChannelMoments(Utf8JsonWriter json)
    {
        json.WriteStartObject("channel_moments");
        json.WriteString("voice", VoiceNames.Count == 0 ? null : VoiceNames[0]);
        WriteNumbers(json, "skewness", FirstVoiceMoments.Take(ReportedMoments).Select(m => m.Skewness));
        WriteNumbers(json, "excess_kurtosis", FirstVoiceMoments.Take(ReportedMoments).Select(m => m.ExcessKurtosis));
        json.WriteEndObject();
    }

    private void WriteLinkage(Utf8JsonWriter json)
    {
        json.WriteStartArray("voice_linkage");
        foreach (var merge in Linkage)
        {
            json.WriteStartArray();
            json.WriteNumberValue(merge.Left);
            json.WriteNumberValue(merge.Right);
            json.WriteNumberValue(merge.Distance);
            json.WriteNumberValue(merge.Count);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private void WriteProbes(Utf8JsonWriter json)
    {
        if (Probes is null)
            return;
        json.WriteStartObject("speaker_probes");
        json.WriteString("held_out", Probes.TextDisjoint ? "texts" : "clips");
        WriteNumbers(json, "logistic", Probes.Logistic);
        WriteNumbers(json, "lda", Probes.Lda);
        WriteNumbers(json, "nearest_centroid", Probes.NearestCentroid);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            if (double.IsFinite(value))
                json.WriteNumberValue(value);
            else
                json.WriteNullValue();
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
