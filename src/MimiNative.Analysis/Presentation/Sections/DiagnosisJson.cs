using System.Text.Json;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary><c>metrics.json</c>: the diagnosis for programs.</summary>
internal static class DiagnosisJson
{
    public static string Of(DiagnosisResult result, Verdict verdict) => JsonText.Object(json =>
    {
        foreach (var space in (MeasuredSpace[])[result.Mimi, .. result.Controls])
        {
            json.WriteStartObject(space.Kind switch { SpaceKind.Analysed => "focus", SpaceKind.RandomWeights => "random_weights", _ => "mfcc" });
            json.WriteString("name", Words.Name(space));
            json.WriteString("embedding", space.Set.Name);
            SpaceJson.Write(json, "metrics", space);
            json.WriteEndObject();
        }

        json.WriteObjects("peers", result.Peers, peer =>
        {
            PeerWords.Write(json, peer.Peer);
            foreach (var (name, beside) in new[] { ("eer", peer.Eer), ("separability_ratio", peer.SeparabilityRatio), ("consistency", peer.Consistency), ("acoustics_score", peer.AcousticsScore) })
            {
                json.WriteStartObject(name);
                json.WriteFinite("focus", beside.Own);
                RateWords.Write(json, "focus_minus_peer", beside.Difference);
                json.WriteEndObject();
            }

            SpaceJson.Write(json, "metrics", peer.Space);
        });
        json.WriteBoolean("random_weights_analysed", result.Synthetic);
        ClaimJson.Write(json, "claims", verdict.Claims.Select(ClaimWords.Of));
        if (DiagnosticSection.StudyNumbersOf(result) is { } numbers)
            StudyWords.Write(json, StudyRules.Judge(numbers));
        json.WriteObjects("heads", result.Heads, WriteHead);
        json.WriteObjects("conditions", ConditionRules.Judge(result.Conditions), WriteCondition);
        json.WriteObjects("durations", result.Durations, WriteDuration);
        json.WriteObjects("layers", result.Layers, WriteLayer);
        if (result.Probes is { } probes)
        {
            json.WriteStartObject("probes");
            ProbeFiles.Write(json, probes);
            json.WriteEndObject();
        }

        void WriteHead(HeadRow row)
        {
            json.WriteString("embedding", row.Key.ToString());
            Rates(json, "unseen_voices", row.Voices);
            Rates(json, "unseen_voices_and_texts", row.VoicesAndTexts);
        }

        void WriteCondition(JudgedCondition judged)
        {
            var row = judged.Row;
            json.WriteString("condition", row.Condition);
            json.WriteString("embedding", row.Key.ToString());
            json.WriteString("tested_as", row.TestKey.ToString());
            json.WriteNumber("clips", row.Clips);
            RateWords.Write(json, "cosine_plain", row.Plain);
            RateWords.Write(json, "cosine_both", row.Treated);
            RateWords.Write(json, "cosine_both_change", row.TreatedChange);
            RateWords.Write(json, "cosine_test", row.Mismatched);
            RateWords.Write(json, "cosine_test_change", row.MismatchedChange);
            Rates(json, "head_both", row.TreatedHead);
            RateWords.Write(json, "head_both_change", row.TreatedHeadChange);
            RateWords.Write(json, "head_test", row.MismatchedHead);
            RateWords.Write(json, "head_test_change", row.MismatchedHeadChange);
            json.WriteString("both", ConditionWords.Name(judged.TreatedEffect));
            json.WriteString("test", ConditionWords.Name(judged.Effect));
        }

        void WriteDuration(DurationPoint point)
        {
            json.WriteFinite("seconds", point.Seconds ?? double.NaN);
            json.WriteNumber("clips_long_enough", point.LongEnough);
            RateWords.Write(json, "cosine", point.Cosine);
            RateWords.Write(json, "head", point.Head);
            RateWords.Write(json, "head_minus_whole_clips", point.HeadChange);
        }

        void WriteLayer(LayerPoint layer)
        {
            json.WriteString("tap", layer.Tap);
            json.WriteFinite("acoustics_score", layer.AcousticsScore);
            json.WriteFinite("centred_acoustics_score", layer.CentredAcousticsScore);
            json.WriteFinite("eer", layer.Eer);
            json.WriteFinite("variance_share_voice", layer.VoiceShare);
            json.WriteFinite("variance_share_text", layer.TextShare);
            json.WriteFinite("nearest_centroid_accuracy", layer.CentroidAccuracy);
            json.WriteFinite("random_weights_eer", layer.RandomEer);
            RateWords.Write(json, "head_minus_end", layer.HeadMinusEnd);
        }
    });

    private static void Rates(Utf8JsonWriter json, string name, UnseenRates? rates)
    {
        if (rates is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("folds", rates.Folds);
        json.WriteBoolean("texts_unseen", rates.TextsUnseen);
        RateWords.Write(json, "cosine", rates.Cosine);
        RateWords.Write(json, "head", rates.Head);
        RateWords.Write(json, "head_minus_cosine", rates.HeadMinusCosine);
        json.WriteObjects("controls", rates.Controls, control =>
        {
            json.WriteString("control", control.Control == SpaceKind.RandomWeights ? "random_weights" : "mfcc");
            RateWords.Write(json, "cosine", control.Cosine);
            RateWords.Write(json, "head", control.Head);
            RateWords.Write(json, "difference", control.Difference);
        });
        json.WriteObjects("peers", rates.Peers, peer =>
        {
            json.WriteString("peer", peer.Peer.Name);
            json.WriteBoolean("synthetic", peer.Peer.Synthetic);
            json.WriteNumber("clips", peer.Peer.Clips);
            RateWords.Write(json, "own_head", peer.OwnHead);
            RateWords.Write(json, "cosine", peer.Cosine);
            RateWords.Write(json, "head", peer.Head);
            RateWords.Write(json, "difference", peer.Difference);
        });
        json.WriteEndObject();
    }
}
