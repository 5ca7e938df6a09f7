using ILGPU;
using MimiNative.Kernels.Simulation;

namespace MimiNative.Kernels.Tests;

/// <summary>The simulator has real barriers, and finds what a device would hide.</summary>
public sealed unsafe class SimulatorTests
{
    [Theory]
    [InlineData(LaneOrder.Forward)]
    [InlineData(LaneOrder.Backward)]
    public void Threads_wait_for_each_other_at_a_barrier(LaneOrder order)
    {
        var result = new int[64];
        fixed (int* p = result)
        {
            var view = new ArrayView<int>(p, result.Length);
            Simulator.Run(() =>
            {
                var shared = SharedMemory.Allocate<int>(32);
                shared[Group.IdxX] = Group.IdxX + 100 * Grid.IdxX;
                Group.Barrier();
                view[Grid.IdxX * 32 + Group.IdxX] = shared[31 - Group.IdxX];
            }, 32, 1, 2, 1, 1, order: order);
        }
        Assert.Equal(Enumerable.Range(0, 64).Select(i => 100 * (i / 32) + 31 - i % 32), result);
    }

    [Fact]
    public void A_missing_barrier_shows_when_the_order_of_threads_changes()
    {
        int[] Run(LaneOrder order)
        {
            var result = new int[8];
            fixed (int* p = result)
            {
                var view = new ArrayView<int>(p, result.Length);
                Simulator.Run(() =>
                {
                    var shared = SharedMemory.Allocate<int>(8);
                    shared[Group.IdxX] = Group.IdxX;
                    view[Group.IdxX] = shared[(Group.IdxX + 1) % 8];
                }, 8, 1, 1, 1, 1, order: order);
            }
            return result;
        }
        Assert.NotEqual(Run(LaneOrder.Forward), Run(LaneOrder.Backward));
    }

    [Fact]
    public void A_barrier_that_some_threads_never_reach_is_an_error_that_names_one()
    {
        var e = Assert.Throws<SimulationException>(() => Simulator.Run(() =>
        {
            if (Group.IdxX < 5)
                Group.Barrier();
        }, 8, 1, 1, 1, 1));
        Assert.Contains("thread (0, 0) of group (0, 0, 0)", e.Message);
    }

    [Fact]
    public void Leaving_memory_is_an_error_that_names_the_thread()
    {
        var value = 0;
        var view = new ArrayView<int>(&value, 1);
        var e = Assert.Throws<SimulationException>(() => Simulator.Run(() =>
        {
            Group.Barrier();
            view[Group.IdxX] = 1;
        }, 2, 1, 3, 1, 1));
        Assert.Contains("thread (1, 0) of group (0, 0, 0): a kernel touched element 1 of a view of 1", e.Message);
    }

    [Fact]
    public void Memory_that_nobody_wrote_is_not_a_number()
    {
        Simulator.Run(() =>
        {
            var shared = SharedMemory.Allocate<float>(4);
            var local = LocalMemory.Allocate<float>(4);
            if (!float.IsNaN(shared[0]) || !float.IsNaN(local[3]))
                throw new InvalidOperationException("memory came clean");
            shared[0] = local[3] = 1f;
        }, 1, 1, 3, 1, 1);
    }

    [Fact]
    public void Threads_of_a_warp_exchange_values()
    {
        var result = new float[64];
        fixed (float* p = result)
        {
            var view = new ArrayView<float>(p, result.Length);
            Simulator.Run(() =>
            {
                var sum = (float)Group.IdxX;
                for (var mask = 16; mask > 0; mask /= 2)
                    sum += Warp.ShuffleXor(sum, mask);
                view[Group.IdxX] = sum + Warp.Shuffle(Group.IdxX, 3) + Warp.ShuffleDown(Group.IdxX, 1);
            }, 64, 1, 1, 1, 1);
        }
        for (var i = 0; i < 64; i++)
            Assert.Equal((i < 32 ? 496 : 1520) + (i / 32 * 32) + 3 + (i % 32 == 31 ? i : i + 1), result[i]);
    }

    [Fact]
    public void Outside_the_simulator_a_kernel_says_so() => Assert.Throws<InvalidOperationException>(() => Group.IdxX);
}
