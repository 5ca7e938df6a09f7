using MimiNative.Backends.Cpu;

namespace MimiNative.Tests.Backends;

/// <summary>Every vector width that this processor can run, the scalar one included.</summary>
public sealed class CpuInstructionSets : TheoryData<CpuInstructions>
{
    public CpuInstructionSets()
    {
        foreach (var set in Enum.GetValues<CpuInstructions>())
            if (set <= CpuBackend.Widest)
                Add(set);
    }
}
