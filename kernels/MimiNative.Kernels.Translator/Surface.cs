using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace MimiNative.Kernels.Translator;

/// <summary>The members of ILGPU and of .NET that kernels may use, and what they are in the dialect.</summary>
internal static class Surface
{
    private static readonly Dictionary<string, string> Properties = new()
    {
        ["ILGPU.Group.IdxX"] = "GROUP_IDX_X",
        ["ILGPU.Group.IdxY"] = "GROUP_IDX_Y",
        ["ILGPU.Group.DimX"] = "GROUP_DIM_X",
        ["ILGPU.Group.DimY"] = "GROUP_DIM_Y",
        ["ILGPU.Grid.IdxX"] = "GRID_IDX_X",
        ["ILGPU.Grid.IdxY"] = "GRID_IDX_Y",
        ["ILGPU.Grid.IdxZ"] = "GRID_IDX_Z",
    };

    private static readonly Dictionary<string, string> Functions = new()
    {
        ["ILGPU.Group.Barrier"] = "BARRIER",
        ["ILGPU.Atomic.Add"] = "ATOMIC_ADD",
        ["System.MathF.FusedMultiplyAdd"] = "FMA",
        ["ILGPU.Algorithms.XMath.Exp"] = "exp_float",
        ["ILGPU.Algorithms.XMath.Sqrt"] = "sqrt_float",
        ["ILGPU.Algorithms.XMath.Rsqrt"] = "rsqrt_float",
        ["ILGPU.Algorithms.XMath.Sin"] = "sin_float",
        ["ILGPU.Algorithms.XMath.Cos"] = "cos_float",
        ["ILGPU.Algorithms.XMath.Tanh"] = "tanh_float",
        ["ILGPU.Algorithms.XMath.Max"] = "max_",
        ["ILGPU.Algorithms.XMath.Min"] = "min_",
        ["ILGPU.Algorithms.XMath.Abs"] = "abs_",
    };

    public static string FullName(ISymbol member) => $"{member.ContainingType.ToDisplayString()}.{member.Name}";

    public static string? Property(IPropertySymbol property) => Properties.TryGetValue(FullName(property), out var name) ? name : null;

    /// <summary>The dialect's function, or null. A name that ends in an underscore is completed by the argument's type.</summary>
    public static string? Function(IMethodSymbol method) =>
        !Functions.TryGetValue(FullName(method), out var name) ? null
        : name.EndsWith("_", System.StringComparison.Ordinal) ? name + Types.Scalar(method.Parameters[0].Type)
        : name;

    public static bool IsBarrier(IMethodSymbol method) => FullName(method) == "ILGPU.Group.Barrier";

    /// <summary>SharedMemory.Allocate or LocalMemory.Allocate.</summary>
    public static Space? Allocation(IMethodSymbol method) => FullName(method) switch
    {
        "ILGPU.SharedMemory.Allocate" => Space.Shared,
        "ILGPU.LocalMemory.Allocate" => Space.Local,
        _ => null,
    };

    public static bool IsWarp(ISymbol member) => member.ContainingType.ToDisplayString() == "ILGPU.Warp";
}
