using System.Text.Json;

namespace MimiNative.Metrics;

public sealed partial record VerificationReport
{
    private static readonly (string Name, ScoringMethod Method)[] Methods =
        [("cosine", ScoringMethod.Cosine), ("centred_cosine", ScoringMethod.CentredCosine), ("lda_cosine", ScoringMethod.LdaCosine), ("lda_plda", ScoringMethod.LdaPlda)];

    /// <summary>Writes one JSON object; NaN and infinite values, and what couldn't be measured, become null.</summary>
    public void ToJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteStartObject("all_pairs_cosine");
        WriteScores(json, AllPairs, AllPairsCalibration, AllPairsLinkability, AllPairs.MinDcf(0.01), AllPairs.MinDcf(0.05));
        json.WriteEndObject();
        WriteUnseen(json, "unseen_voices", UnseenVoices);
        WriteUnseen(json, "unseen_voices_and_texts", UnseenVoicesAndTexts);
        json.WriteStartObject("nearest_neighbours");
        json.WriteString("held_out", NearestNeighbours.TextDisjoint ? "texts" : "clips");
        JsonNumbers.Write(json, "1", NearestNeighbours.Nearest);
        JsonNumbers.Write(json, "10", NearestNeighbours.MajorityOfTen);
        json.WriteEndObject();
        WriteOnlineCode(json);
        JsonNumbers.Write(json, "cka_of_channel_halves_debiased", HalvesCkaDebiased);
        json.WriteStartArray("singling_out");
        foreach (var rate in SinglingOut)
        {
            json.WriteStartObject();
            json.WriteNumber("gallery_voices", rate.GallerySize);
            JsonNumbers.Write(json, "rate", rate.Rate);
            JsonNumbers.Write(json, "chance", rate.Chance);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUnseen(Utf8JsonWriter json, string name, UnseenVoices? unseen)
    {
        if (unseen is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("folds", unseen.Folds);
        foreach (var (method, key) in Methods.Select(m => (m.Method, m.Name)))
        {
            var evaluation = unseen[method];
            json.WriteStartObject(key);
            WriteScores(json, evaluation.Scores, evaluation.Calibration, evaluation.Linkability, evaluation.MinDcf01, evaluation.MinDcf05);
            JsonNumbers.Write(json, "eer_low", evaluation.Eer.Low);
            JsonNumbers.Write(json, "eer_high", evaluation.Eer.High);
            JsonNumbers.Write(json, "eer_per_fold", evaluation.EerPerFold);
            if (method != ScoringMethod.Cosine)
                WriteEstimate(json, "eer_minus_cosine", unseen.Difference(method, unseen, ScoringMethod.Cosine));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, ScoreDistribution scores, ScoreCalibration calibration, double linkability, double minDcf01, double minDcf05)
    {
        json.WriteNumber("pairs_same", scores.SamePairs);
        json.WriteNumber("pairs_different", scores.DifferentPairs);
        JsonNumbers.Write(json, "eer", scores.Eer);
        JsonNumbers.Write(json, "auc", scores.Auc);
        JsonNumbers.Write(json, "min_dcf_p0_01", minDcf01);
        JsonNumbers.Write(json, "min_dcf_p0_05", minDcf05);
        JsonNumbers.Write(json, "calibration_scale", calibration.Scale);
        JsonNumbers.Write(json, "calibration_offset", calibration.Offset);
        JsonNumbers.Write(json, "cllr_calibrated", calibration.Cllr);
        JsonNumbers.Write(json, "cllr_min", calibration.CllrMin);
        JsonNumbers.Write(json, "act_dcf_p0_01", calibration.ActDcf01);
        JsonNumbers.Write(json, "act_dcf_p0_05", calibration.ActDcf05);
        JsonNumbers.Write(json, "linkability", linkability);
    }

    private void WriteOnlineCode(Utf8JsonWriter json)
    {
        if (OnlineCode is null)
        {
            json.WriteNull("online_code");
            return;
        }
        json.WriteStartObject("online_code");
        JsonNumbers.Write(json, "text_blocks_end", OnlineCode.TextBlockEnds.Select(e => (double)e));
        JsonNumbers.Write(json, "bits_per_block", OnlineCode.BitsPerBlock);
        JsonNumbers.Write(json, "bits", OnlineCode.Bits);
        JsonNumbers.Write(json, "uniform_bits", OnlineCode.UniformBits);
        JsonNumbers.Write(json, "compression", OnlineCode.Compression);
        json.WriteEndObject();
    }

    private static void WriteEstimate(Utf8JsonWriter json, string name, Estimate estimate)
    {
        json.WriteStartObject(name);
        JsonNumbers.Write(json, "value", estimate.Value);
        JsonNumbers.Write(json, "low", estimate.Low);
        JsonNumbers.Write(json, "high", estimate.High);
        json.WriteEndObject();
    }
}
