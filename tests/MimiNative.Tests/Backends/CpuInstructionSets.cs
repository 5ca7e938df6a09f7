using MimiNative.Backends.Cpu;

namespace MimiNative.Tests.Backends;

/// <summary>Every vector width that this processor can run, the scalar one included, by name.</summary>
public sealed class CpuInstructionSets : TheoryData<string>
{
    public CpuInstructionSets()
    {
        foreach (var set in Enum.GetValues<CpuInstructions>())
            if (set <= CpuBackend.Widest)
                Add(set.ToString());
    }

    internal static CpuInstructions Named(string set) => Enum.Parse<CpuInstructions>(set);

    internal static CpuBackend Backend(string set, int threads = 1) => CpuBackend.Create(threads, Named(set));
}
