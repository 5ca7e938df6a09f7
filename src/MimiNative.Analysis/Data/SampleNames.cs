namespace MimiNative.Analysis.Data;

/// <summary>What the columns of labels are called in tables that are written here, and read.</summary>
internal static class SampleNames
{
    public const string Id = "sample_id", Voice = "voice_id", Text = "sentence_id", Sentence = "sentence_text", Augmentation = "augmentation_type",
        Gender = "gender", Accent = "accent", AgeGroup = "age_group", Duration = "duration_seconds";

    /// <summary>All that are texts, in the order of tables; what a sample has none of is null.</summary>
    public static IReadOnlyList<(string Name, Func<Sample, string?> Value)> Texts { get; } =
    [
        (Id, s => s.Id), (Voice, s => s.Voice), (Text, s => s.Text), (Sentence, s => s.Sentence), (Augmentation, s => s.Augmentation), (Gender, s => s.Gender), (Accent, s => s.Accent), (AgeGroup, s => s.AgeGroup),
    ];
}
