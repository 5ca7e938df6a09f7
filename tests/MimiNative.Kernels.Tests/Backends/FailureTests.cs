using MimiNative.Backends;
using MimiNative.Backends.Cuda;
using MimiNative.Backends.Gpu;
using MimiNative.Backends.OpenCl;
using MimiNative.Devices;

namespace MimiNative.Kernels.Tests;

/// <summary>Whatever a machine lacks is one clear line, never a crash, and the CPU works all the same.</summary>
public sealed class FailureTests
{
    [Fact]
    public void Without_a_library_the_message_says_what_to_install()
    {
        Says("libOpenCL is not installed", () => new OpenClLibrary("libNoSuchThing.so.1"));
        Says("libcuda is not installed", () => new CudaLibrary("libNoSuchThing.so.1"));
    }

    [Fact]
    public void A_library_that_is_something_else_is_not_called()
    {
        Says("OpenCL 1.2 is needed", () => new OpenClLibrary("libc.so.6"));
        Says("driver is too old", () => new CudaLibrary("libc.so.6"));
    }

    [Fact]
    public void The_device_list_says_why_a_kind_is_missing()
    {
        var devices = DeviceList.Find(() => new CudaLibrary("libNoSuchThing.so.1"), () => new OpenClLibrary("libNoSuchThing.so.1"),
            () => throw new BackendException("ilgpu: no such assembly"));
        Assert.Equal(["cpu", "cuda", "opencl", "ilgpu"], devices.Select(d => d.Id));
        Assert.True(devices[0].IsUsable);
        Assert.Contains("libcuda is not installed", devices[1].Problem);
        Assert.Contains("libOpenCL is not installed", devices[2].Problem);
        Assert.Equal("no such assembly", devices[3].Problem);
    }

    [Fact]
    public void The_device_list_has_every_devices_memory_and_limits()
    {
        _ = AllBackends.Driver("opencl");
        var device = Assert.Single(DeviceList.Find(), d => d.Id == "opencl:0");
        Assert.True(device.MemoryBytes > 0 && device.LargestAllocationBytes > 0 && device.LocalMemoryBytes > 0 && device.GroupThreads > 0 && device.ComputeUnits > 0);
        Assert.NotEqual("", device.Name);
        Assert.NotEqual("", device.Driver);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("opencl:")]
    [InlineData("opencl:-1")]
    [InlineData("opencl:x")]
    [InlineData("cpu:0")]
    [InlineData("ilgpu")]
    [InlineData("ilgpu:0")]
    [InlineData("ilgpu:cpu:0")]
    [InlineData("ilgpu:opencl:")]
    [InlineData("ilgpu:auto")]
    [InlineData("")]
    public void A_device_that_cannot_be_meant_is_refused_with_the_forms_there_are(string device) => Says(BackendFactory.Forms, () => BackendFactory.Create(device));

    [Fact]
    public void A_device_number_that_does_not_exist_is_refused()
    {
        _ = AllBackends.Driver("opencl");
        Says("opencl:97 does not exist", () => BackendFactory.Create("opencl:97"));
        Says("ilgpu:opencl:97 does not exist", () => BackendFactory.Create("ilgpu:opencl:97"));
    }

    [Fact]
    public void ILGPU_s_devices_are_listed_and_open_by_their_names()
    {
        _ = AllBackends.Driver("ilgpu opencl");
        var devices = DeviceList.Find().Where(d => d.Id.StartsWith("ilgpu", StringComparison.Ordinal)).ToList();
        Assert.Equal(["ilgpu:cuda", "ilgpu:opencl", "ilgpu:cpu"], devices.Select(d => d.Id.TrimEnd(':', '0')));
        Assert.All(devices.Where(d => d.IsUsable), d => Assert.True(d is { MemoryBytes: > 0, LargestAllocationBytes: > 0, GroupThreads: >= 256, ComputeUnits: > 0 }, d.ToString()));
        foreach (var id in (string[])["ilgpu:cpu", "ILGPU:OpenCL", "ilgpu:opencl:0"])
            using (var backend = BackendFactory.Create(id))
                Assert.StartsWith(id.ToLowerInvariant(), backend.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void ILGPU_without_a_driver_is_one_line()
    {
        var e = Record.Exception(() => BackendFactory.Create("ilgpu:cuda").Dispose());
        Assert.SkipWhen(e is null, "there is a CUDA device");
        Assert.Contains("ilgpu:cuda: ", Assert.IsType<BackendException>(e).Message);
    }

    [Fact]
    public void Auto_always_finds_something_and_the_CPU_is_always_there()
    {
        using var auto = BackendFactory.Create("auto", 1);
        using var cpu = BackendFactory.Create("cpu", 1);
        Assert.NotEqual("", auto.Description);
        Assert.StartsWith("cpu", cpu.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_does_not_compile_is_an_error_with_the_compilers_reason()
    {
        _ = AllBackends.Driver("opencl");
        var library = OpenClLibrary.Instance;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var e = Says("don't compile", () => new OpenClDriver(library, OpenClDevice.All(library)[0], "__kernel void k() { this is no C; }", folder.FullName));
            Assert.Contains("error", e.Message);
            Assert.True(e.InnerException!.Message.Length > 0);
            Assert.Empty(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("opencl")]
    [InlineData("ilgpu opencl")]
    [InlineData("ilgpu cpu")]
    public void More_than_the_device_gives_in_one_piece_is_out_of_memory(string name)
    {
        var driver = AllBackends.Driver(name);
        Assert.True(Says("in one piece", () => driver.Allocate(driver.LargestAllocation + 1)).IsOutOfMemory);
        var backend = new GpuBackend(driver, 1);
        Assert.True(Says("index", () => backend.Allocate(64, 0, 1 << 22, 64)).IsOutOfMemory);
        using var small = backend.Allocate(1, 0, 4, 4);
    }

    [Fact]
    public void Heads_too_wide_for_the_kernel_are_refused_before_anything_runs()
    {
        using var backend = AllBackends.Get("simulator");
        using var qkv = backend.Allocate(1, 3, 2, 3 * 128);
        using var y = backend.Allocate(1, 0, 2, 128);
        Says("heads of 128 channels", () => backend.Attention(qkv, y, 1, 128, 4, 10000, [0], [2]));
    }

    private static BackendException Says(string part, Action action)
    {
        var e = Assert.Throws<BackendException>(action);
        Assert.Contains(part, e.Message);
        Assert.DoesNotContain('\n', e.Message);
        return e;
    }

    private static BackendException Says(string part, Func<object> action) => Says(part, () => { _ = action(); });
}
