using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>Clips as their codebooks see them: the quantised latent's mean, taken apart by codebook, and how often each code occurs. The mean is linear, so what one codebook adds is the difference of two sums.</summary>
internal sealed class CodebookClips
{
    private readonly EmbeddingMatrix[] _upTo;
    private readonly IReadOnlyList<int[]> _codes;
    private readonly int _semantic;

    /// <param name="semantic">Codebooks of the semantic branch, which come first.</param>
    /// <param name="upTo">For 1, 2, 3 … codebooks: the quantised latent of these, mean over frames, (clips, width).</param>
    /// <param name="codes">Of each clip: (frames, codebooks).</param>
    public CodebookClips(int semantic, IReadOnlyList<EmbeddingMatrix> upTo, IReadOnlyList<int[]> codes) => (_semantic, _upTo, _codes) = (semantic, [.. upTo], codes);

    /// <summary>Codebooks.</summary>
    public int Count => _upTo.Length;

    /// <summary>The quantised latent of codebooks 1..<paramref name="codebook"/>.</summary>
    public EmbeddingMatrix UpTo(int codebook) => _upTo[codebook - 1];

    /// <summary>What <paramref name="codebook"/> (from 1) alone adds.</summary>
    public EmbeddingMatrix Alone(int codebook) => codebook == 1 ? UpTo(1) : Difference(UpTo(codebook), UpTo(codebook - 1));

    /// <summary>The quantised latent of the acoustic codebooks up to <paramref name="codebook"/>, which is one of them.</summary>
    public EmbeddingMatrix AcousticUpTo(int codebook) => Difference(UpTo(codebook), UpTo(_semantic));

    /// <summary>Share of a clip's frames that has each code of <paramref name="codebook"/>; codes that no clip has are left out, which changes no cosine.</summary>
    public EmbeddingMatrix Histogram(int codebook)
    {
        var column = new Dictionary<int, int>();
        foreach (var code in _codes.SelectMany(c => Of(c, codebook)))
            column.TryAdd(code, column.Count);
        var width = Math.Max(1, column.Count);
        var values = new float[_codes.Count * width];
        for (var clip = 0; clip < _codes.Count; clip++)
        {
            var frames = _codes[clip].Length / Count;
            foreach (var group in Of(_codes[clip], codebook).GroupBy(code => column[code]))
                values[clip * width + group.Key] = (float)group.Count() / frames;
        }

        return new EmbeddingMatrix(values, _codes.Count, width);
    }

    private IEnumerable<int> Of(int[] codes, int codebook)
    {
        for (var at = codebook - 1; at < codes.Length; at += Count)
            yield return codes[at];
    }

    private static EmbeddingMatrix Difference(EmbeddingMatrix a, EmbeddingMatrix b)
    {
        var values = new float[a.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = a.Values[i] - b.Values[i];
        return new EmbeddingMatrix(values, a.Rows, a.Dimension);
    }
}
