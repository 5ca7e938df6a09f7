using MimiNative.Backends;
using MimiNative.Backends.Gpu;
using MimiNative.Plain;

namespace MimiNative.Kernels.Tests;

/// <summary>Layer norm, attention, quantiser and the movements of buffers, on every backend.</summary>
public sealed class OperationTests
{
    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void Layer_norm_centres_and_scales_each_row(string name)
    {
        var backend = AllBackends.Get(name);
        foreach (var channels in (int[])[5, 128, 300])
        {
            var random = new Random(channels);
            var (weight, bias) = (random.Floats(channels), random.Floats(channels));
            using var w = backend.PrepareVector(weight);
            using var b = backend.PrepareVector(bias);
            using var x = backend.Allocate(3, 1, 4, channels);
            using var y = backend.Allocate(3, 0, 5, channels);
            int[] rows = [4, 0, 2];
            // Far from zero: the variance is what remains after large numbers cancel.
            var clips = rows.Select(r => random.Floats(r * channels).Select(v => v + 100).ToArray()).ToArray();
            for (var s = 0; s < 3; s++)
                backend.Upload(x, s, 0, clips[s]);
            backend.LayerNorm(w, b, 1e-5f, x, y, rows);
            for (var s = 0; s < 3; s++)
                Expect.Close(PlainOperations.LayerNorm(clips[s], weight, bias, 1e-5f), backend.Rows(y, s, 0, rows[s]), 2e-5);
        }
    }

    [Theory]
    [InlineData("cpu", 2, 8, 7, 40)]
    [InlineData("cpu", 2, 64, 100, 180)]
    [InlineData("simulator", 2, 8, 7, 40)]
    [InlineData("simulator", 1, 64, 30, 20)]
    [InlineData("simulator backward", 2, 8, 7, 40)]
    [InlineData("opencl", 2, 8, 7, 40)]
    [InlineData("opencl", 2, 64, 100, 180)]
    [InlineData("opencl", 1, 6, 250, 300)]
    [InlineData("cuda", 2, 8, 7, 40)]
    [InlineData("cuda", 2, 64, 100, 180)]
    [InlineData("cuda", 1, 6, 250, 300)]
    [InlineData("ilgpu cpu", 2, 8, 7, 40)]
    [InlineData("ilgpu cpu", 1, 64, 30, 20)]
    [InlineData("ilgpu opencl", 2, 64, 100, 180)]
    [InlineData("ilgpu opencl", 1, 6, 250, 300)]
    [InlineData("ilgpu cuda", 2, 64, 100, 180)]
    public void Attention_in_chunks_of_different_lengths_is_windowed_softmax(string name, int heads, int headDim, int window, int frames)
    {
        var backend = AllBackends.Get(name);
        var random = new Random(window);
        var width = heads * headDim;
        int[] lengths = [frames, frames / 3];
        var clips = lengths.Select(l => random.Floats(l * 3 * width)).ToArray();
        using var qkv = backend.Allocate(2, window - 1, frames, 3 * width);
        using var y = backend.Allocate(2, 1, frames, width);
        var results = lengths.Select(_ => new List<float>()).ToArray();
        long[] positions = [0, 0];
        foreach (var chunk in (int[])[1, 18, frames])
        {
            var rows = lengths.Select((l, s) => (int)Math.Min(chunk, l - positions[s])).ToArray();
            for (var s = 0; s < 2; s++)
                backend.Upload(qkv, s, 0, clips[s].AsSpan((int)positions[s] * 3 * width, rows[s] * 3 * width));
            backend.Attention(qkv, y, heads, headDim, window, 10000, positions, rows);
            backend.Advance(qkv, rows);
            for (var s = 0; s < 2; s++)
            {
                results[s].AddRange(backend.Rows(y, s, 0, rows[s]));
                positions[s] += rows[s];
            }
        }
        for (var s = 0; s < 2; s++)
            Expect.Close(PlainOperations.Attention(clips[s], heads, headDim, window, 10000), [.. results[s]], 2e-6);
    }

    [Theory]
    [InlineData("simulator", 30)]
    [InlineData("opencl", 150)]
    [InlineData("ilgpu cpu", 30)]
    [InlineData("ilgpu opencl", 150)]
    public void Both_attention_kernels_give_the_same_bits(string name, int frames)
    {
        var backend = (GpuBackend)AllBackends.Get(name);
        const int Heads = 1, HeadDimension = 32, Window = 50;
        var clip = new Random(2).Floats(frames * 3 * Heads * HeadDimension);
        float[] Run(bool isWide)
        {
            backend.UsesCpuKernels = isWide;
            using var qkv = backend.Allocate(2, Window - 1, frames, 3 * Heads * HeadDimension);
            using var y = backend.Allocate(2, 0, frames, Heads * HeadDimension);
            backend.Upload(qkv, 0, 0, clip);
            backend.Upload(qkv, 1, 0, clip.AsSpan(0, 7 * 3 * Heads * HeadDimension));
            backend.Attention(qkv, y, Heads, HeadDimension, Window, 10000, [0, 100], [frames, 7]);
            return [.. backend.Rows(y, 0, 0, frames), .. backend.Rows(y, 1, 0, 7)];
        }
        Expect.SameBits(Run(false), Run(true));
    }

    [Theory]
    [InlineData("simulator")]
    [InlineData("opencl")]
    [InlineData("cuda")]
    [InlineData("ilgpu cpu")]
    [InlineData("ilgpu opencl")]
    [InlineData("ilgpu cuda")]
    public void Attention_gives_the_same_bits_in_any_chunks(string name)
    {
        var backend = AllBackends.Get(name);
        var random = new Random(1);
        const int Frames = 45, Window = 20, Width = 8;
        var clip = random.Floats(Frames * 3 * Width);
        float[] Run(params int[] chunks)
        {
            using var qkv = backend.Allocate(1, Window - 1, Frames, 3 * Width);
            using var y = backend.Allocate(1, 0, Frames, Width);
            var result = new List<float>();
            long position = 0;
            foreach (var rows in chunks)
            {
                backend.Upload(qkv, 0, 0, clip.AsSpan((int)position * 3 * Width, rows * 3 * Width));
                backend.Attention(qkv, y, 1, Width, Window, 10000, [position], [rows]);
                backend.Advance(qkv, [rows]);
                result.AddRange(backend.Rows(y, 0, 0, rows));
                position += rows;
            }
            return [.. result];
        }
        var whole = Run(Frames);
        Expect.SameBits(whole, Run(1, 17, 3, 24));
        Expect.SameBits(whole, Run(40, 5));
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void Advance_makes_the_last_rows_history_whatever_the_chunk(string name)
    {
        var backend = AllBackends.Get(name);
        const int Headroom = 5, Channels = 3;
        using var x = backend.Allocate(3, Headroom, 7, Channels);
        var clips = Enumerable.Range(0, 3).Select(s => new Random(s).Floats(40 * Channels)).ToArray();
        var at = new int[3];
        foreach (var rows in (int[][])[[7, 0, 1], [1, 2, 7], [0, 7, 3], [4, 4, 4]])
        {
            for (var s = 0; s < 3; s++)
                backend.Upload(x, s, 0, clips[s].AsSpan(at[s] * Channels, rows[s] * Channels));
            backend.Advance(x, rows);
            for (var s = 0; s < 3; s++)
            {
                at[s] += rows[s];
                float[] expected = [.. Enumerable.Repeat(0f, Math.Max(0, Headroom - at[s]) * Channels), .. clips[s].AsSpan(Math.Max(0, at[s] - Headroom) * Channels, Math.Min(at[s], Headroom) * Channels)];
                Assert.Equal(expected, backend.Rows(x, s, -Headroom, Headroom));
            }
        }
        backend.Reset(x, 1);
        Assert.All(backend.Rows(x, 1, -Headroom, Headroom), v => Assert.Equal(0f, v));
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void Repeat_and_zero_write_the_rows_they_are_told(string name)
    {
        var backend = AllBackends.Get(name);
        using var x = backend.Allocate(2, 2, 5, 3);
        backend.Upload(x, 1, 0, [1, 2, 3, 4, 5, 6]);
        backend.Repeat(x, 1, 0, -2, 2);
        backend.Repeat(x, 1, 1, 2, 3);
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 4, 5, 6, 4, 5, 6], backend.Rows(x, 1, -2, 7));
        backend.Zero(x, 1, 3, 1);
        Assert.Equal([4, 5, 6, 0, 0, 0, 4, 5, 6], backend.Rows(x, 1, 2, 3));
        Assert.All(backend.Rows(x, 0, -2, 7), v => Assert.Equal(0f, v));
    }
}
