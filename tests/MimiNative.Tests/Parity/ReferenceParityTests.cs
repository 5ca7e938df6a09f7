using System.Globalization;
using MimiNative.Parity;

namespace MimiNative.Tests.Parity;

/// <summary>The whole encoder against float64 PyTorch, on every published reference. The tables go to the test's output.</summary>
public sealed class ReferenceParityTests(ReferenceParityTests.Encoders encoders, ITestOutputHelper output) : IClassFixture<ReferenceParityTests.Encoders>
{
    public static TheoryData<string> Full => new(Cases("full"));

    public static TheoryData<string, string> Tiny
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var path in Cases("tiny"))
            {
                data.Add(path, "hf");
                data.Add(path, "native.safetensors");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Full))]
    public void Every_tap_and_code_of_the_full_size_references_agrees(string path)
    {
        var reference = ReferenceFile.Open(Repository.Shared(path));
        Check(reference, encoders.Get(reference.Weights!, () => reference.OpenCheckpoint()));
    }

    // 11 with plain sums, 17 with minimal filtering when it came. More would mean that a scheme costs digits where it should not be used.
    [Fact]
    public void At_most_25_of_the_608_taps_are_farther_from_float64_than_PyTorch_is_in_float32()
    {
        var taps = Cases("full").SelectMany(path =>
        {
            var reference = ReferenceFile.Open(Repository.Shared(path));
            return ParityCheck.Run(encoders.Get(reference.Weights!, () => reference.OpenCheckpoint()), reference).Taps;
        }).ToList();
        Assert.Equal(608, taps.Count);
        Assert.InRange(taps.Count(t => t.RatioToPyTorch > 1), 0, 25);
    }

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Every_tap_and_code_of_the_tiny_references_agrees_in_both_layouts(string path, string checkpoint)
    {
        var reference = ReferenceFile.Open(Repository.Shared(path));
        Check(reference, encoders.Get(checkpoint, () => reference.OpenCheckpoint(Repository.Shared("reference/tiny/checkpoint/" + checkpoint))));
    }

    [Fact]
    public void Weights_that_are_not_the_references_are_refused_or_fail()
    {
        var tiny = ReferenceFile.Open(Repository.Shared("reference/tiny/samples1921.moshi.safetensors"));
        using var full = MimiEncoder.Load("synthetic:1");
        Assert.Contains("don't belong together", Assert.Throws<ReferenceException>(() => ParityCheck.Run(full, tiny)).Message);

        var reference = ReferenceFile.Open(Repository.Shared("reference/full/samples1.hf.safetensors"));
        using var other = MimiEncoder.Load("synthetic:2");
        var result = ParityCheck.Run(other, reference);
        Assert.All(result.Taps, t => Assert.False(t.Ok));
        Assert.Equal((0L, 0), result.Taps[0].FirstWrong);
    }

    [Fact]
    public void The_other_dialect_is_noticed_in_the_last_frames_alone()
    {
        var reference = ReferenceFile.Open(Repository.Shared("reference/tiny/speech.hf.safetensors"));
        var encoder = encoders.Get("hf", () => reference.OpenCheckpoint());
        var result = ParityCheck.Run(encoder, reference, PaddingDialect.Waveform);
        var latent = result.Taps.Single(t => t.Tap == "latent");
        Assert.False(latent.Ok);
        Assert.Equal(latent.Frames.Reference - 1, latent.FirstWrong!.Value.Frame);
    }

    private void Check(ReferenceFile reference, MimiEncoder encoder)
    {
        var result = ParityCheck.Run(encoder, reference);
        foreach (var tap in result.Taps)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{tap.Tap,-20} max {tap.MaxAbsError:0.0e+0} rms {tap.RelativeRmsError:0.0e+0} PyTorch {tap.Float32RelativeRmsError:0.0e+0} ratio {tap.RatioToPyTorch:0.00} {(tap.Ok ? "OK" : $"NOT OK {tap.FirstWrong}")}"));
        Assert.All(result.Taps, t => Assert.True(t.Ok, $"{t.Tap}: {t}"));
        Assert.All(result.Codes, c => Assert.True(c.Ok, $"codebook {c.Codebook}: {c}"));
        Assert.True(result.Ok);
    }

    private static string[] Cases(string folder)
    {
        var path = Path.Combine(Repository.Root, "..", "shared", "reference", folder);
        // Without the references one case remains, which skips and says why.
        return Directory.Exists(path)
            ? [.. Directory.GetFiles(path, "*.safetensors").Select(file => $"reference/{folder}/{Path.GetFileName(file)}").Order(StringComparer.Ordinal)]
            : [$"reference/{folder}"];
    }

    /// <summary>Each checkpoint's encoder is made once for all cases.</summary>
    public sealed class Encoders : IDisposable
    {
        private readonly Dictionary<string, MimiEncoder> _encoders = [];

        internal MimiEncoder Get(string name, Func<MimiNative.Weights.Checkpoint> open)
        {
            lock (_encoders)
                return _encoders.TryGetValue(name, out var encoder) ? encoder : _encoders[name] = MimiEncoder.Load(open());
        }

        public void Dispose()
        {
            foreach (var encoder in _encoders.Values)
                encoder.Dispose();
        }
    }
}
