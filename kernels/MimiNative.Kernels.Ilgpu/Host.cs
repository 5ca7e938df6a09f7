using ILGPU.Runtime;
using MimiNative.Backends;
using MimiNative.Backends.Gpu;
using MimiNative.Devices;

namespace MimiNative.Kernels.Ilgpu;

/// <summary>What MimiNative finds when a device <c>ilgpu:…</c> is asked for. It has no reference to this assembly and makes this class by its name.</summary>
internal sealed class Host : IlgpuHost
{
    public override IReadOnlyList<DeviceInfo> Devices(string kind) => IlgpuErrors.Translate(Id(kind), "listing devices", () =>
    {
        using var context = IlgpuContext.Create(kind);
        return (IReadOnlyList<DeviceInfo>)[.. IlgpuContext.Devices(context, kind).Select((device, number) => Describe(device, kind, number))];
    });

    public override GpuDriver Open(string kind, int? number) => IlgpuErrors.Translate(Id(kind), "opening the device", () =>
    {
        var context = IlgpuContext.Create(kind);
        try
        {
            var devices = IlgpuContext.Devices(context, kind);
            var chosen = number ?? Enumerable.Range(0, devices.Count).FirstOrDefault(i => IlgpuContext.Problem(devices[i]) is null);
            if (chosen >= devices.Count)
                throw new BackendException(devices.Count == 0 ? $"{Id(kind)}: ILGPU finds no such device" : $"{Id(kind)}:{chosen} does not exist; ILGPU finds {devices.Count}, numbered from 0");
            if (IlgpuContext.Problem(devices[chosen]) is { } problem)
                throw new BackendException($"{Id(kind, chosen)}: {devices[chosen].Name} can't be used: {problem}");
            return new IlgpuDriver(context, devices[chosen], Id(kind, chosen));
        }
        catch
        {
            context.Dispose();
            throw;
        }
    });

    private static string Id(string kind) => $"{Kind}:{kind}";

    // Of the simulated GPU there is one, and it has no number.
    private static string Id(string kind, int number) => kind == "cpu" ? Id(kind) : $"{Id(kind)}:{number}";

    private static DeviceInfo Describe(Device device, string kind, int number) =>
        new(Id(kind, number), kind == "cpu" ? "simulated GPU, for tests and debuggers" : device.Name, $"ILGPU {ILGPU.Context.Version}", device.NumMultiprocessors,
            IlgpuContext.Memory(device), IlgpuContext.LargestAllocation(device), device.MaxSharedMemoryPerGroup, device.MaxNumThreadsPerGroup, IlgpuContext.Problem(device));
}
