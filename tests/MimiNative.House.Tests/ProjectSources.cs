using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MimiNative.House.Tests;

/// <summary>A project of the repository, compiled in memory so that its symbol references can be read.</summary>
internal sealed class ProjectSources
{
    internal const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private ProjectSources(string folder, CSharpCompilation compilation) => (Folder, Compilation) = (folder, compilation);

    /// <summary>The folder of the project file.</summary>
    public string Folder { get; }

    public CSharpCompilation Compilation { get; }

    /// <summary>Relative paths of all project files whose code is part of the product.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. new[] { "src", "kernels" }.SelectMany(room => Directory.GetFiles(Path.Combine(Repository.Root, room), "*.csproj", SearchOption.AllDirectories))
            .Select(p => Path.GetRelativePath(Repository.Root, p).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static ProjectSources Read(string project)
    {
        var path = Path.Combine(Repository.Root, project);
        var folder = Path.GetDirectoryName(path)!;
        var xml = XDocument.Load(path);
        var name = xml.Descendants("AssemblyName").FirstOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(path);
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var usings = string.Concat(xml.Descendants("Using").Select(u => $"global using {u.Attribute("Include")!.Value};"));
        var trees = Files(folder, xml).Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), options, f)).Append(CSharpSyntaxTree.ParseText(ImplicitUsings + usings, options));
        return new ProjectSources(folder, CSharpCompilation.Create(name, trees, References(name).Select(r => Aliases(xml).TryGetValue(Path.GetFileNameWithoutExtension(r.Display!), out var alias) ? r.WithAliases([alias]) : r),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable)));
    }

    /// <summary>The room of a file: its folder relative to the project's, "." for the root; null where the file isn't the project's own (shared source is another room's).</summary>
    public string? RoomOf(string file)
    {
        var relative = Path.GetRelativePath(Folder, file).Replace('\\', '/');
        if (relative.Length == 0 || Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal))
            return null;
        return Path.GetDirectoryName(relative)!.Replace('\\', '/') is { Length: > 0 } room ? room : ".";
    }

    private static IEnumerable<string> Files(string folder, XDocument project)
    {
        var own = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Where(f => !Generated(Path.GetRelativePath(folder, f)));
        var linked = project.Descendants("Compile").Select(c => c.Attribute("Include")?.Value).OfType<string>().SelectMany(includes => includes.Split(';')).SelectMany(include => Linked(folder, include));
        return own.Concat(linked).Distinct();
    }

    private static IEnumerable<string> Linked(string folder, string include)
    {
        var full = Path.GetFullPath(Path.Combine(folder, include.Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal)));
        if (!include.Contains('*'))
            return [full];
        var search = include.Contains("**", StringComparison.Ordinal) ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
        var from = full[..full.IndexOf('*')].TrimEnd('/', '\\');
        return Directory.GetFiles(from, Path.GetFileName(full), search).Where(f => !Generated(Path.GetRelativePath(from, f)));
    }

    private static Dictionary<string, string> Aliases(XDocument project) => project.Descendants("ProjectReference").Where(r => r.Attribute("Aliases") is not null)
        .ToDictionary(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value), r => r.Attribute("Aliases")!.Value);

    private static bool Generated(string relative) => relative.Split('/', '\\').Any(part => part is "bin" or "obj");

    internal static IEnumerable<MetadataReference> References(string assembly)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return platform.Concat(Directory.GetFiles(AppContext.BaseDirectory, "*.dll"))
            .DistinctBy(Path.GetFileName)
            .Where(p => Path.GetFileNameWithoutExtension(p) != assembly && IsManaged(p))
            .Select(p => MetadataReference.CreateFromFile(p));
    }

    private static bool IsManaged(string path)
    {
        try
        {
            System.Reflection.AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
