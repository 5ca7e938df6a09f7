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
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteNumber("samples", Samples);
        json.WriteNumber("dimension", Dimension);
        WriteSample(json);
        WriteView(json, "raw", Raw);
        WriteView(json, "centred", Centred);
        WriteSpectrum(json);
        json.WriteStartObject("variance_share");
        JsonNumbers.Write(json, "voice", VarianceShareVoice);
        JsonNumbers.Write(json, "text", VarianceShareText);
        json.WriteEndObject();
        WriteChannels(json);
        WriteChannelMoments(json);
        WriteLinkage(json);
        WriteProbes(json);
        JsonNumbers.Write(json, "cka_of_channel_halves", HalvesCka);
        json.WriteEndObject();
    }

    private void WriteSample(Utf8JsonWriter json)
    {
        if (Sample is not { } sample)
            return;
        json.WriteStartObject("pairs_sample");
        json.WriteNumber("clips", sample.Clips);
        json.WriteStartObject("standard_errors");
        foreach (var error in sample.Errors)
        {
            json.WriteStartObject(error.Name);
            JsonNumbers.Write(json, "raw", error.Raw);
            JsonNumbers.Write(json, "centred", error.Centred);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteView(Utf8JsonWriter json, string name, CosineView view)
    {
        var (verification, voice) = (view.Verification, view.Voice);
        json.WriteStartObject(name);
        JsonNumbers.Write(json, "eer", verification.Eer);
        JsonNumbers.Write(json, "eer_bound", verification.EerBound);
        JsonNumbers.Write(json, "eer_threshold", verification.EerThreshold);
        JsonNumbers.Write(json, "min_dcf_p0_01", verification.MinDcf01);
        JsonNumbers.Write(json, "min_dcf_p0_05", verification.MinDcf05);
        JsonNumbers.Write(json, "auc", verification.Auc);
        JsonNumbers.Write(json, "d_prime", verification.DPrime);
        json.WriteNumber("pairs_same", verification.SamePairs);
        json.WriteNumber("pairs_different", verification.DifferentPairs);
        JsonNumbers.Write(json, "mean_same", verification.MeanSame);
        JsonNumbers.Write(json, "mean_different", verification.MeanDifferent);
        WritePairs(json, "same_voice_different_text", view.Pairs.SameVoiceDifferentText);
        WritePairs(json, "same_text_different_voice", view.Pairs.SameTextDifferentVoice);
        JsonNumbers.Write(json, "acoustics_score", voice.AcousticsScore);
        JsonNumbers.Write(json, "distance_between_voices", voice.InterDistance);
        JsonNumbers.Write(json, "distance_within_voices", voice.IntraDistance);
        JsonNumbers.Write(json, "separability_ratio", voice.SeparabilityRatio);
        JsonNumbers.Write(json, "consistency", voice.Consistency);
        JsonNumbers.Write(json, "consistency_std", voice.ConsistencyStd);
        JsonNumbers.Write(json, "centroid_similarity", voice.CentroidSimilarity);
        JsonNumbers.Write(json, "centroid_similarity_std", voice.CentroidSimilarityStd);
        JsonNumbers.Write(json, "silhouette_voice", view.SilhouetteVoice);
        JsonNumbers.Write(json, "silhouette_text", view.SilhouetteText);
        json.WriteEndObject();
    }

    private static void WritePairs(Utf8JsonWriter json, string name, PairGroup group)
    {
        json.WriteStartObject(name);
        JsonNumbers.Write(json, "mean", group.MeanCosine);
        JsonNumbers.Write(json, "std", group.StdCosine);
        json.WriteNumber("pairs", group.Pairs);
        json.WriteEndObject();
    }

    private void WriteSpectrum(Utf8JsonWriter json)
    {
        json.WriteStartObject("pca");
        JsonNumbers.Write(json, "explained_variance_ratio", Pca.Ratios.Take(ReportedComponents));
        json.WriteStartObject("components_for");
        foreach (var share in VarianceShares)
            json.WriteNumber(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{share}"), Pca.ComponentsFor(share));
        json.WriteEndObject();
        json.WriteEndObject();
        JsonNumbers.Write(json, "effective_rank", Pca.EffectiveRank);
        JsonNumbers.Write(json, "participation_ratio", Pca.ParticipationRatio);
    }

    private void WriteChannels(Utf8JsonWriter json)
    {
        json.WriteStartArray("discriminative_channels");
        foreach (var score in Channels.Take(ReportedChannels))
        {
            json.WriteStartObject();
            json.WriteNumber("channel", score.Channel);
            JsonNumbers.Write(json, "ratio", score.Ratio);
            JsonNumbers.Write(json, "inter_variance", score.InterVariance);
            JsonNumbers.Write(json, "intra_variance", score.IntraVariance);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteChannelMoments(Utf8JsonWriter json)
    {
        json.WriteStartObject("channel_moments");
        json.WriteString("voice", VoiceNames.Count == 0 ? null : VoiceNames[0]);
        JsonNumbers.Write(json, "skewness", FirstVoiceMoments.Take(ReportedMoments).Select(m => m.Skewness));
        JsonNumbers.Write(json, "excess_kurtosis", FirstVoiceMoments.Take(ReportedMoments).Select(m => m.ExcessKurtosis));
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
        JsonNumbers.Write(json, "logistic", Probes.Logistic);
        JsonNumbers.Write(json, "lda", Probes.Lda);
        JsonNumbers.Write(json, "nearest_centroid", Probes.NearestCentroid);
        json.WriteEndObject();
    }
}
