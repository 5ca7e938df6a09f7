using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MimiNative.Kernels.Translator;

/// <summary>Writes expressions with the types that C# gives them: every conversion that C# makes silently is a cast in C, whose own rules differ.</summary>
internal sealed class ExpressionWriter(Translation translation, SemanticModel model, Views views)
{
    private bool _isUnchecked;

    public bool Synchronises => Barriers.Count > 0;

    /// <summary>Where barriers are, or calls of methods that have some.</summary>
    public List<int> Barriers { get; } = [];

    public HashSet<int> Measured { get; } = [];

    /// <summary>An expression used for what it does: an assignment, a step, a call.</summary>
    public string Effect(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case AssignmentExpressionSyntax assignment:
                return Assign(assignment);
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } step:
                return Value(step.Operand) + step.OperatorToken.Text;
            case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } step:
                return Value(step.Operand) + step.OperatorToken.Text;
            case InvocationExpressionSyntax call:
                return Call(call);
            default:
                throw new Refusal(Diagnostics.UnsupportedExpression, expression.GetLocation(), $"a {expression.Kind()} as a statement");
        }
    }

    /// <summary>An expression used for its value, converted as C# converts it.</summary>
    public string Value(ExpressionSyntax expression)
    {
        var info = model.GetTypeInfo(expression);
        var (type, converted) = (info.Type, info.ConvertedType);
        if (type is null || converted is null || SymbolEqualityComparer.Default.Equals(type, converted))
            return Plain(expression);
        if (model.GetConstantValue(expression) is { HasValue: true, Value: { } constant } && expression is LiteralExpressionSyntax or PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax })
            return Literals.Write(model.GetConstantValue(expression).Value!, converted, expression.GetLocation());
        return Types.Scalar(converted) is { } scalar ? $"({scalar}){Primary(expression)}" : throw new Refusal(Diagnostics.UnsupportedType, expression.GetLocation(), converted.ToDisplayString());
    }

    /// <summary>An expression that is a view.</summary>
    public View View(ExpressionSyntax expression)
    {
        var symbol = model.GetSymbolInfo(expression).Symbol;
        if (views.Find(symbol) is { } view)
            return view;
        if (expression is ParenthesizedExpressionSyntax inner)
            return View(inner.Expression);
        if (ViewSyntax.SubView(expression, symbol as IMethodSymbol) is not { } part)
            throw symbol is IMethodSymbol called && Surface.Allocation(called) is not null
                ? new Refusal(Diagnostics.AllocationPlace, expression.GetLocation(), called.ContainingType.Name, "")
                : new Refusal(Diagnostics.ViewAsValue, expression.GetLocation(), ViewSyntax.Describe(expression));
        var whole = View(part.Receiver);
        return new($"({whole.Pointer} + {Primary(part.Index)})", whole.Space, Value(part.Length));
    }

    private string Plain(ExpressionSyntax expression)
    {
        if (model.GetTypeInfo(expression).Type is { SpecialType: SpecialType.System_Double or SpecialType.System_String or SpecialType.System_Char } type)
            throw new Refusal(Diagnostics.UnsupportedType, expression.GetLocation(), type.ToDisplayString());
        return expression switch
        {
            LiteralExpressionSyntax literal => Literals.Write(model.GetConstantValue(literal).Value ?? throw Unsupported(literal), model.GetTypeInfo(literal).Type!, literal.GetLocation()),
            IdentifierNameSyntax identifier => Named(identifier),
            MemberAccessExpressionSyntax access => Member(access),
            ElementAccessExpressionSyntax element => Element(element),
            ParenthesizedExpressionSyntax inner => $"({Value(inner.Expression)})",
            BinaryExpressionSyntax binary => Binary(binary),
            PrefixUnaryExpressionSyntax unary => Unary(unary),
            ConditionalExpressionSyntax choice => $"{Value(choice.Condition)} ? {Value(choice.WhenTrue)} : {Value(choice.WhenFalse)}",
            CastExpressionSyntax cast => Cast(cast),
            CheckedExpressionSyntax context => Context(context),
            InvocationExpressionSyntax call => Call(call),
            AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax => throw new Refusal(Diagnostics.SideEffect, expression.GetLocation(), expression.ToString()),
            _ => throw Unsupported(expression),
        };
    }

    /// <summary>The value in parentheses, unless it is a name, a number or a call.</summary>
    private string Primary(ExpressionSyntax expression)
    {
        var text = Plain(expression);
        return expression is BinaryExpressionSyntax or ConditionalExpressionSyntax or CastExpressionSyntax ? $"({text})" : text;
    }

    private string Named(ExpressionSyntax expression)
    {
        var symbol = model.GetSymbolInfo(expression).Symbol;
        return symbol switch
        {
            ILocalSymbol or IParameterSymbol when Types.IsView(symbol is ILocalSymbol local ? local.Type : ((IParameterSymbol)symbol).Type) =>
                throw new Refusal(Diagnostics.ViewAsValue, expression.GetLocation(), "copied"),
            ILocalSymbol => Names.Local(symbol.Name),
            IParameterSymbol { RefKind: RefKind.Ref } => $"(*{Names.Local(symbol.Name)})",
            IParameterSymbol => Names.Local(symbol.Name),
            IFieldSymbol { HasConstantValue: true } field => field.DeclaringSyntaxReferences.Length > 0
                ? translation.Constant(field, Literals.Write(field.ConstantValue!, field.Type, expression.GetLocation()))
                : Literals.Write(field.ConstantValue!, field.Type, expression.GetLocation()),
            IFieldSymbol field => throw new Refusal(Diagnostics.State, expression.GetLocation(), field.ToDisplayString()),
            IPropertySymbol property => Surface.IsWarp(property) ? throw new Refusal(Diagnostics.WarpExchange, expression.GetLocation(), property.ToDisplayString())
                : Surface.Property(property) ?? throw new Refusal(Diagnostics.UnknownCall, expression.GetLocation(), property.ToDisplayString()),
            _ => throw Unsupported(expression),
        };
    }

    private string Member(MemberAccessExpressionSyntax access)
    {
        var symbol = model.GetSymbolInfo(access).Symbol;
        if (symbol is IPropertySymbol { Name: "Length" or "IntLength" } length && Types.IsView(length.ContainingType))
            return Length(View(access.Expression), length.Name == "Length");
        if (symbol is not IFieldSymbol { IsStatic: false } field)
            return Named(access);
        if (!Types.IsStruct(field.ContainingType))
            throw new Refusal(Diagnostics.UnsupportedType, access.GetLocation(), field.ContainingType.ToDisplayString());
        var owner = model.GetSymbolInfo(access.Expression).Symbol is IParameterSymbol { RefKind: RefKind.Ref } parameter
            ? Names.Local(parameter.Name) + "->"
            : Plain(access.Expression) + ".";
        if (!Types.IsVector(field.ContainingType))
            return owner + Names.Local(field.Name);
        var index = System.Array.FindIndex(Types.Fields(field.ContainingType), f => SymbolEqualityComparer.Default.Equals(f, field));
        // A vector behind a pointer has no "->" in OpenCL C.
        return $"{(owner.EndsWith("->", System.StringComparison.Ordinal) ? $"(*{owner.Substring(0, owner.Length - 2)})." : owner)}s{index:x}";
    }

    private string Length(View view, bool isLong)
    {
        if (view.Parameter >= 0)
            Measured.Add(view.Parameter);
        return isLong ? $"((long){view.Length})" : $"({view.Length})";
    }

    private string Element(ElementAccessExpressionSyntax element)
    {
        if (model.GetTypeInfo(element.Expression).Type is not { } type || !Types.IsView(type))
            throw Unsupported(element);
        return $"{View(element.Expression).Pointer}[{Value(element.ArgumentList.Arguments[0].Expression)}]";
    }

    private string Assign(AssignmentExpressionSyntax assignment)
    {
        var type = model.GetTypeInfo(assignment.Left).Type!;
        if (Types.IsView(type))
            throw new Refusal(Diagnostics.ViewAsValue, assignment.GetLocation(), "assigned");
        if (assignment.Right is AssignmentExpressionSyntax)
            throw new Refusal(Diagnostics.SideEffect, assignment.Right.GetLocation(), assignment.Right.ToString());
        if (assignment.IsKind(SyntaxKind.DivideAssignmentExpression))
            new NonNegative(model).CheckDivision(assignment, assignment.Left, assignment.Right, type);
        var (left, right, token) = (Value(assignment.Left), Value(assignment.Right), assignment.OperatorToken.Text);
        return token switch
        {
            "=" => $"{left} = {right}",
            "<<=" or ">>=" => $"{left} {token} {ShiftCount(assignment.Right, type)}",
            "+=" or "-=" or "*=" when _isUnchecked && Types.Scalar(type) is "int" or "long" => $"{left} = {Wrapped(token.Substring(0, 1), left, right, type)}",
            "+=" or "-=" or "*=" or "/=" or "&=" or "|=" or "^=" => $"{left} {token} {right}",
            "%=" when type.SpecialType != SpecialType.System_Single => $"{left} %= {right}",
            _ => throw Unsupported(assignment),
        };
    }

    private string Binary(BinaryExpressionSyntax binary)
    {
        var isLogical = binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression && model.GetTypeInfo(binary).Type?.SpecialType == SpecialType.System_Boolean;
        if (!isLogical && model.GetSymbolInfo(binary).Symbol is not IMethodSymbol { MethodKind: MethodKind.BuiltinOperator })
            throw Unsupported(binary);
        var type = model.GetTypeInfo(binary).Type!;
        var token = binary.OperatorToken.Text;
        switch (binary.Kind())
        {
            case SyntaxKind.LeftShiftExpression or SyntaxKind.RightShiftExpression:
                return $"{Value(binary.Left)} {token} {ShiftCount(binary.Right, type)}";
            case SyntaxKind.UnsignedRightShiftExpression:
                var (signed, unsigned) = Types.Scalar(type) is "long" or "ulong" ? ("long", "ulong") : ("int", "uint");
                return $"({(Types.Scalar(type) == unsigned ? unsigned : signed)})(({unsigned}){Primary(binary.Left)} >> {ShiftCount(binary.Right, type)})";
            case SyntaxKind.ModuloExpression when type.SpecialType == SpecialType.System_Single:
                throw new Refusal(Diagnostics.UnsupportedExpression, binary.GetLocation(), "the remainder of floats");
            case SyntaxKind.DivideExpression:
                new NonNegative(model).CheckDivision(binary, binary.Left, binary.Right, type);
                goto default;
            case SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.MultiplyExpression when _isUnchecked && Types.Scalar(type) is "int" or "long":
                return Wrapped(token, Value(binary.Left), Value(binary.Right), type);
            default:
                return $"{Value(binary.Left)} {token} {Value(binary.Right)}";
        }
    }

    /// <summary>C# takes a shift count modulo the width; C leaves counts beyond it open.</summary>
    private string ShiftCount(ExpressionSyntax count, ITypeSymbol type)
    {
        var mask = Types.Scalar(type) is "long" or "ulong" ? 63 : 31;
        return model.GetConstantValue(count) is { HasValue: true, Value: int constant } ? $"{constant & mask}" : $"({Primary(count)} & {mask})";
    }

    /// <summary>Wrapping arithmetic: C defines it for unsigned integers only.</summary>
    private static string Wrapped(string token, string left, string right, ITypeSymbol type)
    {
        var scalar = Types.Scalar(type);
        return $"({scalar})((u{scalar})({left}) {token} (u{scalar})({right}))";
    }

    private string Unary(PrefixUnaryExpressionSyntax unary)
    {
        var type = model.GetTypeInfo(unary).Type!;
        return unary.Kind() switch
        {
            SyntaxKind.UnaryMinusExpression when _isUnchecked && Types.Scalar(type) is "int" or "long" => Wrapped("-", "0", Value(unary.Operand), type),
            // The space keeps - -x from becoming a decrement.
            SyntaxKind.UnaryMinusExpression => $"{(unary.Operand is PrefixUnaryExpressionSyntax ? "- " : "-")}{Value(unary.Operand)}",
            SyntaxKind.UnaryPlusExpression or SyntaxKind.LogicalNotExpression or SyntaxKind.BitwiseNotExpression => unary.OperatorToken.Text + Value(unary.Operand),
            SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression => throw new Refusal(Diagnostics.SideEffect, unary.GetLocation(), unary.ToString()),
            _ => throw Unsupported(unary),
        };
    }

    private string Cast(CastExpressionSyntax cast)
    {
        var (from, to) = (model.GetTypeInfo(cast.Expression).Type!, model.GetTypeInfo(cast).Type!);
        var target = Types.Scalar(to);
        if (target is null or "bool" || Types.Scalar(from) is null)
            throw new Refusal(Diagnostics.UnsupportedType, cast.GetLocation(), Types.Scalar(from) is null ? from.ToDisplayString() : to.ToDisplayString());
        if (from.SpecialType != SpecialType.System_Single || target == "float")
            return $"({target}){Primary(cast.Expression)}";
        return target is "int" or "uint" ? $"float_to_{target}({Plain(cast.Expression is ParenthesizedExpressionSyntax inner ? inner.Expression : cast.Expression)})" : throw new Refusal(Diagnostics.UnsupportedExpression, cast.GetLocation(), $"a conversion of float to {target}");
    }

    private string Context(CheckedExpressionSyntax context)
    {
        if (context.IsKind(SyntaxKind.CheckedExpression))
            throw Unsupported(context);
        var outer = _isUnchecked;
        _isUnchecked = true;
        var text = $"({Value(context.Expression)})";
        _isUnchecked = outer;
        return text;
    }

    private string Call(InvocationExpressionSyntax call)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
            throw Unsupported(call);
        var location = call.GetLocation();
        if (method.Name == "CopySign")
            throw new Refusal(Diagnostics.CopySign, location);
        if (Surface.IsWarp(method))
            throw new Refusal(Diagnostics.WarpExchange, location, method.ContainingType.Name + "." + method.Name);
        if (Surface.Allocation(method) is not null)
            throw new Refusal(Diagnostics.AllocationPlace, location, method.ContainingType.Name, "");
        if (Surface.IsBarrier(method))
            Barriers.Add(call.SpanStart);
        var arguments = call.ArgumentList.Arguments;
        if (arguments.Any(a => a.NameColon is not null) || arguments.Count != method.Parameters.Length)
            throw new Refusal(Diagnostics.UnsupportedExpression, location, "named or optional arguments");
        if (Surface.Function(method) is { } known)
            return $"{known}({string.Join(", ", arguments.Select(Argument))})";
        if (!method.IsStatic || method.IsGenericMethod || method.DeclaringSyntaxReferences.Length == 0 || method.DeclaringSyntaxReferences[0].GetSyntax() is not MethodDeclarationSyntax)
            throw new Refusal(Diagnostics.UnknownCall, location, method.ToDisplayString());
        return CallOwn(method, arguments, location);
    }

    private string CallOwn(IMethodSymbol method, SeparatedSyntaxList<ArgumentSyntax> arguments, Location location)
    {
        var passed = arguments.Select((a, i) => Types.IsView(method.Parameters[i].Type) ? View(a.Expression) : null).ToArray();
        var function = translation.Function(method, [.. passed.OfType<View>().Select(v => v.Space)], location);
        if (function.Synchronises)
            Barriers.Add(location.SourceSpan.Start);
        var texts = new List<string>();
        for (var i = 0; i < passed.Length; i++)
        {
            texts.Add(passed[i]?.Pointer ?? Argument(arguments[i]));
            if (function.Measured.Contains(i))
                texts.Add(Length(passed[i]!, isLong: false));
        }
        return $"{function.Name}({string.Join(", ", texts)})";
    }

    private string Argument(ArgumentSyntax argument)
    {
        if (!argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword))
            return Value(argument.Expression);
        if (model.GetSymbolInfo(argument.Expression).Symbol is IParameterSymbol { RefKind: RefKind.Ref } parameter)
            return Names.Local(parameter.Name);
        return "&" + Plain(argument.Expression);
    }

    private static Refusal Unsupported(ExpressionSyntax expression) =>
        new(Diagnostics.UnsupportedExpression, expression.GetLocation(), $"a {expression.Kind()} ({expression})");
}
