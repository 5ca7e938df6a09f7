using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MimiNative.House.Tests;

/// <summary>One use of something that another room declares.</summary>
internal sealed record Arrow(string From, string To, string Example);

/// <summary>Which room of a project uses which, read from the symbols that its sources name.</summary>
internal static class RoomArrows
{
    /// <summary>All arrows between different rooms, one example each.</summary>
    public static IReadOnlyList<Arrow> Of(ProjectSources project)
    {
        var arrows = new Dictionary<(string, string), Arrow>();
        foreach (var tree in project.Compilation.SyntaxTrees)
        {
            if (tree.FilePath.Length == 0 || project.RoomOf(tree.FilePath) is not { } from)
                continue;
            var model = project.Compilation.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes().Where(n => n is SimpleNameSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax))
            {
                if (Symbol(model, node) is not { } symbol || symbol is INamespaceSymbol)
                    continue;
                foreach (var declaration in Declarations(symbol))
                {
                    if (project.RoomOf(declaration) is not { } to || to == from || arrows.ContainsKey((from, to)))
                        continue;
                    var line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
                    arrows.Add((from, to), new Arrow(from, to, $"{Path.GetRelativePath(project.Folder, tree.FilePath)}:{line} uses {symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}"));
                }
            }
        }

        return [.. arrows.Values.OrderBy(a => a.From, StringComparer.Ordinal).ThenBy(a => a.To, StringComparer.Ordinal)];
    }

    /// <summary>The arrows that lie on a circle: those inside a strongly connected set of rooms.</summary>
    public static IReadOnlyList<Arrow> OnCircles(IReadOnlyList<Arrow> arrows)
    {
        var reach = arrows.SelectMany(a => new[] { a.From, a.To }).Distinct().ToDictionary(room => room, room => Reachable(room, arrows));
        return [.. arrows.Where(a => reach[a.To].Contains(a.From))];
    }

    private static HashSet<string> Reachable(string room, IReadOnlyList<Arrow> arrows)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([room]);
        while (open.TryPop(out var at))
            foreach (var arrow in arrows.Where(a => a.From == at))
                if (seen.Add(arrow.To))
                    open.Push(arrow.To);
        return seen;
    }

    private static ISymbol? Symbol(SemanticModel model, SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        return info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
    }

    // A member counts where it is declared, so that a partial type spread over rooms is seen as what it is. Locals, parameters and type parameters are nobody's room.
    private static IEnumerable<string> Declarations(ISymbol symbol) => symbol switch
    {
        ILocalSymbol or IParameterSymbol or ITypeParameterSymbol or ILabelSymbol or IRangeVariableSymbol or IAliasSymbol => [],
        IMethodSymbol { MethodKind: MethodKind.LocalFunction } => [],
        IMethodSymbol { IsImplicitlyDeclared: true } or IPropertySymbol { IsImplicitlyDeclared: true } => Files(symbol.ContainingType),
        IMethodSymbol { ReducedFrom: { } extension } => Files(extension),
        _ => Files(symbol.OriginalDefinition),
    };

    private static IEnumerable<string> Files(ISymbol symbol) =>
        symbol.Locations.Where(l => l.IsInSource).Select(l => l.SourceTree!.FilePath).Where(p => p.Length > 0);
}
