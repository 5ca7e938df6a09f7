namespace MimiNative.Analysis.Conditions;

/// <summary>Convolution of a clip with a long kernel by overlap-add: memory and time per sample don't grow with the clip.</summary>
internal static class Convolution
{
    /// <summary>y[n] = Σ kernel[k]·signal[n + delay − k], as long as the signal; beyond its ends the signal is zero.</summary>
    /// <param name="signal">Samples.</param>
    /// <param name="kernel">At least one value.</param>
    /// <param name="delay">Samples by which the kernel's response is taken forward: half the length of a linear-phase filter keeps the signal in place.</param>
    public static float[] Apply(ReadOnlySpan<float> signal, ReadOnlySpan<double> kernel, int delay = 0)
    {
        if (signal.IsEmpty)
            return [];
        var transform = FourierTransform.AtLeast((int)Math.Min(4L * kernel.Length, (long)signal.Length + kernel.Length - 1));
        var step = transform.Size - kernel.Length + 1;
        var (kernelReal, kernelImaginary) = (new double[transform.Size], new double[transform.Size]);
        kernel.CopyTo(kernelReal);
        transform.Forward(kernelReal, kernelImaginary);
        var (real, imaginary) = (new double[transform.Size], new double[transform.Size]);
        var sum = new double[signal.Length];
        for (var start = 0; start < signal.Length; start += step)
        {
            Array.Clear(real);
            Array.Clear(imaginary);
            var block = signal[start..Math.Min(start + step, signal.Length)];
            for (var i = 0; i < block.Length; i++)
                real[i] = block[i];
            transform.Forward(real, imaginary);
            for (var i = 0; i < real.Length; i++)
                (real[i], imaginary[i]) = (real[i] * kernelReal[i] - imaginary[i] * kernelImaginary[i], real[i] * kernelImaginary[i] + imaginary[i] * kernelReal[i]);
            transform.Inverse(real, imaginary);
            var first = Math.Max(0, start - delay);
            var end = Math.Min(signal.Length, start - delay + transform.Size);
            for (var n = first; n < end; n++)
                sum[n] += real[n + delay - start];
        }

        return Array.ConvertAll(sum, y => (float)y);
    }
}
