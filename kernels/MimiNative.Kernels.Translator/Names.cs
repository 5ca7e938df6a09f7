using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace MimiNative.Kernels.Translator;

/// <summary>Names in C: those of the C#, with an underscore where C has taken the word.</summary>
internal static class Names
{
    private static readonly HashSet<string> Taken =
    [
        // C, C++ and OpenCL C keywords and types that are not C# keywords as well.
        "auto", "register", "signed", "unsigned", "restrict", "inline", "typedef", "union", "asm", "delete", "friend", "mutable", "template", "typename", "and", "or", "not", "xor", "export",
        "kernel", "global", "local", "constant", "private_", "half", "quad", "complex", "imaginary", "image", "event_t", "sampler_t", "size_t", "ptrdiff_t", "intptr_t", "uintptr_t",
        "uchar", "ushort", "uint", "ulong", "pipe", "generic", "read_only", "write_only", "read_write", "uniform", "NULL", "INFINITY", "NAN", "MAXFLOAT", "true", "false",
        // Builtin functions of OpenCL C that a local variable would hide.
        "min", "max", "abs", "clamp", "mix", "step", "dot", "cross", "length", "distance", "normalize", "select", "any", "all", "exp", "log", "sin", "cos", "tan", "sqrt", "rsqrt", "fma", "mad",
        "sign", "floor", "ceil", "round", "trunc", "pow", "barrier", "shuffle", "printf", "vector", "popcount", "rotate",
    ];

    private static readonly string[] Suffixes = ["2", "3", "4", "8", "16"];

    public static string Local(string name) => Taken.Contains(name) || IsVectorType(name) ? name + "_" : name;

    public static string Method(IMethodSymbol method) => $"{method.ContainingType.Name}_{method.Name}";

    public static string Constant(IFieldSymbol field) => $"{field.ContainingType.Name}_{field.Name}";

    private static bool IsVectorType(string name)
    {
        foreach (var suffix in Suffixes)
            if (name == "float" + suffix || name == "int" + suffix || name == "uint" + suffix || name == "long" + suffix || name == "half" + suffix)
                return true;
        return false;
    }
}
