using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MimiNative.House.Tests;

/// <summary>The rooms of every project: folders, where arrows are uses of what another folder declares.</summary>
public sealed class RoomTests
{
    private static readonly Dictionary<string, ProjectSources> Read = [];

    public static TheoryData<string> Projects => [.. ProjectSources.All];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_form_no_circle(string project)
    {
        var arrows = RoomArrows.Of(Sources(project));
        var circles = RoomArrows.OnCircles(arrows);
        Assert.True(circles.Count == 0, $"{project}: arrows on a circle:\n{string.Join('\n', circles.Select(a => $"  {a.From} -> {a.To}   e.g. {a.Example}"))}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_name_in_the_sources_was_understood(string project)
    {
        // An unknown type would hide its arrows. What generators add is missing here: bodies of partial methods, and a JSON context's members.
        string[] unknown = ["CS0246", "CS0234", "CS0103", "CS0117", "CS1061", "CS0122"];
        var errors = Sources(project).Compilation.GetDiagnostics().Where(d => unknown.Contains(d.Id) && !d.GetMessage(CultureInfo.InvariantCulture).EndsWith("Json' does not contain a definition for 'Default'", StringComparison.Ordinal)).Select(d => d.ToString()).Take(10).ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    [Fact]
    public void A_circle_is_found_where_there_is_one()
    {
        Arrow[] arrows = [new("a", "b", ""), new("b", "c", ""), new("c", "a", ""), new("c", "d", ""), new("d", "e", "")];
        Assert.Equal(["a", "b", "c"], RoomArrows.OnCircles(arrows).Select(a => a.From));
    }

    [Fact]
    public void No_source_file_is_longer_than_300_lines()
    {
        var tooLong = Directory.GetFiles(Repository.Root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(Repository.Root, f).Split('/', '\\').Any(part => part is "bin" or "obj" or "artifacts"))
            .Select(f => (File: Path.GetRelativePath(Repository.Root, f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > 300);
        Assert.Empty(tooLong);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Texts_of_a_library_name_no_option_and_no_command(string project)
    {
        // The command has both, and the analysis prints the command lines that repeat a stage.
        if (project.Contains("Cli", StringComparison.Ordinal) || project.Contains("Analysis", StringComparison.Ordinal))
            return;
        var texts = Sources(project).Compilation.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantTokens())
            .Where(token => token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken))
            .Where(token => Regex.IsMatch(token.ValueText, @"(^|[\s(`'])--[a-z]|`mimi "));
        Assert.Empty(texts.Select(t => $"{t.GetLocation().GetLineSpan()}: {t.ValueText}"));
    }

    private static ProjectSources Sources(string project)
    {
        lock (Read)
            return Read.TryGetValue(project, out var sources) ? sources : Read[project] = ProjectSources.Read(project);
    }
}
