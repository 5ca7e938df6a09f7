namespace MimiNative.TestSupport;

/// <summary>The reference files' names of metrics, which say how they were computed, and ours, which say what they are.</summary>
internal static class ReferenceNames
{
    private static readonly Dictionary<string, string> Ours = new()
    {
        ["eer_roc_brentq"] = "eer",
        ["eer_interpolated"] = "eer",
        ["inter_distance_mean"] = "distance_between_voices",
        ["intra_distance_mean"] = "distance_within_voices",
        ["intra_consistency_mean"] = "consistency",
        ["intra_consistency_std"] = "consistency_std",
        ["inter_centroid_cosine_mean"] = "centroid_similarity",
        ["inter_centroid_cosine_std"] = "centroid_similarity_std",
        ["silhouette_cosine_voice"] = "silhouette_voice",
        ["silhouette_cosine_text"] = "silhouette_text",
        ["explained_variance_ratio_first20"] = "explained_variance_ratio",
        ["effective_rank_entropy"] = "effective_rank",
        ["channel_ratio_top20"] = "discriminative_channels",
        ["first_voice"] = "channel_moments",
        ["skewness_first8"] = "skewness",
        ["excess_kurtosis_first8"] = "excess_kurtosis",
        ["ward_linkage_of_voice_centroids"] = "voice_linkage",
        ["speaker_probe_text_disjoint_5fold"] = "speaker_probes",
        ["logistic_l2_c1"] = "logistic",
        ["lda_shrinkage_0_1"] = "lda",
        ["nearest_centroid_cosine"] = "nearest_centroid",
        ["linear_cka_first_half_second_half"] = "cka_of_channel_halves",
        ["debiased_linear_cka_first_half_second_half"] = "cka_of_channel_halves_debiased",
        ["unseen_voices_5fold"] = "unseen_voices",
        ["unseen_voices_and_texts_5x2"] = "unseen_voices_and_texts",
        ["knn_text_disjoint_5fold"] = "nearest_neighbours",
    };

    /// <summary>Our name for a reference file's.</summary>
    public static string Of(string reference) => Ours.GetValueOrDefault(reference, reference);
}
