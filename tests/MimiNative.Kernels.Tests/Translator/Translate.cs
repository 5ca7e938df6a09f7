using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MimiNative.Kernels.Translator;

namespace MimiNative.Kernels.Tests;

/// <summary>Runs the translator over source text, as a build would.</summary>
internal static class Translate
{
    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is "System.Private.CoreLib.dll" or "System.Runtime.dll" or "MimiNative.Kernels.Shim.dll")
            .Select(p => MetadataReference.CreateFromFile(p))];

    /// <summary>The C text of a source file, and what the translator refused.</summary>
    public static (string Text, ImmutableArray<Diagnostic> Diagnostics) File(string source)
    {
        var tree = CSharpSyntaxTree.ParseText("using ILGPU; using ILGPU.Algorithms; using System; using MimiNative.Kernels;\n" + source, path: "Test.cs");
        var compilation = CSharpCompilation.Create("Test", [tree], References, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        CSharpGeneratorDriver.Create(new KernelGenerator()).RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        Assert.Empty(output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var generated = output.GetTypeByMetadataName("Test.KernelSource")?.GetMembers("Text").OfType<IFieldSymbol>().Single().ConstantValue;
        return ((string?)generated ?? "", diagnostics);
    }

    /// <summary>The translation of a kernel's body, with whatever else the class needs beside it.</summary>
    public static (string Text, ImmutableArray<Diagnostic> Diagnostics) Body(string body, string members = "") =>
        File($"static class K\n{{\n    [Kernel(32)]\n    public static void Run(ArrayView<float> x, ArrayView<int> n, int count)\n    {{\n{body}\n    }}\n{members}\n}}\n");

    /// <summary>Why the translation ran again after files were added to a project that had been translated.</summary>
    public static IncrementalStepRunReason After(string source, string added)
    {
        static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText("using ILGPU; using ILGPU.Algorithms; using System; using MimiNative.Kernels;\n" + text, path: path);
        var compilation = CSharpCompilation.Create("Test", [Tree(source, "Test.cs")], References, new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var driver = CSharpGeneratorDriver.Create([new KernelGenerator().AsSourceGenerator()], driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            .RunGenerators(compilation).RunGenerators(compilation.AddSyntaxTrees(Tree(added, "Added.cs")));
        return driver.GetRunResult().Results.Single().TrackedSteps[KernelGenerator.ModelStep].Single().Outputs.Single().Reason;
    }
}
