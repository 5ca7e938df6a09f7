namespace MimiNative.Analysis.Data;

/// <summary>What the columns of labels are called in tables that are written here, and read.</summary>
internal static class SampleNames
{
    public const string Id = "sample_id", Voice = "voice_id", Text = "sentence_id", Sentence = "sentence_text", Augmentation = "augmentation_type",
        Gender = "gender", Accent = "accent", AgeGroup = "age_group", Duration = "duration_seconds";
}
