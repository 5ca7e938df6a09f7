using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using MimiNative.Kernels;

namespace MimiNative.Ilgpu.Tests;

/// <summary>A kernel launched with nothing but ILGPU: where to set a break point inside one (kernels/README.md).</summary>
public sealed class LaunchTests
{
    [Fact]
    public void A_kernel_runs_on_ILGPU_s_CPU_accelerator_as_the_C_sharp_that_it_is()
    {
        const int Headroom = 2, Rows = 5, Channels = 70;
        var values = Enumerable.Range(0, (Headroom + Rows) * Channels).Select(i => (float)i).ToArray();
        using var context = Context.Create(b => b.CPU(new CPUDevice(32, 8, 1)));
        using var accelerator = context.GetCPUDevice(0).CreateCPUAccelerator(context);
        using var x = accelerator.Allocate1D(values);
        using var firsts = accelerator.Allocate1D([0, Rows]);
        var advance = accelerator.LoadKernel<ArrayView<float>, ArrayView<int>, HistoryArguments>(History.Advance, new KernelSpecialization(History.Threads, null));
        advance(accelerator.DefaultStream, new KernelConfig((Channels + History.Threads - 1) / History.Threads, History.Threads), x.View, firsts.View,
            new HistoryArguments { Channels = Channels, Headroom = Headroom, Pitch = values.Length });
        accelerator.Synchronize();
        Assert.Equal([.. values[(Rows * Channels)..], .. values[(Headroom * Channels)..]], x.GetAsArray1D());
    }
}
