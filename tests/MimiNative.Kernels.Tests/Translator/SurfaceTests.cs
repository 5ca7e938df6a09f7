using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MimiNative.Kernels.Tests;

/// <summary>The kernels' source uses the part of ILGPU 1.5.3 that the shim supplies, and nothing else: so it compiles against either.</summary>
public sealed class SurfaceTests
{
    // ILGPU's and ILGPU.Algorithms' members that the design allows.
    private static readonly HashSet<string> Allowed =
    [
        "ILGPU.ArrayView<T>.this[int]", "ILGPU.ArrayView<T>.Length", "ILGPU.ArrayView<T>.IntLength", "ILGPU.ArrayView<T>.SubView(int, int)",
        "ILGPU.Group.IdxX", "ILGPU.Group.IdxY", "ILGPU.Group.DimX", "ILGPU.Group.DimY", "ILGPU.Group.Barrier()",
        "ILGPU.Grid.IdxX", "ILGPU.Grid.IdxY", "ILGPU.Grid.IdxZ",
        "ILGPU.SharedMemory.Allocate<T>(int)", "ILGPU.LocalMemory.Allocate<T>(int)",
        "ILGPU.Algorithms.XMath.Exp(float)", "ILGPU.Algorithms.XMath.Sqrt(float)", "ILGPU.Algorithms.XMath.Rsqrt(float)", "ILGPU.Algorithms.XMath.Sin(float)",
        "ILGPU.Algorithms.XMath.Cos(float)", "ILGPU.Algorithms.XMath.Tanh(float)", "ILGPU.Algorithms.XMath.Abs(float)",
        "ILGPU.Algorithms.XMath.Max(float, float)", "ILGPU.Algorithms.XMath.Min(float, float)", "ILGPU.Algorithms.XMath.Max(int, int)", "ILGPU.Algorithms.XMath.Min(int, int)",
        // Our own marks, which an ILGPU build takes along.
        "MimiNative.Kernels.KernelAttribute.KernelAttribute(int, int)", "MimiNative.Kernels.KernelAttribute.IsForCpu", "MimiNative.Kernels.VectorAttribute.VectorAttribute()",
    ];

    [Fact]
    public void Kernels_use_the_listed_surface_only()
    {
        foreach (var (name, used) in Uses())
            Assert.True(Allowed.Contains(used) || (used == "System.MathF.FusedMultiplyAdd(float, float, float)" && name == "Scalar.cs"), $"{name} uses {used}");
    }

    [Fact]
    public void The_fused_multiply_add_stands_in_one_place() => Assert.Single(Uses().Distinct(), u => u.Used.StartsWith("System.MathF", StringComparison.Ordinal));

    /// <summary>Every member of another assembly that the kernels' files name.</summary>
    private static IEnumerable<(string File, string Used)> Uses()
    {
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "kernels", "MimiNative.Kernels"), "*.cs");
        Assert.True(files.Length > 10);
        var trees = files.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), path: f)).Append(CSharpSyntaxTree.ParseText("global using System;")).ToArray();
        ImmutableArray<MetadataReference> references =
            [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(p => Path.GetFileName(p) is "System.Private.CoreLib.dll" or "System.Runtime.dll" or "MimiNative.Kernels.Shim.dll").Select(p => MetadataReference.CreateFromFile(p))];
        var compilation = CSharpCompilation.Create("Kernels", trees, references, new(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        foreach (var tree in trees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes().Where(n => n is ExpressionSyntax or AttributeSyntax))
                if (model.GetSymbolInfo(node).Symbol is { } symbol and (IMethodSymbol { MethodKind: not MethodKind.BuiltinOperator } or IPropertySymbol or IFieldSymbol)
                    && !SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly))
                    yield return (Path.GetFileName(tree.FilePath), symbol.OriginalDefinition.ToDisplayString());
        }
    }
}
