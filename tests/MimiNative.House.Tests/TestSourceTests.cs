using System.Text.RegularExpressions;

namespace MimiNative.House.Tests;

/// <summary>What a checkout by itself, without the reference files beside it, would otherwise show too late.</summary>
public sealed partial class TestSourceTests
{
    [Fact]
    public void No_static_field_needs_the_reference_files()
    {
        // A skip that is thrown while a class is initialised fails every test of it.
        var tests = Path.Combine(Repository.Root, "tests");
        var wrong = Directory.GetFiles(tests, "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => File.ReadLines(f).Where(l => Initialised().IsMatch(l)).Select(l => $"{Path.GetRelativePath(tests, f)}: {l.Trim()}"));
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("    private static readonly string[] With = [\"-w\", Workplace.Tiny];", true)]
    [InlineData("    public static string Path { get; } = Repository.Shared(\"reference\");", true)]
    [InlineData("    private static string[] With => [\"-w\", Workplace.Tiny];", false)]
    [InlineData("    private static readonly Lazy<string> Path = new(() => Repository.Shared(\"reference\"));", false)]
    public void Such_a_field_is_found(string line, bool found) => Assert.Equal(found, Initialised().IsMatch(line));

    // A field or an automatic property with a value that isn't computed later.
    [GeneratedRegex(@"^\s*(?:public|private|internal|protected)\s[^(""]*\bstatic\b[^(""]*[^=!<>]=(?![=>])(?!.*=>).*\b(?:Repository\.Shared\(|Workplace\.Tiny\b)")]
    private static partial Regex Initialised();
}
