using FsCheck;
using FsCheck.Fluent;

namespace MimiNative.Metrics.Tests;

/// <summary>A made-up labelled space.</summary>
public sealed record Space(EmbeddingMatrix Matrix, SpaceLabels Labels)
{
    public override string ToString() => $"{Matrix.Rows} × {Matrix.Dimension}, voices [{string.Join(' ', Labels.Voice)}], texts [{string.Join(' ', Labels.Text ?? [])}]";

    /// <summary>Normal clouds: each voice and each text has an offset of its own.</summary>
    public static Space Random(ulong seed, int voices, int texts, int takes, int dim, double voiceSpread = 1, double textSpread = 1)
    {
        var random = new SeededRandom(seed);
        var (voiceOffsets, textOffsets) = (Cloud(voices, voiceSpread), Cloud(texts, textSpread));
        var (voice, text, values) = (new List<int>(), new List<int>(), new List<float>());
        for (var v = 0; v < voices; v++)
            for (var t = 0; t < texts; t++)
                for (var take = 0; take < takes; take++)
                {
                    voice.Add(v);
                    text.Add(t);
                    for (var k = 0; k < dim; k++)
                        values.Add((float)(0.5 + voiceOffsets[v * dim + k] + textOffsets[t * dim + k] + random.NextGaussian()));
                }
        return new Space(new EmbeddingMatrix([.. values], voice.Count, dim), new SpaceLabels([.. voice], [.. text]));

        double[] Cloud(int count, double spread) => [.. Enumerable.Range(0, count * dim).Select(_ => spread * random.NextGaussian())];
    }

    public Space Select(int[] rows) => new(Matrix.Select(rows), Labels.Select(rows));

    public Space With(float[] values) => new(new EmbeddingMatrix(values, Matrix.Rows, Matrix.Dimension), Labels);

    /// <summary>Spaces of all small shapes, so that every vector tail and block edge is met.</summary>
    public static Arbitrary<Space> Arbitrary { get; } = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue)
        from voices in Gen.Choose(2, 6)
        from texts in Gen.Choose(2, 6)
        from takes in Gen.Choose(1, 3)
        from dim in Gen.Choose(2, 40)
        select Random((ulong)seed, voices, texts, takes, dim));
}
