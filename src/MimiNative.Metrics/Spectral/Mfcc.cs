using System.Numerics.Tensors;

namespace MimiNative.Metrics;

/// <summary>
/// Mel-frequency cepstral coefficients as <c>librosa.feature.mfcc</c> computes them: centred frames with zero padding, periodic Hann window, power
/// spectrum, Slaney mel scale with area normalisation, decibels re 1 with a floor, orthonormal DCT-II. The spectral baseline that an embedding must beat.
/// </summary>
public sealed class Mfcc
{
    private const double SmallestPower = 1e-10;
    private const int FramesAtOnce = 8;

    private readonly int _fftLength;
    private readonly int _hop;
    private readonly double _topDecibels;
    private readonly double[] _window;
    private readonly double[][] _cosines;
    private readonly double[][] _sines;
    private readonly double[][] _filters;
    private readonly double[][] _transform;

    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="coefficients">Coefficients per frame, at most <paramref name="mels"/>.</param>
    /// <param name="fftLength">Window length in samples; 0 = 50 ms. Must be even.</param>
    /// <param name="hop">Samples from frame to frame; 0 = 10 ms.</param>
    /// <param name="mels">Mel bands from 0 Hz to half the sample rate.</param>
    /// <param name="topDecibels">Everything this far below the clip's loudest band is raised to that.</param>
    /// <exception cref="MetricsException">The sample rate or a size is out of range.</exception>
    public Mfcc(int sampleRate, int coefficients = 20, int fftLength = 0, int hop = 0, int mels = 40, double topDecibels = 80)
    {
        var lowest = hop == 0 ? 100 : fftLength == 0 ? 40 : 1;
        if (sampleRate < lowest)
            throw new MetricsException($"MFCC of a sample rate of {sampleRate} Hz: with this window and hop the lowest is {lowest} Hz");
        _fftLength = fftLength == 0 ? sampleRate / 20 / 2 * 2 : fftLength;
        _hop = hop == 0 ? sampleRate / 100 : hop;
        _topDecibels = topDecibels;
        if (_fftLength < 2 || _fftLength % 2 != 0 || _hop < 1 || coefficients < 1 || coefficients > mels)
            throw new MetricsException($"MFCC needs an even window, a hop and 1 to {mels} coefficients, not window {_fftLength}, hop {_hop}, {coefficients} coefficients");
        Coefficients = coefficients;
        var n = _fftLength;
        _window = [.. Enumerable.Range(0, n).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / n))];
        _cosines = Table(n / 2 + 1, n / 2 + 1, (k, i) => Math.Cos(2 * Math.PI * ((long)k * i % n) / n));
        _sines = Table(n / 2 + 1, n / 2 + 1, (k, i) => Math.Sin(2 * Math.PI * ((long)k * i % n) / n));
        _filters = MelFilters(sampleRate, n, mels);
        _transform = Table(coefficients, mels, (k, m) => Math.Cos(Math.PI * k * (2 * m + 1) / (2 * mels)) * Math.Sqrt((k == 0 ? 1.0 : 2.0) / mels));
    }

    /// <summary>Coefficients per frame.</summary>
    public int Coefficients { get; }

    /// <summary>Frames of a clip: 1 + samples / hop.</summary>
    public int Frames(int samples) => 1 + samples / _hop;

    /// <summary>The coefficients of a clip, (frames, coefficients).</summary>
    public float[] Compute(ReadOnlySpan<float> samples)
    {
        var mels = _filters.Length;
        var frames = Frames(samples.Length);
        var decibels = new double[frames * mels];
        for (var first = 0; first < frames; first += FramesAtOnce)
        {
            var power = PowerSpectra(samples, first, Math.Min(FramesAtOnce, frames - first));
            for (var f = 0; f < power.Length; f++)
                for (var m = 0; m < mels; m++)
                    decibels[(first + f) * mels + m] = 10 * Math.Log10(Math.Max(SmallestPower, FixedOrder.Dot(power[f], _filters[m])));
        }

        var floor = decibels.Max() - _topDecibels;
        TensorPrimitives.Max(decibels, floor, decibels);
        var result = new float[frames * Coefficients];
        for (var f = 0; f < frames; f++)
            for (var k = 0; k < Coefficients; k++)
                result[f * Coefficients + k] = (float)FixedOrder.Dot(decibels.AsSpan(f * mels, mels), _transform[k]);
        return result;
    }

    /// <summary>Mean and population standard deviation of each coefficient over the frames: one embedding of 2 × <see cref="Coefficients"/> channels.</summary>
    public float[] MeanAndStd(ReadOnlySpan<float> samples)
    {
        var values = Compute(samples);
        var frames = new EmbeddingMatrix(values, values.Length / Coefficients, Coefficients);
        var moments = Moments.Compute(frames);
        return [.. moments.Select(m => (float)m.Mean), .. moments.Select(m => (float)m.Std)];
    }

    /// <summary>
    /// |DFT|² of real frames through tables. Samples i and n − i share a cosine and have opposite sines, so their sum and difference halve the work. The tables are
    /// larger than a near cache: a row of them is read once for several frames.
    /// </summary>
    private double[][] PowerSpectra(ReadOnlySpan<float> samples, int first, int count)
    {
        var half = _fftLength / 2;
        double[][] Rows() => [.. Enumerable.Range(0, count).Select(_ => new double[half + 1])];
        var (even, odd, power) = (Rows(), Rows(), Rows());
        for (var f = 0; f < count; f++)
            Fold(samples, (first + f) * _hop - half, even[f], odd[f]);
        for (var k = 0; k <= half; k++)
            for (var f = 0; f < count; f++)
            {
                var (real, imaginary) = (FixedOrder.Dot(even[f], _cosines[k]), FixedOrder.Dot(odd[f], _sines[k]));
                power[f][k] = real * real + imaginary * imaginary;
            }
        return power;
    }

    // A windowed frame, zero outside the clip, as the sums and differences of its mirrored samples.
    private void Fold(ReadOnlySpan<float> samples, int start, double[] even, double[] odd)
    {
        var half = _fftLength / 2;
        var frame = new double[_fftLength];
        for (var i = Math.Max(0, -start); i < Math.Min(_fftLength, samples.Length - start); i++)
            frame[i] = samples[start + i] * _window[i];
        (even[0], even[half]) = (frame[0], frame[half]);
        for (var i = 1; i < half; i++)
            (even[i], odd[i]) = (frame[i] + frame[_fftLength - i], frame[i] - frame[_fftLength - i]);
    }

    private static double[][] Table(int rows, int columns, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, rows).Select(r => Enumerable.Range(0, columns).Select(c => value(r, c)).ToArray())];

    private static double[][] MelFilters(int sampleRate, int fftLength, int mels)
    {
        var top = HertzToMel(sampleRate / 2.0);
        var edges = Enumerable.Range(0, mels + 2).Select(i => MelToHertz(top * i / (mels + 1))).ToArray();
        return Table(mels, fftLength / 2 + 1, (m, k) =>
        {
            var hertz = (double)k * sampleRate / fftLength;
            var rising = (hertz - edges[m]) / (edges[m + 1] - edges[m]);
            var falling = (edges[m + 2] - hertz) / (edges[m + 2] - edges[m + 1]);
            return Math.Max(0, Math.Min(rising, falling)) * 2 / (edges[m + 2] - edges[m]);
        });
    }

    /// <summary>Slaney's Auditory Toolbox: linear below 1 kHz (15 mel), logarithmic above.</summary>
    private static double HertzToMel(double hertz) => hertz < 1000 ? hertz * 3 / 200 : 15 + Math.Log(hertz / 1000) / (Math.Log(6.4) / 27);

    private static double MelToHertz(double mel) => mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * (Math.Log(6.4) / 27));
}
