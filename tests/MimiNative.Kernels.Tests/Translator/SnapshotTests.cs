using System.Runtime.CompilerServices;

namespace MimiNative.Kernels.Tests;

/// <summary>
/// The emitted C, compared with files that a person can read. After a change of the translator: <c>MIMI_UPDATE=1 dotnet test --filter Snapshot</c>, then read the difference.
/// </summary>
public sealed class SnapshotTests
{
    [Theory]
    [InlineData("ControlFlow")]
    [InlineData("Conversions")]
    [InlineData("Memory")]
    [InlineData("Structures")]
    public void The_emitted_C_is_the_one_on_file(string name)
    {
        var folder = Path.Combine(Repository.Root, "tests", "MimiNative.Kernels.Tests", "Snapshots");
        var (text, diagnostics) = Translate.File(File.ReadAllText(Path.Combine(folder, name + ".txt")));
        Assert.Empty(diagnostics);
        Compare(Path.Combine(folder, name + ".c"), text);
    }

    [Fact]
    public void The_kernels_translation_is_the_one_on_file() =>
        Compare(Path.Combine(Repository.Root, "kernels", "generated", "mimi-kernels.c"),
            "// Made from kernels/MimiNative.Kernels by MimiNative.Kernels.Translator; do not edit. MIMI_UPDATE=1 dotnet test --filter Snapshot rewrites it.\n" + KernelSourceText());

    [Fact]
    public void Translating_twice_gives_the_same_text()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "MimiNative.Kernels.Tests", "Snapshots", "Structures.txt"));
        Assert.Equal(Translate.File(source).Text, Translate.File(source).Text);
    }

    [Theory]
    [InlineData("static class Nothing;", Microsoft.CodeAnalysis.IncrementalStepRunReason.Unchanged)]
    [InlineData("static class More { [Kernel(32)] public static void Fill(ArrayView<float> x) { x[Grid.GlobalIndex.X] = 1f; } }", Microsoft.CodeAnalysis.IncrementalStepRunReason.Modified)]
    public void Only_a_change_of_the_kernels_makes_a_new_translation(string added, Microsoft.CodeAnalysis.IncrementalStepRunReason reason) =>
        Assert.Equal(reason, Translate.After(File.ReadAllText(Path.Combine(Repository.Root, "tests", "MimiNative.Kernels.Tests", "Snapshots", "Structures.txt")), added));

    // The constant of the other assembly, not the one that the generator adds to this one.
    private static string KernelSourceText() => MimiNative.Kernels.KernelSource.Text;

    private static void Compare(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("MIMI_UPDATE") == "1")
            File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"{path} does not exist; MIMI_UPDATE=1 makes it");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
