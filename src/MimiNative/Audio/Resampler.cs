using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MimiNative.Audio;

/// <summary>
/// Changes the sample rate as torchaudio.functional.resample does by default (Hann-windowed sinc, 6 zero crossings, rolloff 0.99; n samples become ceil(n·to/from)).
/// Every output sample is one inner product with a fixed order of additions, so the bits depend neither on how the audio is read in pieces nor on the machine's vector width.
/// </summary>
public static class Resampler
{
    /// <summary><paramref name="source"/> at another rate, as a stream that disposes it; itself where it has that rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above 0.</exception>
    public static AudioSource Open(AudioSource source, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        return source.SampleRate == sampleRate ? source : new ResampledSource(source, sampleRate);
    }

    /// <summary>A clip at another rate.</summary>
    public static float[] Resample(ReadOnlyMemory<float> samples, int from, int to)
    {
        using var source = Open(new ArrayAudioSource(samples, from), to);
        return source.ReadToEnd();
    }

    /// <summary>ceil(<paramref name="samples"/>·to/from).</summary>
    internal static long OutputLength(long samples, int from, int to) => (long)(((Int128)samples * to + from - 1) / from);

    /// <summary>
    /// Inner product of two spans whose length is a multiple of 8: eight running sums, then a tree.
    /// Products are rounded before they are added, because a machine without fused multiply-add would differ.
    /// </summary>
    internal static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var va = MemoryMarshal.Cast<float, Vector256<float>>(a);
        var vb = MemoryMarshal.Cast<float, Vector256<float>>(b);
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < vb.Length; i++)
            sum += va[i] * vb[i];
        var half = sum.GetLower() + sum.GetUpper();
        return (half[0] + half[2]) + (half[1] + half[3]);
    }
}

/// <summary>The stream behind <see cref="Resampler.Open"/>: a sliding window over its input.</summary>
internal sealed class ResampledSource : AudioSource
{
    private const int BlockSamples = 8192;

    private readonly AudioSource _inner;
    private readonly SincKernels _kernels;

    // _window[i] is input sample _start + i; before the first sample and after the last there are zeros.
    private readonly float[] _window;
    private long _start;
    private int _filled;

    // The next output sample is phase _phase of the turn that begins at input sample _turn.
    private long _turn;
    private int _phase;

    private long _read;
    private long _written;
    private long _end = long.MaxValue;

    public ResampledSource(AudioSource inner, int sampleRate)
    {
        _inner = inner;
        _kernels = new SincKernels(inner.SampleRate, sampleRate);
        _window = new float[_kernels.Taps + BlockSamples];
        _start = _kernels.First(0);
        _filled = (int)-_start;
        SampleRate = sampleRate;
        Length = inner.Length is { } length ? Resampler.OutputLength(length, _kernels.From, _kernels.To) : null;
    }

    public override int SampleRate { get; }

    public override long? Length { get; }

    public override string? Warning => _inner.Warning;

    public override int Read(Span<float> samples)
    {
        var count = 0;
        while (count < samples.Length)
        {
            var first = _turn + _kernels.First(_phase);
            if (first + _kernels.Taps > _start + _filled)
                Fill(first, samples.Length - count);
            if (_written >= _end)
                break;
            samples[count++] = Resampler.Dot(_window.AsSpan((int)(first - _start), _kernels.Taps), _kernels.Kernel(_phase));
            _written++;
            if (++_phase == _kernels.To)
            {
                _phase = 0;
                _turn += _kernels.From;
            }
        }

        return count;
    }

    public override void Dispose()
    {
        _inner.Dispose();
        base.Dispose();
    }

    /// <summary>Drops what lies before <paramref name="first"/> and reads as much as <paramref name="outputs"/> more samples need: no more, or a live pipe would lag.</summary>
    private void Fill(long first, int outputs)
    {
        // Never more than there is: a kernel is twelve steps long, so the next one begins inside this one.
        var dropped = (int)(first - _start);
        _window.AsSpan(dropped, _filled - dropped).CopyTo(_window);
        _start += dropped;
        _filled -= dropped;
        var needed = (int)Math.Min(_kernels.Taps + (long)outputs * _kernels.From / _kernels.To, _window.Length);
        while (_filled < needed)
        {
            var room = _window.AsSpan(_filled, needed - _filled);
            var got = _end == long.MaxValue ? _inner.Read(room) : 0;
            _read += got;
            _filled += got;
            if (got > 0)
                continue;
            _end = Resampler.OutputLength(_read, _kernels.From, _kernels.To);
            room.Clear();
            _filled += room.Length;
        }
    }
}
