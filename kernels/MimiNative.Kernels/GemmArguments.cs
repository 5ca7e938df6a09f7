namespace MimiNative.Kernels;

/// <summary>
/// A matrix product with everything that is fused into it: C (Rows, N) = A (Rows, K) · W^T + bias, and the epilogue. Row t of A is the K consecutive floats from
/// InputStart + t · InputStep of its sequence, so that a causal convolution is the same product with overlapping rows.
/// W is packed in panels of 16 columns, k by k: element (n, k) at ((n / 16) · PaddedK + k) · 16 + n % 16, zeros beyond N and K.
/// The sum over k is taken in blocks, and the blocks' sums are added in order: every kernel here adds in that order, so all give the same bits. Short blocks keep the rounding error small.
/// </summary>
public struct GemmArguments
{
    /// <summary>Columns of a panel of W.</summary>
    public const int Panel = 16;

    /// <summary>PaddedK is a multiple of this.</summary>
    public const int PadK = 16;

    /// <summary>Rows of the batch, all sequences together; the sequences; columns; inputs.</summary>
    public int Rows, Sequences, N, K;

    /// <summary>K rounded up to <see cref="PadK"/>; values of k that are summed by themselves, a multiple of that; panels of W.</summary>
    public int PaddedK, BlockK, Panels;

    /// <summary>Row tiles of a band; <see cref="GemmWide"/> alone looks at it.</summary>
    public int BandTiles;

    /// <summary>Floats from one sequence to the next, to the first row's inputs, and from row to row.</summary>
    public int InputPitch, InputStart, InputStep;

    /// <summary>Floats from one sequence to the next and to the first row, of each buffer of the epilogue.</summary>
    public int RawPitch, RawStart, ResidualPitch, ResidualStart, OutputPitch, OutputStart, EluPitch, EluStart;

    /// <summary>1 where that part of the epilogue is wanted.</summary>
    public int HasRaw, HasScale, HasResidual, HasGelu, HasOutput, HasElu;
}
