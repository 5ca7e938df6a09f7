using MimiNative.Backends;
using MimiNative.Backends.Cuda;
using MimiNative.Backends.Gpu;
using MimiNative.Devices;
using MimiNative.Plain;

namespace MimiNative.Kernels.Tests;

/// <summary>
/// The CUDA host where there is no GPU: against a stand-in for libcuda, built here from the same translation, that checks handles and arguments and runs what has no barriers.
/// It shows that calls, arguments and errors are in order; not what a GPU makes of the PTX.
/// </summary>
[Collection(nameof(StandInDriver))]
public sealed class CudaHostTests
{
    [Fact]
    public void A_device_is_described_by_its_driver()
    {
        var device = Assert.Single(CudaDevice.All(StandInDriver.Get().Library));
        Assert.Equal(("Stand-in", "compute capability 8.0, CUDA 12.4", 1L << 31, 4, 49152, 1024), (device.Name, device.Version, device.Memory, device.ComputeUnits, device.SharedMemory, device.MostThreads));
        Assert.Null(device.Problem);
        Assert.Contains(DeviceList.Find(() => StandInDriver.Get().Library, () => throw new BackendException("none"), () => throw new BackendException("none")), d => d is { Id: "cuda:0", IsUsable: true });
    }

    [Fact]
    public void Products_and_histories_run()
    {
        using var backend = Open();
        var random = new Random(1);
        int[] rows = [5, 3];
        var (weight, bias, clip) = (random.Floats(8 * 12), random.Floats(8), random.Floats(7 * 4));
        using var w = backend.Prepare(weight, bias, 8, 12);
        using var x = backend.Allocate(2, 2, 5, 4);
        using var y = backend.Allocate(2, 0, 5, 8);
        backend.Upload(x, 1, -2, clip.AsSpan(0, 20));
        backend.Convolve(w, x, 1, 2, rows, new Epilogue { Output = y });
        Expect.Close(PlainOperations.Product(clip, 0, 4, 3, weight, bias, 8, 12), backend.Rows(y, 1, 0, 3));
        backend.Advance(x, rows);
        Assert.Equal(clip[12..20], backend.Rows(x, 1, -2, 2));
        backend.Repeat(x, 1, -1, 0, 2);
        Assert.Equal([.. clip[16..20], .. clip[16..20]], backend.Rows(x, 1, 0, 2));
        backend.Reset(x, 1);
        Assert.All(backend.Rows(x, 1, -2, 2), v => Assert.Equal(0f, v));
    }

    [Fact]
    public void Operations_are_timed_by_events_from_the_first_question_on()
    {
        using var backend = Open();
        using var x = backend.Allocate(1, 1, 2, 4);
        backend.Advance(x, [1]);
        Assert.Equal(0, backend.TakeDeviceSeconds());
        backend.Advance(x, [1]);
        backend.Advance(x, [2]);
        Assert.Equal(0.003, backend.TakeDeviceSeconds()!.Value, 1e-9);
        Assert.Equal(0, backend.TakeDeviceSeconds());
    }

    [Fact]
    public void Errors_of_the_driver_are_one_line_each()
    {
        using var backend = Open();
        var full = Assert.Throws<BackendException>(() => backend.Allocate(1, 0, 1 << 26, 5));
        Assert.True(full.IsOutOfMemory);
        Assert.Contains("CUDA_ERROR_OUT_OF_MEMORY", full.Message);
        using var y = backend.Allocate(1, 0, 2, 8);
        using var v = backend.PrepareVector(new float[8]);
        // Layer norm has barriers, which this device doesn't survive.
        backend.LayerNorm(v, v, 1e-5f, y, y, [2]);
        var lost = Assert.Throws<BackendException>(backend.Finish);
        Assert.Contains("the device was lost while launching LayerNorm_Normalise (CUDA_ERROR_LAUNCH_FAILED)", lost.Message);
    }

    [Fact]
    public void PTX_that_the_driver_refuses_is_an_error_with_its_reason()
    {
        var library = StandInDriver.Get().Library;
        var e = Assert.Throws<BackendException>(() => new CudaDriver(library, CudaDevice.All(library)[0], "no PTX"));
        Assert.EndsWith("ptxas fatal : no entry", e.Message);
        Assert.Contains("and more", e.InnerException!.Message);
    }

    private static GpuBackend Open() => new(StandInDriver.Get().Open(), 2) { Variant = GemmVariant.Plain };
}
