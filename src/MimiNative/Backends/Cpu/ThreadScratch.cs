namespace MimiNative.Backends.Cpu;

/// <summary>A thread's room for what a product makes on its way. What is in it doesn't outlast the call.</summary>
internal static unsafe class ThreadScratch
{
    [ThreadStatic] private static FloatBlock? s_block;

    /// <summary>At least so many floats.</summary>
    public static float* Floats(long count) => FloatBlock.AtLeast(ref s_block, count);
}
