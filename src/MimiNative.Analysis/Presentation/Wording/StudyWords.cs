using System.Text.Json;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>The seed study's statements and what becomes of them, in words.</summary>
internal static class StudyWords
{
    /// <summary>What the study is, for whoever meets it first.</summary>
    public const string Introduction =
        "The first study of Mimi's pooled embeddings (\"the seed study\": 21 synthetic voices saying 10 sentences, January 2026) is where this tool began.";

    /// <summary>A statement as the study made it.</summary>
    public static string Name(StudyStatement statement) => statement switch
    {
        StudyStatement.WordsOutweighVoice => "What is said outweighs who says it (0.88 against 0.78)",
        StudyStatement.SpeakerIsNotThere => "The space can't be used to tell speakers apart",
        StudyStatement.VoicesAreInconsistent => "A voice is not consistent with itself (0.78; target 0.80)",
        StudyStatement.VoicesAreNotSeparated => "Voices are not separated (0.50, best 1.08; target 2.0)",
        StudyStatement.StandsNoise => "The space stands noise (0.87 light, 0.83 medium)",
        StudyStatement.PcaPutsVoiceFirst => "With a PCA the voice outweighs the words (0.13)",
        StudyStatement.DurationMakesNoDifference => "The length of the audio makes no difference",
        _ => throw new ArgumentOutOfRangeException(nameof(statement), statement, "this statement has no words"),
    };

    /// <summary>An outcome in words.</summary>
    public static string Name(StudyOutcome outcome) => outcome switch { StudyOutcome.Holds => "holds", StudyOutcome.Fails => "fails", _ => "can't be decided" };

    /// <summary>Why a statement is more delicate than it sounds; null where it isn't.</summary>
    public static string? Remark(StudyClaim claim) => claim.Statement switch
    {
        StudyStatement.WordsOutweighVoice or StudyStatement.VoicesAreInconsistent or StudyStatement.VoicesAreNotSeparated or StudyStatement.StandsNoise
            when claim.Outcome == StudyOutcome.CannotBeDecided && claim.Evidence.Any(e => double.IsFinite(e.Value)) => claim.Statement == StudyStatement.WordsOutweighVoice && claim.Evidence.All(e => e.Quantity != Quantity.PaddingVarianceShare)
                ? "the interval holds zero" : "clips were padded in batches and pooled over the padding, which drowns this",
        StudyStatement.SpeakerIsNotThere => "by a linear map fitted on other voices, not by cosine",
        StudyStatement.PcaPutsVoiceFirst => "a PCA with as many components as clips only takes the mean off, so centring is what is tested",
        StudyStatement.DurationMakesNoDifference => "the study cut the wrong axis, so that nothing was cut",
        _ => null,
    };

    /// <summary>The numbers that decide a statement.</summary>
    public static string Numbers(StudyClaim claim) => claim.Evidence.Count == 0 ? "not measured" : string.Join("; ", claim.Evidence.Select(ClaimWords.Describe));

    /// <summary>One line per statement.</summary>
    public static IEnumerable<string> Lines(IEnumerable<StudyClaim> claims) => claims.Select(c => $"{Name(c.Statement)}: {Name(c.Outcome)}. {Numbers(c)}{(Remark(c) is { } remark ? $" ({remark})" : "")}");

    /// <summary>The statements as a table.</summary>
    /// <param name="claims">The statements.</param>
    /// <param name="embedding">Of which embedding: the one that the study published them for.</param>
    internal static Table Table(IReadOnlyList<StudyClaim> claims, string embedding) => new($"The seed study's statements on these clips. Like is compared with like: every line is of {embedding}, which the study published them for, not of the headline's embedding unless that is the same",
        [new("statement"), new("here"), new("the numbers that decide")],
        [.. claims.Select(c => (IReadOnlyList<Cell>)[Name(c.Statement), $"**{Name(c.Outcome)}**", $"{Numbers(c)}{(Remark(c) is { } remark ? $" ({remark})" : "")}"])]);

    /// <summary>The statements for programs, into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<StudyClaim> claims)
    {
        json.WriteStartArray("study_statements");
        foreach (var claim in claims)
        {
            json.WriteStartObject();
            json.WriteString("statement", JsonNamingPolicy.SnakeCaseLower.ConvertName(claim.Statement.ToString()));
            json.WriteString("text", Name(claim.Statement));
            json.WriteString("outcome", Name(claim.Outcome));
            ClaimJson.WriteEvidence(json, claim.Evidence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
