using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MimiNative.Kernels.Translator;

/// <summary>One run of the translator: from the kernels of a compilation to the text of the C dialect. Callees stand before their callers, kernels in the order of their names.</summary>
internal sealed class Translation(Compilation compilation, CancellationToken cancellation)
{
    private readonly SortedDictionary<string, string> _constants = new(StringComparer.Ordinal);
    private readonly List<string> _structures = [], _functions = [];
    private readonly Dictionary<string, ISymbol> _taken = [];
    private readonly Dictionary<string, Function> _done = [];
    private readonly List<string> _underWay = [];

    public List<Diagnostic> Diagnostics { get; } = [];

    public List<Kernel> Kernels { get; } = [];

    public string Text
    {
        get
        {
            var text = new StringBuilder();
            foreach (var constant in _constants)
                text.Append("#define ").Append(constant.Key).Append(' ').Append(constant.Value).Append('\n');
            foreach (var part in _structures.Concat(_functions))
                text.Append('\n').Append(part);
            return text.ToString();
        }
    }

    public void Run(IEnumerable<IMethodSymbol> kernels)
    {
        foreach (var kernel in kernels.OrderBy(Names.Method, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Add(kernel);
            }
            catch (Refusal refusal)
            {
                Diagnostics.Add(refusal.Diagnostic);
                _underWay.Clear();
            }
        }
    }

    public SemanticModel Model(SyntaxTree tree) => compilation.GetSemanticModel(tree);

    /// <summary>The C name of a constant field, whose value is written once at the top.</summary>
    public string Constant(IFieldSymbol field, string value)
    {
        var name = Names.Constant(field);
        Claim(name, field, field.Locations[0]);
        _constants[name] = value;
        return name;
    }

    /// <summary>The C name of a type, which is written first if it is a structure.</summary>
    public string Type(ITypeSymbol type, Location location)
    {
        if (Types.Scalar(type) is { } scalar)
            return scalar;
        if (!Types.IsStruct(type))
            throw new Refusal(Translator.Diagnostics.UnsupportedType, location, type.ToDisplayString());
        if (Claim(type.Name, type, location))
            _structures.Add(Types.IsVector(type) ? Vector(type, location) : Structure(type, location));
        return type.Name;
    }

    /// <summary>A method of the project, translated for views in <paramref name="spaces"/>.</summary>
    public Function Function(IMethodSymbol method, IReadOnlyList<Space> spaces, Location call)
    {
        var name = Names.Method(method) + (spaces.All(s => s == Space.Global) ? "" : "_" + string.Concat(spaces.Select(Types.Letter)));
        if (_underWay.Contains(name))
            throw new Refusal(Translator.Diagnostics.Recursion, call, method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat));
        Claim(name, method, call);
        if (_done.TryGetValue(name, out var function))
            return function;
        _underWay.Add(name);
        function = Translate(method, name, spaces, isKernel: false);
        _underWay.Remove(name);
        return function;
    }

    private void Add(IMethodSymbol method)
    {
        var location = method.Locations[0];
        var views = method.Parameters.TakeWhile(p => Types.IsView(p.Type)).Count();
        var rest = method.Parameters.Skip(views).ToArray();
        if (!method.IsStatic || !method.ReturnsVoid || method.IsGenericMethod || rest.Length > 1 || method.Parameters.Any(p => p.RefKind != RefKind.None)
            || rest.Any(p => Types.IsView(p.Type)))
            throw new Refusal(Translator.Diagnostics.KernelSignature, location, method.Name);
        foreach (var value in rest)
            CheckLayout(value.Type, value.Locations[0]);
        var name = Names.Method(method);
        Claim(name, method, location);
        _underWay.Add(name);
        var function = Translate(method, name, [.. Enumerable.Repeat(Space.Global, views)], isKernel: true);
        _underWay.Remove(name);
        var attribute = method.GetAttributes().First(a => a.AttributeClass?.Name == "KernelAttribute");
        Kernels.Add(new(method, name, (int)attribute.ConstructorArguments[0].Value!, (int)attribute.ConstructorArguments[1].Value!, views, function));
    }

    private Function Translate(IMethodSymbol method, string name, IReadOnlyList<Space> spaces, bool isKernel)
    {
        if (method.DeclaringSyntaxReferences.Length == 0)
            throw new Refusal(Translator.Diagnostics.UnknownCall, method.Locations[0], method.ToDisplayString());
        var syntax = (MethodDeclarationSyntax)method.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        var writer = new FunctionWriter(this, Model(syntax.SyntaxTree), method, syntax, name, spaces, isKernel);
        _functions.Add(writer.Write());
        return _done[name] = new(name, writer.Synchronises, writer.Measured);
    }

    private string Structure(ITypeSymbol type, Location location)
    {
        var text = new StringBuilder();
        foreach (var field in Types.Fields(type))
            text.Append("    ").Append(Type(field.Type, location)).Append(' ').Append(Names.Local(field.Name)).Append(";\n");
        return $"typedef struct\n{{\n{text}}} {type.Name};\n";
    }

    private static string Vector(ITypeSymbol type, Location location)
    {
        var fields = Types.Fields(type);
        if (fields.Length is not (2 or 4 or 8 or 16) || fields.Any(f => f.Type.SpecialType != SpecialType.System_Single))
            throw new Refusal(Translator.Diagnostics.StructLayout, location, type.Name, "a vector has 2, 4, 8 or 16 floats");
        return $"typedef float {type.Name} VECTOR({fields.Length});\n";
    }

    private static void CheckLayout(ITypeSymbol type, Location location)
    {
        if (Types.Scalar(type) is { } scalar)
        {
            if (scalar == "bool")
                throw new Refusal(Translator.Diagnostics.StructLayout, location, type.Name, "a bool has no fixed size on devices; use an int");
            return;
        }
        if (!Types.IsStruct(type))
            throw new Refusal(Translator.Diagnostics.UnsupportedType, location, type.ToDisplayString());
        foreach (var field in Types.Fields(type))
            if (field.Type.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single))
                throw new Refusal(Translator.Diagnostics.StructLayout, location, type.Name, $"field '{field.Name}' is not an int, uint or float, so its place is up to the compiler");
    }

    /// <summary>Takes a name; true the first time.</summary>
    private bool Claim(string name, ISymbol symbol, Location location)
    {
        if (!_taken.TryGetValue(name, out var owner))
        {
            _taken[name] = symbol;
            return true;
        }
        return SymbolEqualityComparer.Default.Equals(owner, symbol) ? false : throw new Refusal(Translator.Diagnostics.Overload, location, symbol.ToDisplayString());
    }
}

/// <summary>A translated method.</summary>
internal sealed class Function(string name, bool synchronises, ICollection<int> measured)
{
    public string Name { get; } = name;

    public bool Synchronises { get; } = synchronises;

    /// <summary>Parameters that are views and are followed by their length.</summary>
    public ICollection<int> Measured { get; } = measured;
}

/// <summary>A translated kernel.</summary>
internal sealed class Kernel(IMethodSymbol method, string name, int groupX, int groupY, int views, Function function)
{
    public IMethodSymbol Method { get; } = method;

    public string Name { get; } = name;

    public int GroupX { get; } = groupX;

    public int GroupY { get; } = groupY;

    public int Views { get; } = views;

    public bool Synchronises { get; } = function.Synchronises;

    public ICollection<int> Measured { get; } = function.Measured;
}
