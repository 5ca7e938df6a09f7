using MimiNative.Backends;
using MimiNative.Plain;

namespace MimiNative.Kernels.Tests;

/// <summary>The nearest row, exactly, on every backend.</summary>
public sealed class QuantiserTests
{
    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void The_quantiser_takes_the_nearest_row_of_each_level_and_subtracts_it(string name)
    {
        var backend = AllBackends.Get(name);
        var random = new Random(3);
        const int Levels = 3, Size = 50, Dimension = 20;
        int[] rows = [4, 0, 6];
        var books = random.Floats(Levels * Size * Dimension);
        var clips = rows.Select(r => random.Floats(r * Dimension)).ToArray();
        using var codebooks = backend.PrepareCodebooks(books, Levels, Size, Dimension);
        using var residual = backend.Allocate(3, 1, 6, Dimension);
        using var sum = backend.Allocate(3, 0, 7, Dimension);
        using var codes = backend.AllocateCodes(3, 6, Levels + 1);
        for (var s = 0; s < 3; s++)
        {
            backend.Upload(residual, s, 0, clips[s]);
            backend.Upload(sum, s, 0, random.Floats(6 * Dimension));
        }

        // In two calls, as when a tap wants the sum after the first level.
        backend.Quantise(codebooks, residual, sum, codes, 1, 0, 1, rows);
        backend.Quantise(codebooks, residual, sum, codes, 1, 1, Levels, rows);

        for (var s = 0; s < 3; s++)
        {
            var actual = new int[rows[s] * (Levels + 1)];
            backend.DownloadCodes(codes, s, actual);
            for (var t = 0; t < rows[s]; t++)
            {
                var expected = PlainOperations.Quantise(clips[s].AsSpan(t * Dimension, Dimension), books, Size);
                Assert.True(expected.Margin > 1e-6, "a fixture without ties");
                Assert.Equal(expected.Codes, actual.AsSpan(t * (Levels + 1) + 1, Levels).ToArray());
                Expect.Close(expected.Residual, backend.Rows(residual, s, t, 1));
                Expect.Close(expected.Sum, backend.Rows(sum, s, t, 1));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void On_a_tie_the_lowest_row_is_taken_and_close_calls_are_measured_exactly(string name)
    {
        var backend = AllBackends.Get(name);
        // Long rows that differ in their last digits: ‖c‖² − 2x·c can't tell them apart. Rows 1 and 2 are the same.
        using var codebooks = backend.PrepareCodebooks([1000f, 1000f, 1000f, 1000.001f, 1000f, 1000.001f], 1, 3, 2);
        using var residual = backend.Allocate(1, 0, 2, 2);
        using var sum = backend.Allocate(1, 0, 2, 2);
        using var codes = backend.AllocateCodes(1, 2, 1);
        backend.Upload(residual, 0, 0, [1000f, 1000.001f, 1000f, 1000.0002f]);
        backend.Quantise(codebooks, residual, sum, codes, 0, 0, 1, [2]);
        var actual = new int[2];
        backend.DownloadCodes(codes, 0, actual);
        Assert.Equal([1, 0], actual);
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void Of_many_rows_that_the_scores_cannot_tell_apart_the_nearest_is_found(string name)
    {
        var backend = AllBackends.Get(name);
        const int Size = 150, Dimension = 24, Frames = 20;
        var random = new Random(11);
        // All within a thousandth of one long vector: scores of 24 million that differ in the seventh digit and later.
        var centre = random.Floats(Dimension).Select(v => 1000 * (1 + v)).ToArray();
        float[] Near() => [.. centre.Select(v => v + 0.002f * random.NextSingle())];
        float[] books = [.. Enumerable.Range(0, Size).SelectMany(_ => Near())];
        float[] clip = [.. Enumerable.Range(0, Frames).SelectMany(_ => Near())];
        using var codebooks = backend.PrepareCodebooks(books, 1, Size, Dimension);
        using var residual = backend.Allocate(1, 0, Frames, Dimension);
        using var sum = backend.Allocate(1, 0, Frames, Dimension);
        using var codes = backend.AllocateCodes(1, Frames, 1);
        backend.Upload(residual, 0, 0, clip);
        backend.Quantise(codebooks, residual, sum, codes, 0, 0, 1, [Frames]);
        var actual = new int[Frames];
        backend.DownloadCodes(codes, 0, actual);
        var expected = Enumerable.Range(0, Frames).Select(t => PlainOperations.Quantise(clip.AsSpan(t * Dimension, Dimension), books, Size)).ToList();
        // The rows are floats near 1000: distances are sums of squares of multiples of 6e-5, and equal ones go to the lowest index on both sides.
        Assert.Equal(expected.Select(e => e.Codes[0]), actual);
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void The_sum_of_chosen_rows_is_right_to_its_last_digit_after_any_number_of_levels(string name)
    {
        var backend = AllBackends.Get(name);
        const int Size = 9, Dimension = 16;
        var (levels, frames) = AllBackends.IsSlow(name) ? (8, 2) : (31, 5);
        var random = new Random(12);
        var books = random.Floats(levels * Size * Dimension);
        var clip = random.Floats(frames * Dimension);
        using var codebooks = backend.PrepareCodebooks(books, levels, Size, Dimension);
        using var residual = backend.Allocate(1, 0, frames, Dimension);
        using var sum = backend.Allocate(1, 0, frames, Dimension);
        using var codes = backend.AllocateCodes(1, frames, levels);
        foreach (var first in (int[])[0, 7]) // twice, so that nothing is left of the time before; and in two calls
        {
            backend.Upload(residual, 0, 0, clip);
            backend.Quantise(codebooks, residual, sum, codes, 0, 0, first, [frames]);
            backend.Quantise(codebooks, residual, sum, codes, 0, first, levels, [frames]);
        }

        var chosen = new int[frames * levels];
        backend.DownloadCodes(codes, 0, chosen);
        for (var t = 0; t < frames; t++)
        {
            var expected = new float[Dimension];
            for (var d = 0; d < Dimension; d++)
                expected[d] = (float)Enumerable.Range(0, levels).Sum(level => (double)books[(level * Size + chosen[t * levels + level]) * Dimension + d]);
            Expect.SameBits(expected, backend.Rows(sum, 0, t, 1));
        }
    }
}
