using System.Collections.Concurrent;
using MimiNative.Audio;
using MimiNative.Backends;
using MimiNative.Backends.Cpu;
using MimiNative.Backends.Gpu;
using MimiNative.Parity;
using MimiNative.Weights;

namespace MimiNative.Kernels.Tests;

/// <summary>The whole encoder on a device: against the references, against the CPU, in batches against one by one.</summary>
public sealed class EncoderTests
{
    // Relative rms between a device and the CPU, whose sums are taken in another order.
    private const double DeviceTolerance = 5e-6;

    public static TheoryData<string> References =>
    [
        "tiny/speech.moshi", "tiny/speech.hf", "tiny/aligned.moshi", "tiny/aligned.hf", "tiny/samples1921.moshi", "tiny/samples1921.hf",
        "full/aligned.moshi", "full/aligned.hf", "full/clipped_noise.moshi", "full/clipped_noise.hf", "full/long13s.moshi", "full/long13s.hf",
        "full/samples1.moshi", "full/samples1.hf", "full/samples100.moshi", "full/samples100.hf", "full/samples1921.moshi", "full/samples1921.hf",
        "full/silence.moshi", "full/silence.hf", "full/speech.moshi", "full/speech.hf",
    ];

    [Theory]
    [MemberData(nameof(References))]
    public void OpenCL_agrees_with_the_reference_at_every_tap_and_code(string name) => Agrees("opencl", name);

    [Theory]
    [MemberData(nameof(References))]
    public void CUDA_agrees_with_the_reference_at_every_tap_and_code(string name) => Agrees("cuda", name);

    [Theory]
    [MemberData(nameof(References))]
    public void ILGPU_on_OpenCL_agrees_with_the_reference_at_every_tap_and_code(string name) => Agrees("ilgpu opencl", name);

    [Theory]
    [MemberData(nameof(References))]
    public void ILGPU_on_CUDA_agrees_with_the_reference_at_every_tap_and_code(string name) => Agrees("ilgpu cuda", name);

    private static void Agrees(string device, string name)
    {
        var reference = ReferenceFile.Open(Repository.Shared($"reference/{name}.safetensors"));
        var result = ParityCheck.Run(Encoder(device, reference), reference);
        Assert.True(result.Ok, string.Join("; ", result.Taps.Where(t => !t.Ok).Select(t => $"{t.Tap}: {t.RelativeRmsError:g3} > {t.Tolerance:g3}, statistics {t.StatisticsError:g3}")
            .Concat(result.Codes.Where(c => !c.Ok).Select(c => $"codebook {c.Codebook} frame {c.FirstWrong}"))));
    }

    [Theory]
    [MemberData(nameof(AllBackends.OwnHosts), MemberType = typeof(AllBackends))]
    public void A_device_agrees_with_the_CPU_at_every_tap(string device)
    {
        foreach (var name in (string[])["tiny/speech.moshi", "full/samples1921.hf", "full/speech.moshi"])
            AgreesWithTheCpu(device, name);
    }

    private static void AgreesWithTheCpu(string name, string file)
    {
        var reference = ReferenceFile.Open(Repository.Shared($"reference/{file}.safetensors"));
        var options = new EncodeOptions { Taps = [.. reference.Taps.Select(t => t.Name).Where(t => !t.StartsWith("rvq", StringComparison.Ordinal))], Padding = reference.Padding };
        var device = Encoder(name, reference).Encode(reference.Input, options);
        var cpu = Encoder("cpu", reference).Encode(reference.Input, options);
        foreach (var tap in options.Taps)
            Expect.Close([.. cpu[tap].Values.Select(v => (double)v)], device[tap].Values, DeviceTolerance);
    }

    public static TheoryData<string, PaddingDialect> Paddings()
    {
        var data = new TheoryData<string, PaddingDialect>();
        foreach (var name in AllBackends.OwnHosts)
            foreach (var padding in Enum.GetValues<PaddingDialect>())
                data.Add(name.Data, padding);
        return data;
    }

    [Theory]
    [MemberData(nameof(Paddings))]
    public void A_batch_of_clips_of_different_lengths_gives_the_bits_of_each_by_itself(string name, PaddingDialect padding)
    {
        var driver = AllBackends.Driver(name);
        using var checkpoint = Checkpoint.Open(Path.Combine(Repository.Shared("reference/tiny/checkpoint"), "native.safetensors"));
        var batches = new MimiEncoder(checkpoint, new GpuBackend(driver, sequences: 3));
        var singles = new MimiEncoder(checkpoint, new GpuBackend(driver, sequences: 1));
        var random = new Random(4);
        // The longest has more than one chunk of 12 s; the fourth and fifth take places that become free.
        float[][] clips = [random.Floats(1), random.Floats(320001), random.Floats(1921), random.Floats(50000), random.Floats(24000)];
        var options = new EncodeOptions { Taps = ["seanet.res1", "transformer.2.attn", "latent", "rvq"], Codebooks = 5, Padding = padding };
        var results = new ConcurrentDictionary<int, Collector>();
        var failures = new ConcurrentDictionary<int, Exception?>();
        batches.EncodeMany(clips.Length, i => new ArrayAudioSource(clips[i]), options, i => results[i] = new(), (i, e) => failures[i] = e);
        for (var i = 0; i < clips.Length; i++)
        {
            Assert.Null(failures[i]);
            var single = singles.Encode(clips[i], options);
            foreach (var tap in options.Taps)
                Expect.SameBits(single[tap].Values, [.. results[i].Taps[tap]]);
            Assert.Equal(Enumerable.Range(0, single.Codes!.Frames).SelectMany(t => Enumerable.Range(0, 5).Select(c => single.Codes[c, t])), results[i].Codes);
        }
    }

    [Theory]
    [MemberData(nameof(AllBackends.OwnHosts), MemberType = typeof(AllBackends))]
    public void Streaming_on_a_device_in_any_chunks_gives_the_bits_of_the_whole(string name)
    {
        var driver = AllBackends.Driver(name);
        using var checkpoint = Checkpoint.Open(Path.Combine(Repository.Shared("reference/tiny/checkpoint"), "native.safetensors"));
        var encoder = new MimiEncoder(checkpoint, new GpuBackend(driver));
        var clip = new Random(5).Floats(30 * 1920 + 77);
        var options = new EncodeOptions { Taps = ["transformer.3", "latent"], Codebooks = 2 };
        var whole = encoder.Encode(clip, options);
        var collector = new Collector();
        using (var stream = encoder.OpenStream(options, collector))
        {
            foreach (var piece in clip.Chunk(5000))
                stream.Write(piece);
            stream.Complete();
        }
        foreach (var tap in options.Taps)
            Expect.SameBits(whole[tap].Values, [.. collector.Taps[tap]]);
    }

    [Theory]
    [MemberData(nameof(AllBackends.OwnHosts), MemberType = typeof(AllBackends))]
    public void A_batch_that_does_not_fit_is_halved_until_it_does(string name)
    {
        using var checkpoint = Checkpoint.Open(Path.Combine(Repository.Shared("reference/tiny/checkpoint"), "native.safetensors"));
        using var device = new SmallDriver(AllBackends.Driver(name), largest: 10 << 20);
        var encoder = new MimiEncoder(checkpoint, new GpuBackend(device, sequences: 8));
        float[][] clips = [.. Enumerable.Range(0, 4).Select(i => new Random(i).Floats(4000 + i))];
        var results = new ConcurrentDictionary<int, Collector>();
        encoder.EncodeMany(4, i => new ArrayAudioSource(clips[i]), new EncodeOptions(), i => results[i] = new());
        Assert.True(device.Refused > 0);
        for (var i = 0; i < 4; i++)
            Expect.SameBits(encoder.Encode(clips[i])["latent"].Values, [.. results[i].Taps["latent"]]);
    }

    [Fact]
    public void In_a_batch_what_goes_wrong_with_a_clip_is_that_clip_s()
    {
        var config = new MimiConfig { Filters = 4, Ratios = [2, 3], Width = 8, Layers = 1, Heads = 2, HeadDimension = 4, FeedForward = 12, Window = 5, CodebookSize = 9, CodebookDimension = 4, Codebooks = 2 };
        using var encoder = new MimiEncoder(new SyntheticCheckpoint("batch", config), new GpuBackend(new SimulatorDriver(), sequences: 3));
        // Far enough for slices with a history; the simulator is slow.
        const string Tap = "seanet.out";
        var options = new EncodeOptions { Taps = [Tap], Codebooks = 0 };
        AudioSource Open(int clip) => clip switch
        {
            1 => throw new TaskCanceledException("the client's time was over"),
            2 => new ArrayAudioSource((float[])[.. new float[10], float.NaN]),
            5 => new ArrayAudioSource(new float[10], 16000),
            6 => throw new InvalidDataException("no such clip"),
            _ => new ArrayAudioSource(new Random(clip).Floats(14 + clip)),
        };
        var results = new ConcurrentDictionary<int, Collector>();
        IActivationSink Sink(int clip) => clip == 4 ? new Broken() : results[clip] = new();
        var outcomes = new Dictionary<int, Exception?>();
        encoder.EncodeMany(8, Open, options, Sink, outcomes.Add);
        Assert.Equal(Enumerable.Range(0, 8), outcomes.Keys.Order());
        Assert.Equal([typeof(TaskCanceledException), typeof(AudioException), typeof(IOException), typeof(ArgumentException), typeof(InvalidDataException)],
            Enumerable.Range(0, 8).Select(i => outcomes[i]?.GetType()).OfType<Type>());
        foreach (var clip in (int[])[0, 3, 7])
            Expect.SameBits(encoder.Encode(Open(clip).ReadToEnd(), options)[Tap].Values, [.. results[clip].Taps[Tap]]);

        var error = Assert.Throws<AggregateException>(() => encoder.EncodeMany(8, Open, options, Sink));
        Assert.Equal(5, error.InnerExceptions.Count);
        Assert.Throws<InvalidDataException>(() => encoder.EncodeMany(8, Open, options, Sink, (_, _) => throw new InvalidDataException()));
        // A batch in which nothing but failures came so far goes on.
        var last = 0;
        encoder.EncodeMany(9, i => i < 8 ? throw new InvalidDataException() : Open(0), options, Sink, (i, e) => last = e is null ? i : last);
        Assert.Equal(8, last);
    }

    private static readonly ConcurrentDictionary<(string, string), MimiEncoder> Encoders = new();

    private static MimiEncoder Encoder(string device, ReferenceFile reference) =>
        Encoders.GetOrAdd((device, reference.Weights ?? reference.Checkpoint), _ => new MimiEncoder(reference.OpenCheckpoint(), AllBackends.Get(device)));

    private sealed class Broken : IActivationSink
    {
        public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => throw new IOException("the disk is full");

        void IActivationSink.CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows)
        {
        }
    }

    private sealed class Collector : IActivationSink
    {
        public ConcurrentDictionary<string, List<float>> Taps { get; } = new();

        public List<int> Codes { get; } = [];

        public void Activation(TapInfo tap, long firstFrame, ReadOnlySpan<float> rows) => Taps.GetOrAdd(tap.Name, _ => []).AddRange(rows);

        void IActivationSink.CodeRows(long firstFrame, int codebooks, ReadOnlySpan<int> rows) => Codes.AddRange(rows);
    }
}
