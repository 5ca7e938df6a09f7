using Microsoft.CodeAnalysis;

namespace MimiNative.Kernels.Translator;

/// <summary>Everything that the translator refuses. Ids are for ever; each has a test.</summary>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor UnsupportedStatement = New("MIMI001", "Statement outside the kernel subset",
        "A kernel can't contain {0}; there are declarations, assignments, if, for, while, do, break, continue and return");

    public static readonly DiagnosticDescriptor UnsupportedExpression = New("MIMI002", "Expression outside the kernel subset",
        "A kernel can't contain {0}");

    public static readonly DiagnosticDescriptor UnsupportedType = New("MIMI003", "Type outside the kernel subset",
        "A kernel can't use the type '{0}'; there are int, uint, long, ulong, float, bool, structures of these, and ArrayView of int, uint or float");

    public static readonly DiagnosticDescriptor UnknownCall = New("MIMI004", "Call outside the surface",
        "'{0}' is neither in this project nor in the surface that kernels may use");

    public static readonly DiagnosticDescriptor Recursion = New("MIMI005", "Recursion",
        "'{0}' calls itself; devices have no stack for that");

    public static readonly DiagnosticDescriptor KernelSignature = New("MIMI006", "Signature of a kernel",
        "Kernel '{0}' must be a static, non-generic void method whose parameters are views and then at most one scalar or structure passed by value");

    public static readonly DiagnosticDescriptor AllocationSize = New("MIMI007", "Size of an allocation",
        "The size of an allocation must be a constant");

    public static readonly DiagnosticDescriptor AllocationPlace = New("MIMI008", "Place of an allocation",
        "{0}.Allocate must initialise a local variable{1}");

    public static readonly DiagnosticDescriptor SideEffect = New("MIMI009", "Side effect inside an expression",
        "'{0}' must be a statement of its own: C leaves the order of evaluation open");

    public static readonly DiagnosticDescriptor StructLayout = New("MIMI010", "Layout of a structure",
        "Structure '{0}' can't cross to a device: {1}");

    public static readonly DiagnosticDescriptor ViewAsValue = New("MIMI011", "View used as a value",
        "A view can be indexed, passed on or given a name once; it can't be {0}");

    public static readonly DiagnosticDescriptor Overload = New("MIMI012", "Overloaded name",
        "'{0}' would have the same name in C as another method or structure");

    public static readonly DiagnosticDescriptor WarpExchange = New("MIMI013", "Warp exchange",
        "OpenCL C 1.2 has no exchange within a warp; use SharedMemory and Group.Barrier instead of '{0}'");

    public static readonly DiagnosticDescriptor CopySign = New("MIMI014", "CopySign",
        "CopySign is wrong on ILGPU's GPUs; compare and negate instead");

    public static readonly DiagnosticDescriptor State = New("MIMI015", "State outside a kernel",
        "'{0}' is not a constant; kernels see their parameters and constants only");

    public static readonly DiagnosticDescriptor EarlyReturn = New("MIMI016", "Return before a barrier",
        "Every thread of every group must reach every barrier of '{0}': a return that leaves one out, even for whole groups, makes PoCL 6 compute wrongly; let the loop run zero times instead");

    public static readonly DiagnosticDescriptor SignedDivision = New("MIMI017", "Signed division by a power of two",
        "ILGPU rounds '{0}' down where C# rounds it towards zero, and it can't be seen to be of 0 or more; shift, if rounding down is meant");

    private static DiagnosticDescriptor New(string id, string title, string message) =>
        new(id, title, message, "MimiNative.Kernels", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
