using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using MimiNative.Benchmarks;
using MimiNative.Benchmarks.Peers;

// peers [ROUNDS [SECONDS [NETWORK]]]   mimi and wavlm (or one of them) beside ONNX Runtime and PyTorch: ROUNDS turns (3), SECONDS for each figure (3)
// peers gemm [SECONDS]   our matrix product and OpenBLAS's in turns, SECONDS for each figure (0.3)
// peers hosts [ROUNDS]   the encoder on the processor, through our OpenCL and through ILGPU's, in ROUNDS turns (5)
// peers gpu [SECONDS [BATCH...]]   the encoder on GPUs, one clip and batches of 16 and 64, beside PyTorch there; SECONDS for each figure (1)
// filters [SECONDS]      each convolution as a plain product and by its minimal filter, in turns, SECONDS for each figure (1)
// short [ROUNDS]         clips of a quarter of a second to ten seconds, many at once beside one after the other, on one thread, ROUNDS turns (5)
// wavlm [ROUNDS]         WavLM on one thread, ROUNDS turns (3), and how far into it the time goes
// scale [CLIPS DIM VOICES TEXTS THREADS RESAMPLES]   every part of the metrics of a made-up space (20000 512 200 0, all cores, 1000)
// scale peers [CLIPS DIM VOICES]   the parts of the metrics that numpy and scikit-learn have too, beside them (4000 512 100)
// scale growth [ROUNDS]  how each part grows with clips, voices and resamples (3)
// anything else          BenchmarkDotNet's own options, e.g. --filter '*Gemm*' or --list flat
if (args is ["peers", "gemm", .. var rest])
    return GemmPeers.Print(rest is [var seconds] ? double.Parse(seconds, CultureInfo.InvariantCulture) : 0.3);
if (args is ["peers", "hosts", .. var turns])
    return HostPeers.Print(turns is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 5);
if (args is ["peers", "gpu", .. var gpu])
    return GpuPeers.Print(gpu is [var one, ..] ? double.Parse(one, CultureInfo.InvariantCulture) : 1, gpu is [_, _, ..] ? [.. gpu[1..].Select(int.Parse)] : [16, 64]);
if (args is ["peers", .. var asked])
    return Comparison.Print(asked is [var rounds, ..] ? int.Parse(rounds, CultureInfo.InvariantCulture) : 3, asked is [_, var figure, ..] ? double.Parse(figure, CultureInfo.InvariantCulture) : 3, asked is [_, _, var network] ? [network] : ["mimi", "wavlm"]);
if (args is ["filters", .. var each])
    return FilterPeers.Print(each is [var time] ? double.Parse(time, CultureInfo.InvariantCulture) : 1);
if (args is ["short", .. var shortTurns])
    return ShortClips.Print(shortTurns is [var shortCount] ? int.Parse(shortCount, CultureInfo.InvariantCulture) : 5);
if (args is ["wavlm", .. var wavlmTurns])
    return WavLmSpeed.Print(wavlmTurns is [var wavlmCount] ? int.Parse(wavlmCount, CultureInfo.InvariantCulture) : 3);
if (args is ["scale", "growth", .. var growth])
    return ScaleTable.PrintGrowth(growth is [var growthRounds] ? int.Parse(growthRounds, CultureInfo.InvariantCulture) : 3);
if (args is ["scale", "peers", .. var space])
    return space.Select(int.Parse).ToArray() is [var clips, var channels, var voices] ? MetricsPeers.Print(clips, channels, voices) : MetricsPeers.Print(4000, 512, 100);
if (args is ["scale", .. var sizes])
    return ScaleTable.Print(sizes);

// In this process: the kernels ask for full optimisation themselves, and no generated project has to find the central package versions.
var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(GemmBenchmarks).Assembly).Run(args, config);
return 0;
