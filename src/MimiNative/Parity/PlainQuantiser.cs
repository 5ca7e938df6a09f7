using System.Numerics.Tensors;
using MimiNative.Weights;

namespace MimiNative.Parity;

/// <summary>
/// The split residual vector quantiser by its definition, in float64, without any of the encoder's means: what the codes of a latent must be, and how clear each choice is; or what they are with a
/// mistake that ports make. For checks of short clips; slow.
/// </summary>
internal sealed class PlainQuantiser(Checkpoint weights)
{
    private readonly MimiConfig _config = weights.Config;
    private readonly Dictionary<(int Book, bool Raw), double[]> _books = [];

    /// <summary>Mistakes of a quantiser.</summary>
    internal enum Mistake
    {
        /// <summary>None.</summary>
        None,
        /// <summary>The sums that training keeps are taken for the entries, without dividing by how often each was used.</summary>
        Undivided,
        /// <summary>Every level quantises the same vector: the chosen entry isn't subtracted.</summary>
        NotSubtracted,
        /// <summary>The acoustic branch reads what the semantic one leaves of the latent, as a plain RVQ would.</summary>
        OneChain,
    }

    /// <summary>What a frame's vector gives at every level.</summary>
    /// <param name="Codes">(codebooks).</param>
    /// <param name="Margins">(codebooks): how much farther the second-nearest entry was.</param>
    /// <param name="Residuals">(codebooks): what each level quantised.</param>
    internal sealed record Choice(int[] Codes, double[] Margins, double[][] Residuals);

    /// <summary>Quantises (frames, width) latents with the first <paramref name="codebooks"/> codebooks.</summary>
    /// <returns>Codes and margins, both (codebooks, frames). A margin is the distance to the second-nearest row minus the distance to the nearest.</returns>
    public static (Codes Codes, float[] Margins) Quantise(Checkpoint weights, ReadOnlySpan<float> latent, int codebooks, CancellationToken cancellation = default)
    {
        var (quantiser, width) = (new PlainQuantiser(weights), weights.Config.Width);
        var frames = latent.Length / width;
        var (codes, margins) = (new Codes(codebooks, frames, new int[codebooks * frames]), new float[codebooks * frames]);
        for (var t = 0; t < frames; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            var choice = quantiser.Quantise(latent.Slice(t * width, width), codebooks);
            for (var k = 0; k < codebooks; k++)
                (codes.Values[k * frames + t], margins[k * frames + t]) = (choice.Codes[k], (float)choice.Margins[k]);
        }
        return (codes, margins);
    }

    /// <summary>Quantises the latent of one frame.</summary>
    /// <param name="latent">(width).</param>
    /// <param name="codebooks">Levels.</param>
    /// <param name="mistake">What to do wrongly.</param>
    public Choice Quantise(ReadOnlySpan<float> latent, int codebooks, Mistake mistake = Mistake.None)
    {
        var choice = new Choice(new int[codebooks], new double[codebooks], new double[codebooks][]);
        var semantic = Math.Min(codebooks, _config.SemanticCodebooks);
        var residual = Project("rvq_first", latent);
        Levels(residual, 0, semantic, choice, mistake);
        if (codebooks > semantic)
            Levels(mistake == Mistake.OneChain ? residual : Project("rvq_rest", latent), semantic, codebooks, choice, mistake);
        return choice;
    }

    /// <summary>The latent in the space of a branch's codebooks.</summary>
    public double[] Project(string branch, ReadOnlySpan<float> latent)
    {
        var matrix = Projection(branch);
        var input = new double[latent.Length];
        TensorPrimitives.ConvertTruncating<float, double>(latent, input);
        var output = new double[_config.CodebookDimension];
        for (var i = 0; i < output.Length; i++)
            output[i] = TensorPrimitives.Dot<double>(matrix.AsSpan(i * input.Length, input.Length), input);
        return output;
    }

    /// <summary>The entry of a codebook nearest to a vector, the first of equals, and how much farther the second-nearest is.</summary>
    public (int Code, double Margin) Nearest(int book, ReadOnlySpan<double> target, bool raw = false)
    {
        var entries = Book(book, raw);
        var (code, nearest, second) = (0, double.PositiveInfinity, double.PositiveInfinity);
        for (var row = 0; row < _config.CodebookSize; row++)
        {
            var distance = TensorPrimitives.Distance(target, entries.AsSpan(row * target.Length, target.Length));
            if (distance < nearest)
                (code, nearest, second) = (row, distance, nearest);
            else
                second = Math.Min(second, distance);
        }
        return (code, second - nearest);
    }

    private void Levels(double[] residual, int first, int end, Choice choice, Mistake mistake)
    {
        for (var book = first; book < end; book++)
        {
            choice.Residuals[book] = [.. residual];
            (choice.Codes[book], choice.Margins[book]) = Nearest(book, residual, mistake == Mistake.Undivided);
            if (mistake != Mistake.NotSubtracted)
                TensorPrimitives.Subtract(residual, Book(book, mistake == Mistake.Undivided).AsSpan(choice.Codes[book] * residual.Length, residual.Length), residual);
        }
    }

    private double[] Projection(string branch)
    {
        // Beside the books, whose numbers aren't negative.
        var key = (branch == "rvq_first" ? -1 : -2, false);
        return _books.TryGetValue(key, out var values) ? values : _books[key] = [.. weights.Read($"quantizer.{branch}.input_proj.weight").Select(v => (double)v)];
    }

    private double[] Book(int book, bool raw)
    {
        if (_books.TryGetValue((book, raw), out var entries))
            return entries;
        var name = book < _config.SemanticCodebooks ? $"quantizer.rvq_first.vq.layers.{book}._codebook" : $"quantizer.rvq_rest.vq.layers.{book - _config.SemanticCodebooks}._codebook";
        var (sums, usage) = (weights.Read($"{name}.embedding_sum"), weights.Read($"{name}.cluster_usage"));
        return _books[(book, raw)] = [.. sums.Select((sum, i) => raw ? sum : sum / (double)Math.Max(usage[i / _config.CodebookDimension], 1e-5f))];
    }
}
