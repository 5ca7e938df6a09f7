using System.Reflection;
using ILGPU;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Frontend;
using ILGPU.Frontend.Intrinsic;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.IR.Values;

namespace MimiNative.Kernels.Ilgpu;

/// <summary>
/// What makes ILGPU's code round as C# does. <see cref="MathF.FusedMultiplyAdd"/>, which ILGPU does not know, becomes the instruction of that name; and sums, differences and products say that they are rounded,
/// since an assembler of PTX may fuse those that don't.
/// </summary>
internal static class RoundedArithmetic
{
    private static readonly Lazy<MethodInfo> Fused = new(Remap);

    /// <summary>Tells a context's code generators.</summary>
    public static void Register(IntrinsicImplementationManager manager)
    {
        manager.RegisterMethod(Fused.Value, new PTXIntrinsic(typeof(RoundedArithmetic), nameof(WritePtxFused), IntrinsicImplementationMode.GenerateCode));
        manager.RegisterMethod(Fused.Value, new CLIntrinsic(typeof(RoundedArithmetic), nameof(WriteOpenClFused), IntrinsicImplementationMode.GenerateCode));
        foreach (var (kind, writer) in ((BinaryArithmeticKind, string)[])[(BinaryArithmeticKind.Add, nameof(WritePtxSum)), (BinaryArithmeticKind.Sub, nameof(WritePtxDifference)), (BinaryArithmeticKind.Mul, nameof(WritePtxProduct))])
            manager.RegisterBinaryArithmetic(kind, BasicValueType.Float32, new PTXIntrinsic(typeof(RoundedArithmetic), writer, IntrinsicImplementationMode.GenerateCode));
    }

    /// <summary>Stands for the fused multiply-add in ILGPU's intermediate code.</summary>
    [IntrinsicImplementation]
    private static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    // ILGPU's table of calls that are replaced belongs to the process.
    private static MethodInfo Remap()
    {
        var own = typeof(RoundedArithmetic).GetMethod(nameof(MultiplyAdd), BindingFlags.Static | BindingFlags.NonPublic)!;
        RemappedIntrinsics.AddRemapping(typeof(MathF).GetMethod(nameof(MathF.FusedMultiplyAdd))!, (ref InvocationContext call) => call.Method = own);
        return own;
    }

    private static void WritePtxFused(PTXBackend backend, PTXCodeGenerator code, Value value) => WritePtx(code, "fma.rn.f32", value);

    private static void WritePtxSum(PTXBackend backend, PTXCodeGenerator code, Value value) => WritePtx(code, "add.rn.f32", value);

    private static void WritePtxDifference(PTXBackend backend, PTXCodeGenerator code, Value value) => WritePtx(code, "sub.rn.f32", value);

    private static void WritePtxProduct(PTXBackend backend, PTXCodeGenerator code, Value value) => WritePtx(code, "mul.rn.f32", value);

    private static void WritePtx(PTXCodeGenerator code, string instruction, Value value)
    {
        var operands = new PTXRegisterAllocator.HardwareRegister[value.Nodes.Length];
        for (var i = 0; i < operands.Length; i++)
            operands[i] = code.EnsureHardwareRegister(code.LoadPrimitive(value[i]));
        var result = code.AllocateHardware(value);
        using var command = code.BeginCommand(instruction);
        command.AppendArgument(result);
        foreach (var operand in operands)
            command.AppendArgument(operand);
    }

    private static void WriteOpenClFused(CLBackend backend, CLCodeGenerator code, Value value)
    {
        var (a, b, c) = (code.Load(value[0]), code.Load(value[1]), code.Load(value[2]));
        var result = code.Allocate(value);
        using var statement = code.BeginStatement(result);
        statement.AppendCommand("fma");
        statement.BeginArguments();
        statement.AppendArgument(a);
        statement.AppendArgument(b);
        statement.AppendArgument(c);
        statement.EndArguments();
    }
}
