using MimiNative.Analysis.Augmentation;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Measuring;

/// <summary>Stage 6, edge cases: audio that real life sends, embedded and compared with the untouched clip.</summary>
public static class EdgeMeasurement
{
    private const double MostSeconds = 5;

    /// <summary>Makes every case from two clips of different voices and embeds it.</summary>
    /// <param name="encoder">The network.</param>
    /// <param name="key">Tap and pooling; the duration isn't used.</param>
    /// <param name="speech">The clip that cases are made of.</param>
    /// <param name="other">A clip of another voice.</param>
    /// <param name="sameVoice">Mean cosine of two clips of one voice.</param>
    /// <param name="differentVoices">Mean cosine of clips of two voices.</param>
    /// <param name="padding">Treatment of the last, incomplete frame.</param>
    /// <param name="seed">Of the noise.</param>
    public static EdgeResult Run(
        MimiEncoder encoder, EmbeddingKey key, Sample speech, Sample other, double sameVoice, double differentVoices, PaddingDialect padding = PaddingDialect.Waveform, ulong seed = 1)
    {
        var cases = EdgeCases.Make(ClipAudio.Read(speech, MostSeconds), ClipAudio.Read(other, MostSeconds), seed);
        var options = new EncodeOptions { Taps = [key.Tap], Padding = padding };
        var plain = key with { Duration = null };
        float[]? Embed(EdgeCase edge)
        {
            try
            {
                var sink = new PoolingSink([key.Pooling]);
                using var stream = encoder.OpenStream(options, sink);
                stream.Write(edge.Samples);
                stream.Complete();
                return sink.Result(plain) is var vector && Array.TrueForAll(vector, float.IsFinite) ? vector : null;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A crash is what this stage looks for: it is a result, and the run goes on.
                return null;
            }
        }

        var vectors = cases.Select(Embed).ToList();
        float[]? Reference(EdgeCarrier carrier) => vectors[Enumerable.Range(0, cases.Count).First(i => cases[i].Group == "reference" && cases[i].Carrier == carrier)];
        var measured = cases.Select((c, i) => (Case: c, Vector: vectors[i])).Where(c => c.Case.Group != "reference")
            .Select(c => Measure(c.Case, c.Vector, Reference(c.Case.Carrier == EdgeCarrier.Noise ? EdgeCarrier.Noise : EdgeCarrier.Speech))).ToList();
        return new EdgeResult
        {
            Embedding = plain.ToString(), Clip = speech.Id, OtherClip = other.Id, SameVoice = sameVoice, DifferentVoices = differentVoices,
            Dimension = key.Pooling.Dimension(encoder.Taps.First(t => t.Name == key.Tap).Channels), Cases = measured,
        };
    }

    private static MeasuredEdgeCase Measure(EdgeCase edge, float[]? vector, float[]? reference)
    {
        var (similarity, norm) = vector is null || reference is null ? (double.NaN, double.NaN) : (Cosine.Of(vector, reference), Math.Sqrt(vector.Sum(v => (double)v * v)));
        return new MeasuredEdgeCase(edge.Group, edge.Name, edge.Carrier, edge.Description, similarity, norm);
    }
}
