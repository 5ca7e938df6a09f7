namespace MimiNative.Kernels;

/// <summary>Marks a kernel, with the size of its groups.</summary>
/// <param name="groupX">Threads along x.</param>
/// <param name="groupY">Threads along y.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelAttribute(int groupX, int groupY = 1) : Attribute
{
    /// <summary>Threads along x.</summary>
    public int GroupX { get; } = groupX;

    /// <summary>Threads along y.</summary>
    public int GroupY { get; } = groupY;

    /// <summary>Made for CPU devices: left out of what is compiled for GPUs ahead of time.</summary>
    public bool IsForCpu { get; set; }
}

/// <summary>Marks a structure of 2, 4, 8 or 16 floats that the translator writes as the C compiler's vector type, so that a CPU device keeps it in one register.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class VectorAttribute : Attribute;
