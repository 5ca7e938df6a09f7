using MimiNative.Kernels;

namespace MimiNative.Backends.Gpu;

/// <summary>The kernels for a matrix product; all give the same bits.</summary>
internal enum GemmVariant
{
    /// <summary>One output per thread, any size.</summary>
    Plain,

    /// <summary>64 by 64 per group, columns a multiple of 4.</summary>
    Tile64,

    /// <summary>128 by 128 per group, columns a multiple of 4.</summary>
    Tile128,

    /// <summary>For CPU devices, columns a multiple of 16.</summary>
    Wide,
}

internal sealed partial class GpuBackend
{
    // Half of a second-level cache, for the rows that a band of tiles reads.
    private const int BandBytes = 512 << 10;
    private const int MostBandTiles = 64;

    // Below two groups per multiprocessor, larger tiles leave some idle.
    private const int GroupsPerUnit = 2;

    private void LaunchProduct(GpuMatrix w, GemmArguments args, DeviceMemory x, DeviceMemory bias, DeviceMemory scale, DeviceMemory residual, DeviceMemory raw, DeviceMemory output, DeviceMemory elu, DeviceMemory firsts)
    {
        var (kernel, gridX, gridY) = Choose(args) switch
        {
            GemmVariant.Wide => (KernelSource.GemmWide_Tile, WideGroups(ref args), 1),
            GemmVariant.Tile128 => (KernelSource.Gemm128_Tile, Tiles(args.Rows, Gemm128.TileM), Tiles(args.N, Gemm128.TileN)),
            GemmVariant.Tile64 => (KernelSource.Gemm64_Tile, Tiles(args.Rows, Gemm64.TileM), Tiles(args.N, Gemm64.TileN)),
            _ => (KernelSource.GemmPlain_Tile, Tiles(checked(args.Rows * args.N), GemmPlain.Outputs), 1),
        };
        _driver.Launch(kernel, gridX, gridY, 1, args, x, w.Values, bias, scale, residual, raw, output, elu, firsts);
    }

    private GemmVariant Choose(in GemmArguments args)
    {
        if (args.N % 4 != 0)
            return GemmVariant.Plain;
        if (Variant is { } variant)
            return variant == GemmVariant.Wide && args.N % GemmWide.TileN != 0 ? GemmVariant.Plain : variant;
        if (_driver.IsCpu)
            return args.N % GemmWide.TileN == 0 ? GemmVariant.Wide : GemmVariant.Plain;
        var large = (long)Tiles(args.Rows, Gemm128.TileM) * Tiles(args.N, Gemm128.TileN);
        return args.N >= Gemm128.TileN && large >= GroupsPerUnit * _driver.ComputeUnits ? GemmVariant.Tile128 : GemmVariant.Tile64;
    }

    private static int WideGroups(ref GemmArguments args)
    {
        var tiles = Tiles(args.Rows, GemmWide.TileM);
        args.BandTiles = (int)Math.Clamp(BandBytes / (GemmWide.TileM * sizeof(float) * (long)args.InputStep), 1, Math.Min(tiles, MostBandTiles));
        return Tiles(tiles, args.BandTiles) * args.BandTiles * args.Panels;
    }
}
