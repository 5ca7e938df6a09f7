using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Measuring;

/// <summary>Stage 1, exploration: one clip through the network, every tap inspected.</summary>
internal static class ExplorationMeasurement
{
    /// <summary>Of a longer clip only so much is looked at.</summary>
    public const double MostSeconds = 10;

    /// <summary>Encodes the first ten seconds of a clip with every tap and all codebooks.</summary>
    public static ExplorationResult Run(MimiEncoder encoder, Sample sample, PaddingDialect padding = PaddingDialect.Waveform) =>
        Run(encoder, sample.Id, ClipAudio.Read(sample, MostSeconds), padding);

    /// <summary>Encodes samples with every tap and all codebooks.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="name">What to call the clip.</param>
    /// <param name="samples">24 kHz mono, at least one.</param>
    /// <param name="padding">Treatment of the last, incomplete frame.</param>
    public static ExplorationResult Run(MimiEncoder encoder, string name, float[] samples, PaddingDialect padding = PaddingDialect.Waveform)
    {
        var last = $"transformer.{encoder.Config.Layers}";
        var shown = encoder.Encode(samples, new EncodeOptions { Taps = ["seanet.out", last], Codebooks = encoder.Config.Codebooks, Padding = padding });
        // The taps before the last downsampling have a row per sample: they are measured as they come, not kept.
        var meter = new TapMeter();
        var taps = encoder.Taps.Where(t => TapSelection.IsListed(t.Name)).ToList();
        using (var stream = encoder.OpenStream(new EncodeOptions { Taps = [.. taps.Select(t => t.Name)], Padding = padding }, meter))
        {
            stream.Write(samples);
            stream.Complete();
        }

        return new ExplorationResult
        {
            Clip = name,
            Seconds = (double)samples.Length / encoder.Config.SampleRate,
            Weights = encoder.Checkpoint.Description,
            Taps = [.. taps.Select(meter.Activity)],
            CodebookUse = shown.Codes is not { } codes ? [] : [.. Enumerable.Range(0, codes.Codebooks).Select(k => new CodebookUse(k, Enumerable.Range(0, codes.Frames).Select(t => codes[k, t]).Distinct().Count()))],
            Samples = samples,
            Shown = shown,
        };
    }
}
