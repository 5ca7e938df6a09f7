using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using MimiNative.Backends;

namespace MimiNative.Devices;

/// <summary>
/// Refuses to run some hundred times slower than the processor could: a program compiled ahead of time without fused multiply-adds calls a function for each of them.
/// The package sets the instruction set of those who reference it (buildTransitive/MimiNative.targets); this is for those who set another, or reference the assembly alone.
/// </summary>
internal static class CompiledInstructions
{
    /// <summary>A switch of <see cref="AppContext"/> for those who want it all the same.</summary>
    public const string Switch = "MimiNative.AllowSlowInstructions";

    private const int FusedMultiplyAdd = 1 << 12;

    /// <exception cref="BackendException">The program was compiled without fused multiply-adds, and the processor has them.</exception>
    public static void Check()
    {
        var allowed = AppContext.TryGetSwitch(Switch, out var on) && on;
        if (!allowed && Complaint(!RuntimeFeature.IsDynamicCodeCompiled, Fma.IsSupported, ProcessorHasFma()) is { } complaint)
            throw new BackendException(complaint);
    }

    /// <summary>What is wrong, or null. Under the JIT whoever switched instructions off did so on purpose.</summary>
    internal static string? Complaint(bool compiledAhead, bool compiledIn, bool processorHasThem) => compiledAhead && !compiledIn && processorHasThem
        ? "cpu: this program was compiled ahead of time without fused multiply-adds, which this processor has: it would be some hundred times slower."
            + " Publish it with the property IlcInstructionSet x86-64-v3 (what a reference to the package MimiNative sets by itself), or set the AppContext switch " + Switch
        : null;

    private static bool ProcessorHasFma() => X86Base.IsSupported && (X86Base.CpuId(1, 0).Ecx & FusedMultiplyAdd) != 0;
}
