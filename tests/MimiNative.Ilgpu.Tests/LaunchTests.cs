using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using MimiNative.Kernels;
using PoolingKernel = MimiNative.Kernels.Pooling;

namespace MimiNative.Ilgpu.Tests;

/// <summary>A kernel launched with nothing but ILGPU: where to set a break point inside one (kernels/README.md).</summary>
public sealed class LaunchTests
{
    [Fact]
    public void A_kernel_runs_on_ILGPU_s_CPU_accelerator_as_the_C_sharp_that_it_is()
    {
        const int Rows = 5, Channels = 70;
        var values = Enumerable.Range(0, Rows * Channels).Select(i => (float)i).ToArray();
        using var context = Context.Create(b => b.CPU(new CPUDevice(32, 8, 1)));
        using var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        using var x = accelerator.Allocate1D(values);
        using var y = accelerator.Allocate1D<float>(Channels);
        using var firsts = accelerator.Allocate1D([0, Rows]);
        var mean = accelerator.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<int>, RowArguments>(PoolingKernel.Mean, new KernelSpecialization(PoolingKernel.Threads, null));
        mean(accelerator.DefaultStream, new KernelConfig((Channels + PoolingKernel.Threads - 1) / PoolingKernel.Threads, PoolingKernel.Threads), x.View, y.View, firsts.View,
            new RowArguments { Rows = Rows, Sequences = 1, Channels = Channels, InputPitch = Rows * Channels });
        accelerator.Synchronize();
        Assert.Equal(Enumerable.Range(0, Channels).Select(c => c + 2f * Channels), y.GetAsArray1D());
    }
}
