using System.Linq;
using Microsoft.CodeAnalysis;

namespace MimiNative.Kernels.Translator;

/// <summary>Where a view points. OpenCL C 1.2 has a pointer type for each.</summary>
internal enum Space
{
    Global,
    Shared,
    Local,
}

/// <summary>Types of C# and what they are in C.</summary>
internal static class Types
{
    private const string VectorAttribute = "MimiNative.Kernels.VectorAttribute";

    public static bool IsView(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "ArrayView", TypeArguments.Length: 1 } named && named.ContainingNamespace.ToDisplayString() == "ILGPU";

    public static ITypeSymbol Element(ITypeSymbol view) => ((INamedTypeSymbol)view).TypeArguments[0];

    public static bool IsVector(ITypeSymbol type) =>
        type.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == VectorAttribute);

    /// <summary>The instance fields in order.</summary>
    public static IFieldSymbol[] Fields(ITypeSymbol type) => [.. type.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic)];

    public static bool IsStruct(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Struct, SpecialType: SpecialType.None, IsGenericType: false } && type.DeclaringSyntaxReferences.Length > 0;

    /// <summary>The C name of a scalar; null for anything else.</summary>
    public static string? Scalar(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int32 => "int",
        SpecialType.System_UInt32 => "uint",
        SpecialType.System_Int64 => "long",
        SpecialType.System_UInt64 => "ulong",
        SpecialType.System_Single => "float",
        SpecialType.System_Boolean => "bool",
        _ => null,
    };

    /// <summary>Bytes of a scalar or of a structure that may be a kernel's parameter.</summary>
    public static int Size(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int64 or SpecialType.System_UInt64 => 8,
        SpecialType.None => Fields(type).Sum(f => Size(f.Type)),
        _ => 4,
    };

    public static string Pointer(Space space) => space switch
    {
        Space.Global => "GLOBAL ",
        Space.Shared => "SHARED_POINTER ",
        _ => "",
    };

    public static char Letter(Space space) => space switch
    {
        Space.Global => 'G',
        Space.Shared => 'S',
        _ => 'L',
    };
}
