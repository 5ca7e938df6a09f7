using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MimiNative.Kernels.Translator;

/// <summary>
/// Whether an integer can be seen to be 0 or more: made of constants, thread and group numbers and lengths by operations that keep the sign. A local variable is, if everything that is assigned to it is
/// while it is. What comes from parameters and memory isn't.
/// </summary>
internal sealed class NonNegative(SemanticModel model)
{
    private readonly HashSet<ISymbol> _assumed = new(SymbolEqualityComparer.Default);
    // What was concluded from an assumption that turned out wrong is worth nothing: then no variable counts.
    private bool _isRefuted;

    /// <summary>Refuses a division that ILGPU rounds otherwise: of a signed division by a power of two it makes a shift, which rounds down where C# rounds towards zero.</summary>
    public void CheckDivision(ExpressionSyntax division, ExpressionSyntax left, ExpressionSyntax right, ITypeSymbol type)
    {
        if (Types.Scalar(type) is not ("int" or "long") || model.GetConstantValue(right) is not { HasValue: true, Value: { } constant })
            return;
        var divisor = Convert.ToInt64(constant, CultureInfo.InvariantCulture);
        if (divisor > 1 && (divisor & (divisor - 1)) == 0 && !Is(left))
            throw new Refusal(Diagnostics.SignedDivision, division.GetLocation(), division.ToString());
    }

    private bool Is(ExpressionSyntax expression)
    {
        if (model.GetConstantValue(expression) is { HasValue: true, Value: { } constant })
            return constant is int and >= 0 or long and >= 0L;
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return Is(inner.Expression);
            case ConditionalExpressionSyntax choice:
                return Is(choice.WhenTrue) && Is(choice.WhenFalse);
            case BinaryExpressionSyntax binary:
                return Binary(binary);
            case InvocationExpressionSyntax call when model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType.Name: "XMath" } method:
                var values = call.ArgumentList.Arguments.Select(a => a.Expression);
                return method.Name == "Max" ? values.Any(Is) : method.Name == "Min" && values.All(Is);
            default:
                return model.GetSymbolInfo(expression).Symbol switch
                {
                    IPropertySymbol property => property.ContainingType.Name is "Group" or "Grid" || property.Name is "Length" or "IntLength",
                    ILocalSymbol local => Local(local),
                    _ => false,
                };
        }
    }

    private bool Binary(BinaryExpressionSyntax binary) => binary.Kind() switch
    {
        SyntaxKind.AddExpression or SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression => Is(binary.Left) && Is(binary.Right),
        SyntaxKind.ModuloExpression or SyntaxKind.RightShiftExpression => Is(binary.Left),
        SyntaxKind.BitwiseAndExpression => Is(binary.Left) || Is(binary.Right),
        _ => false,
    };

    private bool Local(ILocalSymbol local)
    {
        // By induction: it is to begin with, and every assignment leaves it so.
        if (_isRefuted || !_assumed.Add(local))
            return !_isRefuted;
        var declarator = local.DeclaringSyntaxReferences[0].GetSyntax();
        var method = declarator.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>()!;
        var result = (declarator as VariableDeclaratorSyntax)?.Initializer is not { } initializer || Is(initializer.Value);
        foreach (var name in method.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, local)))
            result &= name.Parent switch
            {
                AssignmentExpressionSyntax assignment when assignment.Left == name => assignment.Kind() switch
                {
                    SyntaxKind.SimpleAssignmentExpression or SyntaxKind.AddAssignmentExpression or SyntaxKind.MultiplyAssignmentExpression or SyntaxKind.DivideAssignmentExpression => Is(assignment.Right),
                    SyntaxKind.ModuloAssignmentExpression or SyntaxKind.RightShiftAssignmentExpression => true,
                    _ => false,
                },
                PrefixUnaryExpressionSyntax step => !step.IsKind(SyntaxKind.PreDecrementExpression),
                PostfixUnaryExpressionSyntax step => !step.IsKind(SyntaxKind.PostDecrementExpression),
                ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None),
                _ => true,
            };
        _isRefuted |= !result;
        return result;
    }
}
