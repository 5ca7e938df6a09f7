using System.Numerics;
using MimiNative.Analysis.Voices;

namespace MimiNative.Analysis.Conditions;

/// <summary>
/// Radix-2 fast Fourier transform of a power of two of complex values, in float64 and in one fixed order of operations: the same bits on every machine.
/// (MathNet.Numerics has a transform, but takes its sines from the run-time library, whose last bits differ between systems.)
/// </summary>
internal sealed class FourierTransform
{
    private static readonly Lazy<FourierTransform>[] BySize = [.. Enumerable.Range(0, 31).Select(power => new Lazy<FourierTransform>(() => new FourierTransform(1 << power)))];

    private readonly double[] _cosines;
    private readonly double[] _sines;

    private FourierTransform(int size)
    {
        Size = size;
        (_cosines, _sines) = (new double[size / 2], new double[size / 2]);
        for (var k = 0; k < size / 2; k++)
        {
            var angle = 2 * Math.PI * k / size;
            (_cosines[k], _sines[k]) = (PortableMath.Cos(angle), PortableMath.Cos(angle - Math.PI / 2));
        }
    }

    public int Size { get; }

    /// <summary>The transform of at least <paramref name="size"/> values; its tables are made once.</summary>
    public static FourierTransform AtLeast(int size) => BySize[BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)size))].Value;

    /// <summary>X[k] = Σ x[n]·e^(−2πi·kn/N), in place.</summary>
    public void Forward(Span<double> real, Span<double> imaginary)
    {
        Reverse(real, imaginary);
        for (var half = 1; half < Size; half *= 2)
        {
            var stride = Size / (2 * half);
            for (var start = 0; start < Size; start += 2 * half)
                for (var k = 0; k < half; k++)
                {
                    var (cos, sin) = (_cosines[k * stride], _sines[k * stride]);
                    var (low, high) = (start + k, start + k + half);
                    var (re, im) = (real[high] * cos + imaginary[high] * sin, imaginary[high] * cos - real[high] * sin);
                    (real[high], imaginary[high]) = (real[low] - re, imaginary[low] - im);
                    (real[low], imaginary[low]) = (real[low] + re, imaginary[low] + im);
                }
        }
    }

    /// <summary>The inverse of <see cref="Forward"/>, 1/N included: with real and imaginary parts swapped it is the same sum.</summary>
    public void Inverse(Span<double> real, Span<double> imaginary)
    {
        Forward(imaginary, real);
        for (var i = 0; i < Size; i++)
            (real[i], imaginary[i]) = (real[i] / Size, imaginary[i] / Size);
    }

    private void Reverse(Span<double> real, Span<double> imaginary)
    {
        for (int i = 1, j = 0; i < Size; i++)
        {
            var bit = Size >> 1;
            for (; (j & bit) != 0; bit >>= 1)
                j ^= bit;
            j ^= bit;
            if (i < j)
                (real[i], real[j], imaginary[i], imaginary[j]) = (real[j], real[i], imaginary[j], imaginary[i]);
        }
    }
}
