namespace MimiNative.Audio;

/// <summary>
/// The low-pass kernels of a polyphase resampler, one per phase: a sinc of 6 zero crossings on each side under a Hann window, cut off at 0.99 of the lower Nyquist frequency.
/// The same numbers as torchaudio.functional.resample (_get_sinc_resample_kernel, sinc_interp_hann), less its zeros: computed in float64, rounded to float32.
/// </summary>
internal sealed class SincKernels
{
    /// <summary>Kernels are padded with zeros to a multiple of this, so that the inner product has no tail.</summary>
    public const int Lanes = 8;

    private const int ZeroCrossings = 6;
    private const double Rolloff = 0.99;

    // Odd pairs of rates have one phase per output sample of a second (44101 → 24000: 24000 phases). Up to this many floats are kept once computed; beyond it each kernel is made anew.
    private const int MaxTableFloats = 1 << 22;

    private readonly double _cutoff;
    private readonly double _radius;
    private readonly float[] _table;
    private readonly bool[] _made;

    public SincKernels(int from, int to)
    {
        var divisor = Gcd(from, to);
        From = from / divisor;
        To = to / divisor;
        _cutoff = Math.Min(From, To) * Rolloff;
        _radius = ZeroCrossings * From / _cutoff;
        Taps = ((int)Math.Floor(2 * _radius) + 1 + Lanes - 1) / Lanes * Lanes;
        var keep = (long)Taps * To <= MaxTableFloats;
        _table = new float[keep ? Taps * To : Taps];
        _made = new bool[keep ? To : 0];
    }

    /// <summary>Input samples per turn of all phases.</summary>
    public int From { get; }

    /// <summary>Phases: output samples per turn.</summary>
    public int To { get; }

    /// <summary>Length of each kernel.</summary>
    public int Taps { get; }

    /// <summary>Input sample, counted from the turn's first, that <c>Kernel(phase)[0]</c> multiplies.</summary>
    public int First(int phase) => (int)Math.Ceiling((double)phase * From / To - _radius);

    /// <summary>Weights of a phase; valid until the next call.</summary>
    public ReadOnlySpan<float> Kernel(int phase)
    {
        if (_made.Length == 0)
        {
            Make(phase, _table);
            return _table;
        }

        var kernel = _table.AsSpan(phase * Taps, Taps);
        if (!_made[phase])
        {
            Make(phase, kernel);
            _made[phase] = true;
        }

        return kernel;
    }

    private void Make(int phase, Span<float> kernel)
    {
        var first = First(phase);
        for (var k = 0; k < kernel.Length; k++)
        {
            var t = (-(double)phase / To + (double)(first + k) / From) * _cutoff;
            kernel[k] = Math.Abs(t) >= ZeroCrossings ? 0 : (float)(Sinc(Math.PI * t) * Hann(t) * (_cutoff / From));
        }
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x) / x;

    private static double Hann(double t)
    {
        var cos = Math.Cos(t * Math.PI / ZeroCrossings / 2);
        return cos * cos;
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
