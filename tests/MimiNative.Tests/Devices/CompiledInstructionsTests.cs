using MimiNative.Devices;

namespace MimiNative.Tests.Devices;

public sealed class CompiledInstructionsTests
{
    [Theory]
    [InlineData(true, false, true, true)]
    [InlineData(true, true, true, false)]
    [InlineData(true, false, false, false)]
    [InlineData(false, false, true, false)]
    public void Only_a_program_that_was_compiled_for_less_than_its_processor_is_refused(bool ahead, bool compiledIn, bool processorHasThem, bool refused) =>
        Assert.Equal(refused, CompiledInstructions.Complaint(ahead, compiledIn, processorHasThem) is not null);

    [Fact]
    public void The_refusal_says_what_to_do() => Assert.Contains("IlcInstructionSet x86-64-v3", CompiledInstructions.Complaint(true, false, true));
}
