using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MimiNative.House.Tests;

/// <summary>What the README files show in C# compiles against the library as it is.</summary>
public sealed partial class ReadmeTests
{
    public static TheoryData<string> Readmes => [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "README.md", SearchOption.AllDirectories)
        .Append(Path.Combine(Repository.Root, "README.md"))
        .Where(p => Examples(p).Count > 0)
        .Select(p => Path.GetRelativePath(Repository.Root, p))];

    [Theory]
    [MemberData(nameof(Readmes))]
    public void Every_example_compiles(string readme)
    {
        foreach (var example in Examples(Path.Combine(Repository.Root, readme)))
        {
            var options = new CSharpParseOptions(LanguageVersion.Preview);
            var compilation = CSharpCompilation.Create("Example", [CSharpSyntaxTree.ParseText(example, options), CSharpSyntaxTree.ParseText(ProjectSources.ImplicitUsings, options)],
                ProjectSources.References("Example"), new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
            Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        }
    }

    [Fact]
    public void The_library_and_each_of_its_packages_show_an_example() =>
        Assert.Equal(["README.md", "src/MimiNative.Analysis/README.md", "src/MimiNative.Extensions.AI/README.md", "src/MimiNative.Metrics/README.md", "src/MimiNative/README.md"],
            Readmes.Select(row => row.Data).Order(StringComparer.Ordinal));

    private static List<string> Examples(string path) => [.. CSharpBlock().Matches(File.ReadAllText(path)).Select(m => m.Groups[1].Value)];

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
