namespace MimiNative.Kernels.Simulation;

/// <summary>In which order the threads of a group take their turns. A kernel that lacks a barrier gives different results in different orders.</summary>
public enum LaneOrder
{
    /// <summary>First to last.</summary>
    Forward,

    /// <summary>Last to first.</summary>
    Backward,
}

/// <summary>
/// Runs a kernel as plain C#: group by group, every thread of the group as a thread of its own that runs alone until it reaches a barrier and then hands on.
/// Deterministic, checked (bounds, uninitialised memory, barriers that not all threads reach), and fit for a debugger; far too slow for anything else.
/// </summary>
public static class Simulator
{
    /// <summary>Runs <paramref name="kernel"/> over a grid.</summary>
    /// <param name="kernel">The kernel with its arguments bound.</param>
    /// <param name="dimX">Threads of a group along x.</param>
    /// <param name="dimY">Threads of a group along y.</param>
    /// <param name="gridX">Groups along x.</param>
    /// <param name="gridY">Groups along y.</param>
    /// <param name="gridZ">Groups along z.</param>
    /// <param name="synchronises">Whether the kernel has barriers or warp exchanges; without, the threads need not be real.</param>
    /// <param name="order">Which thread goes first.</param>
    /// <exception cref="SimulationException">A thread failed; the message says which.</exception>
    public static void Run(Action kernel, int dimX, int dimY, int gridX, int gridY, int gridZ, bool synchronises = true, LaneOrder order = LaneOrder.Forward)
    {
        using var crew = new Crew(kernel, dimX, dimY, synchronises, order);
        for (var z = 0; z < gridZ; z++)
            for (var y = 0; y < gridY; y++)
                for (var x = 0; x < gridX; x++)
                    crew.RunGroup(x, y, z);
    }
}

/// <summary>A kernel failed in the simulator.</summary>
public sealed class SimulationException(string message, Exception? inner = null) : Exception(message, inner);
