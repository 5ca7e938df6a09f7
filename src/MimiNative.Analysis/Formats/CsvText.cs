namespace MimiNative.Analysis.Formats;

/// <summary>Fields of CSV files (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>In quotes where a comma, quote or line end makes that necessary.</summary>
    public static string Quote(string field) => field.AsSpan().IndexOfAny("\",\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"")}\"";
}
