using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MimiNative.Kernels.Translator;

/// <summary>Writes one method: a line of C for a statement of C#, with the place it came from.</summary>
internal sealed class FunctionWriter
{
    private readonly Translation translation;
    private readonly SemanticModel model;
    private readonly IMethodSymbol method;
    private readonly MethodDeclarationSyntax syntax;
    private readonly string name;
    private readonly bool isKernel;
    private readonly Views views = new();
    private readonly ExpressionWriter expressions;
    private readonly StringBuilder body = new();
    private int depth;

    public FunctionWriter(Translation translation, SemanticModel model, IMethodSymbol method, MethodDeclarationSyntax syntax, string name, IReadOnlyList<Space> spaces, bool isKernel)
    {
        (this.translation, this.model, this.method, this.syntax, this.name, this.isKernel) = (translation, model, method, syntax, name, isKernel);
        var next = 0;
        foreach (var parameter in method.Parameters.Where(p => Types.IsView(p.Type)))
            views.Add(parameter, new(Names.Local(parameter.Name), spaces[next++], parameter.Name + "_length", parameter.Ordinal));
        expressions = new(translation, model, views);
    }

    public bool Synchronises => expressions.Synchronises;

    /// <summary>Parameters whose length the method or a callee asks for.</summary>
    public ICollection<int> Measured => expressions.Measured;

    public string Write()
    {
        if (syntax.Body is { } block)
            Block(block);
        else if (syntax.ExpressionBody is { } arrow)
            Arrow(arrow);
        var text = $"{Header()}\n{body}";
        return IsForCpu ? $"#if CPU_KERNELS\n{text}#endif\n" : text;
    }

    private bool IsForCpu => isKernel && method.GetAttributes().Any(a => a.NamedArguments.Any(n => n.Key == "IsForCpu" && n.Value.Value is true));

    private string Header()
    {
        var parameters = new List<string>();
        foreach (var parameter in method.Parameters)
        {
            parameters.Add(Parameter(parameter));
            if (Measured.Contains(parameter.Ordinal))
                parameters.Add($"int {parameter.Name}_length");
        }
        var from = $"// {Place(syntax)} {method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}\n";
        var list = string.Join(", ", parameters);
        if (isKernel)
        {
            var attribute = method.GetAttributes().First(a => a.AttributeClass?.Name == "KernelAttribute");
            return $"{from}KERNEL({attribute.ConstructorArguments[0].Value}, {attribute.ConstructorArguments[1].Value}) {name}({list})";
        }
        return $"{from}DEVICE {(method.ReturnsVoid ? "void" : translation.Type(method.ReturnType, syntax.ReturnType.GetLocation()))} {name}({list})";
    }

    private string Parameter(IParameterSymbol parameter)
    {
        var location = parameter.Locations[0];
        if (views.Find(parameter) is { } view)
            return $"{Types.Pointer(view.Space)}{ElementType(parameter.Type, location)} *{view.Pointer}";
        if (parameter.RefKind == RefKind.Out)
            throw new Refusal(Diagnostics.UnsupportedExpression, location, "an out parameter; return a structure or use ref");
        return $"{translation.Type(parameter.Type, location)} {(parameter.RefKind == RefKind.Ref ? "*" : "")}{Names.Local(parameter.Name)}";
    }

    private string ElementType(ITypeSymbol view, Location location)
    {
        var element = Types.Element(view);
        return element.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single
            ? translation.Type(element, location)
            : throw new Refusal(Diagnostics.UnsupportedType, location, view.ToDisplayString());
    }

    private void Arrow(ArrowExpressionClauseSyntax arrow)
    {
        Line("{", arrow);
        depth++;
        Line(method.ReturnsVoid ? expressions.Effect(arrow.Expression) + ";" : $"return {expressions.Value(arrow.Expression)};", arrow);
        depth--;
        Line("}", arrow);
    }

    private void Block(BlockSyntax block)
    {
        Line("{");
        depth++;
        foreach (var statement in block.Statements)
            Statement(statement);
        depth--;
        Line("}");
    }

    private void Nested(StatementSyntax statement)
    {
        if (statement is BlockSyntax block)
        {
            Block(block);
            return;
        }
        depth++;
        Statement(statement);
        depth--;
    }

    private void Statement(StatementSyntax statement)
    {
        switch (statement)
        {
            case BlockSyntax block:
                Block(block);
                break;
            case LocalDeclarationStatementSyntax local:
                Declare(local);
                break;
            case ExpressionStatementSyntax expression:
                Line(expressions.Effect(expression.Expression) + ";", statement);
                break;
            case IfStatementSyntax conditional:
                Line($"if ({expressions.Value(conditional.Condition)})", statement);
                Nested(conditional.Statement);
                if (conditional.Else is { } otherwise)
                {
                    Line("else", otherwise);
                    Nested(otherwise.Statement);
                }
                break;
            case ForStatementSyntax loop:
                Line(ForHeader(loop), statement);
                Nested(loop.Statement);
                break;
            case WhileStatementSyntax loop:
                Line($"while ({expressions.Value(loop.Condition)})", statement);
                Nested(loop.Statement);
                break;
            case DoStatementSyntax loop:
                Line("do", statement);
                Nested(loop.Statement);
                Line($"while ({expressions.Value(loop.Condition)});", loop.Condition);
                break;
            case BreakStatementSyntax:
                Line("break;", statement);
                break;
            case ContinueStatementSyntax:
                Line("continue;", statement);
                break;
            case ReturnStatementSyntax { Expression: null }:
                Line("return;", statement);
                break;
            case ReturnStatementSyntax { Expression: { } value }:
                Line($"return {expressions.Value(value)};", statement);
                break;
            case EmptyStatementSyntax:
                Line(";", statement);
                break;
            default:
                throw new Refusal(Diagnostics.UnsupportedStatement, statement.GetLocation(), $"a {statement.Kind()}");
        }
    }

    private string ForHeader(ForStatementSyntax loop)
    {
        var start = loop.Declaration is { } declaration
            ? $"{translation.Type(model.GetTypeInfo(declaration.Type).Type!, declaration.GetLocation())} {string.Join(", ", declaration.Variables.Select(v => $"{Names.Local(v.Identifier.Text)} = {expressions.Value(v.Initializer!.Value)}"))}"
            : string.Join(", ", loop.Initializers.Select(expressions.Effect));
        var condition = loop.Condition is null ? "" : " " + expressions.Value(loop.Condition);
        var steps = string.Join(", ", loop.Incrementors.Select(expressions.Effect));
        return $"for ({start};{condition};{(steps.Length > 0 ? " " + steps : "")})";
    }

    private void Declare(LocalDeclarationStatementSyntax local)
    {
        if (local.UsingKeyword.Span.Length > 0)
            throw new Refusal(Diagnostics.UnsupportedStatement, local.GetLocation(), "a using declaration");
        foreach (var variable in local.Declaration.Variables)
        {
            var symbol = (ILocalSymbol)model.GetDeclaredSymbol(variable)!;
            var location = variable.GetLocation();
            if (symbol.IsRef)
                throw new Refusal(Diagnostics.UnsupportedExpression, location, "a ref local");
            if (Types.IsView(symbol.Type))
                DeclareView(symbol, variable);
            else
                Line($"{translation.Type(symbol.Type, location)} {Names.Local(symbol.Name)}{Initializer(symbol.Type, variable.Initializer?.Value)};", variable);
        }
    }

    private string Initializer(ITypeSymbol type, ExpressionSyntax? value) =>
        value is null ? ""
        : !value.IsKind(SyntaxKind.DefaultLiteralExpression) && !value.IsKind(SyntaxKind.DefaultExpression) ? " = " + expressions.Value(value)
        : Types.IsVector(type) ? $" = ({type.Name})(0.0f)"
        : Types.Scalar(type) is null ? " = {0}"
        : " = 0";

    private void DeclareView(ILocalSymbol symbol, VariableDeclaratorSyntax variable)
    {
        var (id, location) = (Names.Local(symbol.Name), variable.GetLocation());
        var element = ElementType(symbol.Type, location);
        var value = variable.Initializer?.Value ?? throw new Refusal(Diagnostics.ViewAsValue, location, "left without a value");
        if (model.GetSymbolInfo(value).Symbol is IMethodSymbol called && Surface.Allocation(called) is { } space)
        {
            Allocate(symbol, (InvocationExpressionSyntax)value, space, element);
            return;
        }
        var view = expressions.View(value);
        Line($"{Types.Pointer(view.Space)}{element} *{id} = {view.Pointer};", variable);
        var length = view.Length;
        if (view.Parameter < 0 && !int.TryParse(length, out _))
        {
            // What the length is made of may change later.
            Line($"int {symbol.Name}_length = {length};", variable);
            length = symbol.Name + "_length";
        }
        views.Add(symbol, new(id, view.Space, length, view.Parameter));
    }

    private void Allocate(ILocalSymbol symbol, InvocationExpressionSyntax call, Space space, string element)
    {
        var size = call.ArgumentList.Arguments[0].Expression;
        if (model.GetConstantValue(size).Value is not int count)
            throw new Refusal(Diagnostics.AllocationSize, size.GetLocation());
        if (space == Space.Shared && (!isKernel || depth != 1))
            throw new Refusal(Diagnostics.AllocationPlace, call.GetLocation(), "SharedMemory", " in the outermost block of a kernel");
        var id = Names.Local(symbol.Name);
        Line(space == Space.Shared ? $"SHARED({element}, {id}, {count});" : $"{element} {id}[{count}];", call);
        views.Add(symbol, new(id, space, count.ToString()));
    }

    private void Line(string text, SyntaxNode? from = null)
    {
        body.Append(' ', 4 * depth).Append(text);
        if (from is not null && text is not "{" and not "}")
            body.Append(" // ").Append(Place(from));
        body.Append('\n');
    }

    private static string Place(SyntaxNode node)
    {
        var span = node.SyntaxTree.GetLineSpan(node.Span);
        return $"{Path.GetFileName(span.Path)}:{span.StartLinePosition.Line + 1}";
    }
}
