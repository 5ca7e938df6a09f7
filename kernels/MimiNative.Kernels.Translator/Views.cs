using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MimiNative.Kernels.Translator;

/// <summary>A view in C: a pointer, its address space, and the text of its length.</summary>
internal sealed class View(string pointer, Space space, string length, int parameter = -1)
{
    public string Pointer { get; } = pointer;

    public Space Space { get; } = space;

    public string Length { get; } = length;

    /// <summary>The parameter whose length <see cref="Length"/> names, or −1.</summary>
    public int Parameter { get; } = parameter;
}

/// <summary>The views that a method knows by name.</summary>
internal sealed class Views
{
    private readonly Dictionary<ISymbol, View> _known = new(SymbolEqualityComparer.Default);

    public void Add(ISymbol symbol, View view) => _known[symbol] = view;

    public View? Find(ISymbol? symbol) => symbol is not null && _known.TryGetValue(symbol, out var view) ? view : null;
}

/// <summary>Parts of an expression that reads or passes views.</summary>
internal static class ViewSyntax
{
    /// <summary>The receiver and arguments of <c>v.SubView(i, n)</c>, or null.</summary>
    public static (ExpressionSyntax Receiver, ExpressionSyntax Index, ExpressionSyntax Length)? SubView(ExpressionSyntax expression, IMethodSymbol? method) =>
        expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access, ArgumentList.Arguments: { Count: 2 } arguments }
        && method is { Name: "SubView" } && Types.IsView(method.ContainingType)
            ? (access.Expression, arguments[0].Expression, arguments[1].Expression)
            : null;

    public static string Describe(ExpressionSyntax expression) => expression.Kind() switch
    {
        SyntaxKind.ConditionalExpression => "chosen by a condition",
        SyntaxKind.SimpleAssignmentExpression => "assigned",
        _ => "computed by this expression",
    };
}
