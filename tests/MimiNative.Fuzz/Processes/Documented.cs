using System.Text.RegularExpressions;

namespace MimiNative.Fuzz.Processes;

/// <summary>The blocks of code of docs/data.md: what is tested is what stands there.</summary>
internal static partial class Documented
{
    /// <summary>The one block in a language that holds a text.</summary>
    public static string Block(string language, string text) =>
        CodeBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/data.md"))).Single(m => m.Groups[1].Value == language && m.Groups[2].Value.Contains(text, StringComparison.Ordinal)).Groups[2].Value;

    [GeneratedRegex("```([a-z]*)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
