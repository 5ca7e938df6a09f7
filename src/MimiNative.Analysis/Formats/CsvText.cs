using System.Globalization;

namespace MimiNative.Analysis.Formats;

/// <summary>
/// Fields of CSV files (RFC 4180). A text that a spreadsheet would compute instead of show, since it begins with <c>= + - @</c> or a tab and is no number, is written with an
/// apostrophe before it, as spreadsheets themselves mark text; <see cref="Text"/> takes it off again.
/// </summary>
internal static class CsvText
{
    /// <summary>In quotes where a comma, quote or line end makes that necessary, and with an apostrophe where it would be computed.</summary>
    public static string Quote(string field)
    {
        var text = IsComputed(field) ? "'" + field : field;
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
    }

    /// <summary>What <see cref="Quote"/> was given, of a field that a CSV reader took out of its quotes.</summary>
    public static string Text(string field) => field.StartsWith('\'') && IsComputed(field[1..]) ? field[1..] : field;

    // Also behind apostrophes, so that the way back is clear.
    private static bool IsComputed(string field)
    {
        var start = field.AsSpan().TrimStart('\'');
        return start.Length > 0 && start[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'
            && !double.TryParse(start, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }
}
