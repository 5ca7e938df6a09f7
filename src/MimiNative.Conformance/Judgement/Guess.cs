using System.Globalization;

namespace MimiNative.Conformance.Judgement;

/// <summary>What a port's error may come from.</summary>
internal enum Cause
{
    /// <summary>All values are multiplied.</summary>
    Scale,
    /// <summary>All values have the other sign.</summary>
    Sign,
    /// <summary>The right values in other channels.</summary>
    ChannelPermutation,
    /// <summary>The right values, some frames earlier or later.</summary>
    ShiftedFrame,
    /// <summary>Channels and frames were interchanged by a reshape.</summary>
    Reshaped,
    /// <summary>Each channel is off by a constant of its own.</summary>
    ConstantOffset,
    /// <summary>A bias isn't added.</summary>
    MissingBias,
    /// <summary>A weight's axes are read in another order.</summary>
    TransposedWeight,
    /// <summary>A kernel is applied backwards.</summary>
    FlippedKernel,
    /// <summary>Another padding than the layer's.</summary>
    WrongPadding,
    /// <summary>The other of the two padding dialects.</summary>
    OtherDialect,
    /// <summary>Streaming state is lost between chunks.</summary>
    ResetState,
    /// <summary>GELU's approximation by tanh.</summary>
    TanhGelu,
    /// <summary>Another activation, or none.</summary>
    OtherActivation,
    /// <summary>An attention window of another length.</summary>
    AttentionWindow,
    /// <summary>Rotary positions of another kind, or none.</summary>
    Rotary,
    /// <summary>A residual connection that is missing, or adds something else.</summary>
    Residual,
    /// <summary>Another epsilon in LayerNorm.</summary>
    NormEpsilon,
    /// <summary>LayerScale is left out.</summary>
    LayerScale,
    /// <summary>Weights of float16 or bfloat16: nobody's fault.</summary>
    ReducedPrecision,
    /// <summary>Codes some frames earlier or later.</summary>
    CodeFrameShift,
    /// <summary>Codes of another codebook.</summary>
    CodebookOrder,
    /// <summary>Codes that count from elsewhere than 0.</summary>
    CodeOffset,
    /// <summary>A quantiser that does something else.</summary>
    Quantiser,
}

/// <summary>A cause that fits the numbers: a guess, and what supports it.</summary>
/// <param name="Cause">The kind.</param>
/// <param name="Words">The cause in words.</param>
/// <param name="Before">The error without it: relative rms, or for codes the part that differs.</param>
/// <param name="After">The error that is left with it.</param>
internal sealed record Guess(Cause Cause, string Words, double Before, double After)
{
    /// <summary>A guess must leave no more of the error than this part of it.</summary>
    public const double MostLeft = 0.1;

    // Of causes that fit about equally well the one that says more stands first in the list.
    private const double AsGood = 4;

    /// <summary>For a person: the cause and its number.</summary>
    public string Sentence => Cause is >= Cause.CodeFrameShift
        ? $"{Words}: that makes {Percent(1 - After)} of these codes agree, which were {Percent(1 - Before)}"
        : $"{Words}: with that the relative error falls from {Number(Before)} to {Number(After)}";

    /// <summary>Of candidates, the one that explains the error down to <paramref name="noise"/>; null where none does.</summary>
    public static Guess? Best(IEnumerable<Guess> candidates, double noise)
    {
        var fitting = candidates.Where(g => g.After <= noise && g.After <= MostLeft * g.Before).ToList();
        var best = fitting.Count > 0 ? fitting.Min(g => g.After) : 0;
        return fitting.FirstOrDefault(g => g.After <= AsGood * best);
    }

    /// <summary>A number for a sentence: <c>0.37</c>, <c>2.9e-7</c>.</summary>
    public static string Number(double value) => value.ToString(value == 0 ? "0" : Math.Abs(value) is >= 0.01 and < 1000 ? "0.0##" : "0.0e0", CultureInfo.InvariantCulture);

    private static string Percent(double part) => (100 * part).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
