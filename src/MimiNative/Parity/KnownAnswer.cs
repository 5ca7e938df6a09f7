namespace MimiNative.Parity;

/// <summary>
/// A signal that anyone can make again, and the codes that Mimi gives for it: 0.64 s of four sines and a little noise. 8 whole frames, so both padding dialects agree on it.
/// </summary>
public static class KnownAnswer
{
    /// <summary>Codebooks and frames of the published codes.</summary>
    public const int Size = 8;

    /// <summary>
    /// Codes of Kyutai's released weights, (codebooks, frames). Published by the onnxruntime/mobius project (testdata/golden/audio/mimi-personaplex.json), computed with
    /// tokenizer-e351c8d8-checkpoint125.safetensors as released with nvidia/personaplex-7b-v1.
    /// </summary>
    public static Codes Released { get; } = new(Size, Size,
    [
        1027, 626, 626, 626, 626, 1247, 1247, 1247,
        685, 1476, 685, 685, 1476, 685, 1476, 108,
        1891, 1684, 334, 97, 1684, 1853, 1858, 1319,
        1337, 1371, 1045, 111, 737, 1045, 1208, 640,
        1921, 2035, 1244, 923, 316, 600, 745, 1915,
        1905, 927, 85, 760, 1444, 1905, 1444, 2021,
        1054, 1458, 208, 116, 601, 4, 1458, 1678,
        1143, 1557, 795, 1386, 1386, 1143, 1886, 1793,
    ]);

    /// <summary>Codes of <c>synthetic:1</c>, (codebooks, frames): what this encoder gives, whose every tap agrees with PyTorch for these weights.</summary>
    public static Codes Synthetic { get; } = new(Size, Size,
    [
        1429, 433, 1429, 1114, 6, 1429, 6, 1956,
        1439, 258, 906, 182, 1383, 182, 182, 332,
        1160, 1249, 163, 1483, 714, 914, 758, 163,
        1570, 1581, 1716, 1811, 931, 1716, 470, 1688,
        946, 116, 1226, 1375, 1839, 1667, 1839, 1226,
        694, 1690, 429, 528, 1877, 1976, 1479, 1976,
        1301, 1468, 1861, 1301, 369, 1085, 1836, 369,
        101, 1611, 1436, 643, 1836, 1075, 638, 185,
    ]);

    /// <summary>
    /// The signal: 15360 samples at 24 kHz of 0.5 sin(2π·220 t) + 0.3 sin(2π·440 t) + 0.2 sin(2π·660 t) + 0.1 sin(2π·1320 t) + 0.02 noise, in float64, rounded at the end.
    /// The noise is numpy's <c>RandomState(1234).standard_normal</c>.
    /// </summary>
    public static float[] Waveform()
    {
        var random = new NumpyRandom(1234);
        var samples = new float[Size * 1920];
        for (var i = 0; i < samples.Length; i++)
        {
            var t = i / 24000.0;
            samples[i] = (float)(0.5 * Math.Sin(2 * Math.PI * 220 * t) + 0.3 * Math.Sin(2 * Math.PI * 440 * t) + 0.2 * Math.Sin(2 * Math.PI * 660 * t)
                + 0.1 * Math.Sin(2 * Math.PI * 1320 * t) + 0.02 * random.NextGaussian());
        }
        return samples;
    }
}
