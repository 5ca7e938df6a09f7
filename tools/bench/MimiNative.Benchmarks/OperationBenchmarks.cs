using BenchmarkDotNet.Attributes;
using MimiNative.Backends;
using MimiNative.Backends.Cpu;

namespace MimiNative.Benchmarks;

/// <summary>What isn't a matrix product, at the sizes of a 10 s clip, one thread.</summary>
public class OperationBenchmarks
{
    private static readonly MimiConfig Config = new();
    private static readonly int[] Frames = [250];
    private static readonly int[] LatentFrames = [125];
    // A window of history before the chunk: every query sees 250 keys.
    private static readonly long[] Positions = [250];

    private readonly float[] _latents = Noise.Floats(LatentFrames[0] * Config.CodebookDimension);
    private CpuBackend? _backend;
    private PreparedVector? _scale, _shift;
    private PreparedCodebooks? _codebooks;
    private ActivationBuffer? _x, _y, _qkv, _residual, _sum;
    private CodeBuffer? _codes;

    [GlobalSetup]
    public void Setup()
    {
        _backend = CpuBackend.Create(1);
        _scale = _backend.PrepareVector(Noise.Floats(Config.Width));
        _shift = _backend.PrepareVector(Noise.Floats(Config.Width));
        _x = Filled(0, Frames[0], Config.Width);
        _y = Filled(0, Frames[0], Config.Width);
        _qkv = Filled(Config.Window - 1, Frames[0], 3 * Config.Width);
        _residual = Filled(0, LatentFrames[0], Config.CodebookDimension);
        _sum = Filled(0, LatentFrames[0], Config.CodebookDimension);
        _codes = _backend.AllocateCodes(1, LatentFrames[0], Acoustic);
        _codebooks = _backend.PrepareCodebooks(Noise.Floats(Acoustic * Config.CodebookSize * Config.CodebookDimension), Acoustic, Config.CodebookSize, Config.CodebookDimension);
    }

    /// <summary>16 of these in the encoder.</summary>
    [Benchmark]
    public void LayerNorm() => _backend!.LayerNorm(_scale!, _shift!, 1e-5f, _x!, _y!, Frames);

    /// <summary>8 of these in the encoder; rotary positions are part of it.</summary>
    [Benchmark]
    public void Attention() => _backend!.Attention(_qkv!, _y!, Config.Heads, Config.HeadDimension, Config.Window, Config.RopeBase, Positions, Frames);

    /// <summary>The acoustic branch: 31 codebooks of 2048 rows.</summary>
    [Benchmark]
    public void Quantise()
    {
        _backend!.Upload(_residual!, 0, 0, _latents);
        _backend.Quantise(_codebooks!, _residual!, _sum!, _codes!, 0, 0, Acoustic, LatentFrames);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (var disposable in (IDisposable[])[_scale!, _shift!, _codebooks!, _x!, _y!, _qkv!, _residual!, _sum!, _codes!, _backend!])
            disposable.Dispose();
    }

    private static int Acoustic => Config.Codebooks - Config.SemanticCodebooks;

    private ActivationBuffer Filled(int headroom, int rows, int channels)
    {
        var buffer = _backend!.Allocate(1, headroom, rows, channels);
        _backend.Upload(buffer, 0, -headroom, Noise.Floats((headroom + rows) * channels));
        return buffer;
    }
}
