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
    private readonly Translation _translation;
    private readonly SemanticModel _model;
    private readonly IMethodSymbol _method;
    private readonly MethodDeclarationSyntax _syntax;
    private readonly string _name;
    private readonly bool _isKernel;
    private readonly Views _views = new();
    private readonly ExpressionWriter _expressions;
    private readonly StringBuilder _body = new();
    private int _depth;

    public FunctionWriter(Translation translation, SemanticModel model, IMethodSymbol method, MethodDeclarationSyntax syntax, string name, IReadOnlyList<Space> spaces, bool isKernel)
    {
        (_translation, _model, _method, _syntax, _name, _isKernel) = (translation, model, method, syntax, name, isKernel);
        var next = 0;
        foreach (var parameter in method.Parameters.Where(p => Types.IsView(p.Type)))
            _views.Add(parameter, new(Names.Local(parameter.Name), spaces[next++], parameter.Name + "_length", parameter.Ordinal));
        _expressions = new(translation, model, _views);
    }

    public bool Synchronises => _expressions.Synchronises;

    /// <summary>Parameters whose length the method or a callee asks for.</summary>
    public ICollection<int> Measured => _expressions.Measured;

    public string Write()
    {
        if (_syntax.Body is { } block)
            Block(block);
        else if (_syntax.ExpressionBody is { } arrow)
            Arrow(arrow);
        CheckReturns();
        var text = $"{Header()}\n{_body}";
        return IsForCpu ? $"#if CPU_KERNELS\n{text}#endif\n" : text;
    }

    /// <summary>No return leaves out a barrier: none that stands behind it, and none of a loop that it ends.</summary>
    private void CheckReturns()
    {
        foreach (var statement in _syntax.DescendantNodes().OfType<ReturnStatementSyntax>())
        {
            var loops = statement.Ancestors().TakeWhile(a => a != _syntax).Where(a => a is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax);
            if (_expressions.Barriers.Any(at => at > statement.SpanStart || loops.Any(l => l.Span.Contains(at))))
                throw new Refusal(Diagnostics.EarlyReturn, statement.GetLocation(), _method.Name);
        }
    }

    private bool IsForCpu => _isKernel && _method.GetAttributes().Any(a => a.NamedArguments.Any(n => n.Key == "IsForCpu" && n.Value.Value is true));

    private string Header()
    {
        var parameters = new List<string>();
        foreach (var parameter in _method.Parameters)
        {
            parameters.Add(Parameter(parameter));
            if (Measured.Contains(parameter.Ordinal))
                parameters.Add($"int {parameter.Name}_length");
        }
        var from = $"// {Place(_syntax)} {_method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}\n";
        var list = string.Join(", ", parameters);
        if (_isKernel)
        {
            var attribute = _method.GetAttributes().First(a => a.AttributeClass?.Name == "KernelAttribute");
            return $"{from}KERNEL({attribute.ConstructorArguments[0].Value}, {attribute.ConstructorArguments[1].Value}) {_name}({list})";
        }
        return $"{from}DEVICE {(_method.ReturnsVoid ? "void" : _translation.Type(_method.ReturnType, _syntax.ReturnType.GetLocation()))} {_name}({list})";
    }

    private string Parameter(IParameterSymbol parameter)
    {
        var location = parameter.Locations[0];
        if (_views.Find(parameter) is { } view)
            return $"{Types.Pointer(view.Space)}{ElementType(parameter.Type, location)} *{view.Pointer}";
        if (parameter.RefKind == RefKind.Out)
            throw new Refusal(Diagnostics.UnsupportedExpression, location, "an out parameter; return a structure or use ref");
        return $"{_translation.Type(parameter.Type, location)} {(parameter.RefKind == RefKind.Ref ? "*" : "")}{Names.Local(parameter.Name)}";
    }

    private string ElementType(ITypeSymbol view, Location location)
    {
        var element = Types.Element(view);
        return element.SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single
            ? _translation.Type(element, location)
            : throw new Refusal(Diagnostics.UnsupportedType, location, view.ToDisplayString());
    }

    private void Arrow(ArrowExpressionClauseSyntax arrow)
    {
        Line("{", arrow);
        _depth++;
        Line(_method.ReturnsVoid ? _expressions.Effect(arrow.Expression) + ";" : $"return {_expressions.Value(arrow.Expression)};", arrow);
        _depth--;
        Line("}", arrow);
    }

    private void Block(BlockSyntax block)
    {
        Line("{");
        _depth++;
        foreach (var statement in block.Statements)
            Statement(statement);
        _depth--;
        Line("}");
    }

    private void Nested(StatementSyntax statement)
    {
        if (statement is BlockSyntax block)
        {
            Block(block);
            return;
        }
        _depth++;
        Statement(statement);
        _depth--;
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
                Line(_expressions.Effect(expression.Expression) + ";", statement);
                break;
            case IfStatementSyntax conditional:
                Line($"if ({_expressions.Value(conditional.Condition)})", statement);
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
                Line($"while ({_expressions.Value(loop.Condition)})", statement);
                Nested(loop.Statement);
                break;
            case DoStatementSyntax loop:
                Line("do", statement);
                Nested(loop.Statement);
                Line($"while ({_expressions.Value(loop.Condition)});", loop.Condition);
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
                Line($"return {_expressions.Value(value)};", statement);
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
            ? $"{_translation.Type(_model.GetTypeInfo(declaration.Type).Type!, declaration.GetLocation())} {string.Join(", ", declaration.Variables.Select(v => $"{Names.Local(v.Identifier.Text)} = {_expressions.Value(v.Initializer!.Value)}"))}"
            : string.Join(", ", loop.Initializers.Select(_expressions.Effect));
        var condition = loop.Condition is null ? "" : " " + _expressions.Value(loop.Condition);
        var steps = string.Join(", ", loop.Incrementors.Select(_expressions.Effect));
        return $"for ({start};{condition};{(steps.Length > 0 ? " " + steps : "")})";
    }

    private void Declare(LocalDeclarationStatementSyntax local)
    {
        if (local.UsingKeyword.Span.Length > 0)
            throw new Refusal(Diagnostics.UnsupportedStatement, local.GetLocation(), "a using declaration");
        foreach (var variable in local.Declaration.Variables)
        {
            var symbol = (ILocalSymbol)_model.GetDeclaredSymbol(variable)!;
            var location = variable.GetLocation();
            if (symbol.IsRef)
                throw new Refusal(Diagnostics.UnsupportedExpression, location, "a ref local");
            if (Types.IsView(symbol.Type))
                DeclareView(symbol, variable);
            else
                Line($"{_translation.Type(symbol.Type, location)} {Names.Local(symbol.Name)}{Initializer(symbol.Type, variable.Initializer?.Value)};", variable);
        }
    }

    private string Initializer(ITypeSymbol type, ExpressionSyntax? value) =>
        value is null ? ""
        : !value.IsKind(SyntaxKind.DefaultLiteralExpression) && !value.IsKind(SyntaxKind.DefaultExpression) ? " = " + _expressions.Value(value)
        : Types.IsVector(type) ? $" = ({type.Name})(0.0f)"
        : Types.Scalar(type) is null ? " = {0}"
        : " = 0";

    private void DeclareView(ILocalSymbol symbol, VariableDeclaratorSyntax variable)
    {
        var (id, location) = (Names.Local(symbol.Name), variable.GetLocation());
        var element = ElementType(symbol.Type, location);
        var value = variable.Initializer?.Value ?? throw new Refusal(Diagnostics.ViewAsValue, location, "left without a value");
        if (_model.GetSymbolInfo(value).Symbol is IMethodSymbol called && Surface.Allocation(called) is { } space)
        {
            Allocate(symbol, (InvocationExpressionSyntax)value, space, element);
            return;
        }
        var view = _expressions.View(value);
        Line($"{Types.Pointer(view.Space)}{element} *{id} = {view.Pointer};", variable);
        var length = view.Length;
        if (view.Parameter < 0 && !int.TryParse(length, out _))
        {
            // What the length is made of may change later.
            Line($"int {symbol.Name}_length = {length};", variable);
            length = symbol.Name + "_length";
        }
        _views.Add(symbol, new(id, view.Space, length, view.Parameter));
    }

    private void Allocate(ILocalSymbol symbol, InvocationExpressionSyntax call, Space space, string element)
    {
        var size = call.ArgumentList.Arguments[0].Expression;
        if (_model.GetConstantValue(size).Value is not int count)
            throw new Refusal(Diagnostics.AllocationSize, size.GetLocation());
        if (space == Space.Shared && (!_isKernel || _depth != 1))
            throw new Refusal(Diagnostics.AllocationPlace, call.GetLocation(), "SharedMemory", " in the outermost block of a kernel");
        var id = Names.Local(symbol.Name);
        Line(space == Space.Shared ? $"SHARED({element}, {id}, {count});" : $"{element} {id}[{count}];", call);
        _views.Add(symbol, new(id, space, count.ToString()));
    }

    private void Line(string text, SyntaxNode? from = null)
    {
        _body.Append(' ', 4 * _depth).Append(text);
        if (from is not null && text is not "{" and not "}")
            _body.Append(" // ").Append(Place(from));
        _body.Append('\n');
    }

    private static string Place(SyntaxNode node)
    {
        var span = node.SyntaxTree.GetLineSpan(node.Span);
        return $"{Path.GetFileName(span.Path)}:{span.StartLinePosition.Line + 1}";
    }
}
