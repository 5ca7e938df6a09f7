namespace MimiNative.Kernels;

/// <summary>
/// The one place that asks for a fused multiply-add. It is beyond ILGPU 1.5.3's surface (there <c>a * b + c</c> is what its PTX compiler may fuse), so a build against ILGPU replaces this line.
/// Everything else is rounded after each operation, which is what makes a kernel give the same bits everywhere.
/// </summary>
public static class Scalar
{
    /// <summary>a · b + c, rounded once.</summary>
    public static float MultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);
}
