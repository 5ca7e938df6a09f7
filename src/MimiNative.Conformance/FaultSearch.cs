using MimiNative.Conformance.Judgement;
using MimiNative.Conformance.Recomputing;

namespace MimiNative.Conformance;

/// <summary>Tries every fault of an operation on the frames where a dump goes wrong.</summary>
internal sealed class FaultSearch(MimiEncoder encoder, Activations truth, float[] input)
{
    // Multiplications of one try: a tenth of a second or so; and frames before the first wrong one, which a fault must leave right.
    private const long Work = 100_000_000;
    private const int Before = 8, FewestRows = 24, MostRows = 512;

    // What is recomputed rightly must agree with the encoder, or nothing follows from what is recomputed wrongly.
    private const double Agrees = 1e-4;

    /// <summary>A guess for every fault that is known of the tap, fitting or not; none for taps that aren't recomputed.</summary>
    public IReadOnlyList<Guess> Try(TapFit fit, float[] right, FramePattern pattern)
    {
        var (tap, config) = (fit.Dump.Tap, encoder.Config);
        if (Recomputation.Before(tap.Name, config) is not { } before || pattern.First < 0)
            return [];
        var known = before == Recomputation.Waveform ? input : encoder.Encode(input, new EncodeOptions { Taps = [before], Padding = truth.Padding })[before].Values;
        var channels = before == Recomputation.Waveform ? 1 : encoder.Taps.Single(t => t.Name == before).Channels;
        var recomputation = new Recomputation(encoder.Checkpoint, truth.Padding, input.Length, (from, to) => Stretch.Of(known, from, to, channels));
        var frames = Math.Min(fit.Frames, fit.Dump.Frames);
        var first = Math.Clamp(pattern.First - Before, 0, Math.Max(0, frames - FewestRows));
        var end = Math.Min(frames, first + Before + Rows(tap));
        var (dumped, correct) = (fit.Dump.Values.AsSpan(first * tap.Channels, (end - first) * tap.Channels).ToArray(), right[(first * tap.Channels)..(end * tap.Channels)]);
        float[] Computed(Fault fault) => [.. recomputation.Compute(tap.Name, first, end, fault).Values.Select(v => (float)v)];
        if (OutputGuesses.Error(Computed(new Fault(default, "")), correct) > Agrees)
            return [];
        var error = OutputGuesses.Error(dumped, correct);
        return [.. FaultList.Of(tap.Name, config, pattern, encoder.Checkpoint.Shape).Concat(FaultList.Precisions).Select(fault =>
            new Guess(fault.Cause, fault.Words, error, OutputGuesses.Error(dumped, Computed(fault))))];
    }

    private int Rows(TapInfo tap)
    {
        var convolutions = Recomputation.Convolutions(tap.Name, encoder.Config);
        var work = convolutions.Count > 0
            ? convolutions.Sum(c => encoder.Checkpoint.Shape($"{c}.weight").Aggregate(1L, (a, b) => a * b))
            : 4L * encoder.Config.Width * encoder.Config.Width + 2L * encoder.Config.Width * encoder.Config.FeedForward;
        return (int)Math.Clamp(Work / work, FewestRows, MostRows);
    }
}
