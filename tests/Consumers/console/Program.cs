// Every package from one program, under the JIT and compiled ahead of time: activations, codes, vectors, NPY, metrics, and the generator.
using Microsoft.Extensions.AI;
using MimiNative;
using MimiNative.Analysis.Voices;
using MimiNative.Extensions.AI;
using MimiNative.Metrics;
using MimiNative.Numpy;

using var encoder = MimiEncoder.Load("synthetic:1", new LoadOptions { Threads = 1 });
float[][] clips = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, 24000).Select(t => 0.3f * MathF.Sin(t * (0.02f + 0.01f * (i / 2)) + i)).ToArray())];
var clip = encoder.Encode(clips[0], new EncodeOptions { Taps = ["transformer.4", "latent"], Codebooks = 8 });
Check(clip["transformer.4"].AsTensorSpan().Lengths is [26, 512] && clip["latent"].Frames == 13 && clip.Codes is { Codebooks: 8, Frames: 13 }, "shapes");

var vectors = new float[clips.Length][];
await foreach (var one in encoder.EmbedManyAsync(clips.Length, i => new MimiNative.Audio.ArrayAudioSource(clips[i])))
    vectors[one.Clip] = one.Result.Vector;
NpyFile.Write("vectors.npy", vectors);
Check(new FileInfo("vectors.npy").Length == 128 + 4 * 512 * 4, "npy");

var metrics = SpaceMetrics.Compute(new EmbeddingMatrix([.. vectors.SelectMany(v => v)], 4, 512), SpaceLabels.FromNames(["a", "a", "b", "b"], null));
Check(metrics is not null && Poolings.All.Count == 6 && typeof(SyntheticVoices).Namespace == "MimiNative.Analysis.Voices", "metrics, analysis");

using var generator = new MimiEmbeddingGenerator(encoder);
Check((await generator.GenerateAsync([SpeechClip.FromSamples(clips[1])]))[0].Vector.Span.SequenceEqual(vectors[1]), "generator");
Console.WriteLine($"{encoder.Device}: norm {vectors[0].Sum(v => v * v):F2}");

static void Check(bool holds, string what)
{
    if (!holds)
        throw new InvalidOperationException($"wrong: {what}");
}
