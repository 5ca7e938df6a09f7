using ILGPU;
using ILGPU.Algorithms;

namespace MimiNative.Kernels;

/// <summary>Sums and minima over the threads of a group, by halves: the order of the additions is the tree's, whatever the device.</summary>
public static class Reduction
{
    /// <summary>The sum of every thread's <paramref name="value"/>, for every thread. <paramref name="room"/> has a place per thread; <paramref name="threads"/> is a power of two.</summary>
    public static float Sum(ArrayView<float> room, int thread, int threads, float value)
    {
        Group.Barrier();
        room[thread] = value;
        for (var half = threads >> 1; half > 0; half >>= 1)
        {
            Group.Barrier();
            if (thread < half)
                room[thread] += room[thread + half];
        }
        Group.Barrier();
        return room[0];
    }

    /// <summary>The smallest of every thread's <paramref name="value"/>, as <see cref="Sum"/>.</summary>
    public static float Min(ArrayView<float> room, int thread, int threads, float value)
    {
        Group.Barrier();
        room[thread] = value;
        for (var half = threads >> 1; half > 0; half >>= 1)
        {
            Group.Barrier();
            if (thread < half)
                room[thread] = XMath.Min(room[thread + half], room[thread]);
        }
        Group.Barrier();
        return room[0];
    }
}
