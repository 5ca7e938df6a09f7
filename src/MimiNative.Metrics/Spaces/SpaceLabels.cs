using System.Globalization;

namespace MimiNative.Metrics;

/// <summary>
/// Who speaks and what is said in each row. Ids are dense: 0 … <see cref="VoiceCount"/> − 1 in the sorted order of the labels, so that
/// folds and rankings do not depend on the row order. Names sort ordinally ("10" before "2", as Python sorts strings), integers by value.
/// </summary>
public sealed class SpaceLabels
{
    /// <param name="voice">Any integer per row; equal integers are one voice.</param>
    /// <param name="text">Any integer per row, or null when the texts are unknown: content metrics are then NaN.</param>
    /// <exception cref="MetricsException">The two differ in length.</exception>
    public SpaceLabels(int[] voice, int[]? text)
    {
        ArgumentNullException.ThrowIfNull(voice);
        RequireSameLength(voice.Length, text?.Length);
        (Voice, VoiceNames) = Dense(voice);
        if (text is not null)
            (Text, TextNames) = Dense(text);
    }

    private SpaceLabels(IReadOnlyList<string> voice, IReadOnlyList<string>? text)
    {
        (Voice, VoiceNames) = Dense(voice);
        if (text is not null)
            (Text, TextNames) = Dense(text);
    }

    /// <summary>Labels from names. Where any text is null or empty, the texts count as unknown as a whole.</summary>
    /// <exception cref="MetricsException">The two differ in length, or a voice has no name.</exception>
    public static SpaceLabels FromNames(IReadOnlyList<string> voice, IReadOnlyList<string?>? text)
    {
        ArgumentNullException.ThrowIfNull(voice);
        RequireSameLength(voice.Count, text?.Count);
        for (var i = 0; i < voice.Count; i++)
            if (string.IsNullOrEmpty(voice[i]))
                throw new MetricsException($"label row {i} has no voice: name one, or leave the row out");
        var known = text is not null && text.All(t => !string.IsNullOrEmpty(t));
        return new SpaceLabels(voice, known ? [.. text!.Select(t => t!)] : null);
    }

    /// <summary>Number of rows.</summary>
    public int Rows => Voice.Length;

    /// <summary>Voice id of each row.</summary>
    public int[] Voice { get; }

    /// <summary>Text id of each row, or null when unknown.</summary>
    public int[]? Text { get; }

    /// <summary>Names by voice id.</summary>
    public IReadOnlyList<string> VoiceNames { get; }

    /// <summary>Names by text id; empty when unknown.</summary>
    public IReadOnlyList<string> TextNames { get; } = [];

    /// <summary>Number of different voices.</summary>
    public int VoiceCount => VoiceNames.Count;

    /// <summary>Number of different texts; 0 when unknown.</summary>
    public int TextCount => TextNames.Count;

    /// <summary>The labels of the given rows; names that no longer occur are dropped, so ids are dense again.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public SpaceLabels Select(ReadOnlySpan<int> rows)
    {
        var voice = new string[rows.Length];
        var text = Text is null ? null : new string[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)Rows)
                throw new ArgumentOutOfRangeException(nameof(rows), rows[i], $"there are {Rows} rows");
            voice[i] = VoiceNames[Voice[rows[i]]];
            if (text is not null)
                text[i] = TextNames[Text![rows[i]]];
        }
        return new SpaceLabels(voice, text);
    }

    /// <summary>Rows of each voice, ascending.</summary>
    internal int[][] RowsByVoice() => Groups(Voice, VoiceCount);

    internal static int[][] Groups(int[] ids, int count)
    {
        var sizes = new int[count];
        foreach (var id in ids)
            sizes[id]++;
        var groups = Array.ConvertAll(sizes, n => new int[n]);
        Array.Clear(sizes);
        for (var i = 0; i < ids.Length; i++)
            groups[ids[i]][sizes[ids[i]]++] = i;
        return groups;
    }

    /// <exception cref="MetricsException">There is not one label for each row of the matrix.</exception>
    internal void RequireRowsOf(EmbeddingMatrix matrix)
    {
        if (Rows != matrix.Rows)
            throw new MetricsException($"{matrix.Rows} embeddings but {Rows} labels: give one label for each row");
    }

    private static void RequireSameLength(int voices, int? texts)
    {
        if (texts is { } count && count != voices)
            throw new MetricsException($"{voices} voice labels but {count} text labels: give both for each row");
    }

    private static (int[] Ids, string[] Names) Dense(int[] values)
    {
        var distinct = values.Distinct().Order().ToArray();
        return (Array.ConvertAll(values, v => Array.BinarySearch(distinct, v)), Array.ConvertAll(distinct, v => v.ToString(CultureInfo.InvariantCulture)));
    }

    private static (int[] Ids, string[] Names) Dense(IReadOnlyList<string> values)
    {
        var distinct = values.Distinct(StringComparer.Ordinal).ToArray();
        Array.Sort(distinct, StringComparer.Ordinal);
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < distinct.Length; i++)
            index[distinct[i]] = i;
        return ([.. values.Select(v => index[v])], distinct);
    }
}
