namespace MimiNative.Backends;

/// <summary>
/// What a convolution or a linear does with the sum of products on its way to memory, in this order. Something must receive it;
/// no two of <see cref="Raw"/>, <see cref="Output"/> and <see cref="EluOutput"/> are the same buffer, and none of them is the operation's input.
/// </summary>
internal readonly record struct Epilogue
{
    /// <summary>Receives the plain result (products + bias), before anything below. Null: not kept.</summary>
    public ActivationBuffer? Raw { get; init; }

    /// <summary>Multiplied into the result per channel (LayerScale), before the residual. Null: none.</summary>
    public PreparedVector? Scale { get; init; }

    /// <summary>Added to the result row by row. May be the same buffer as <see cref="Output"/>, in the same rows.</summary>
    public ActivationBuffer? Residual { get; init; }

    /// <summary>Applied last to what goes to <see cref="Output"/>, which must be there, and <see cref="EluOutput"/> not: exact (erf) GELU, or nothing.</summary>
    public bool Gelu { get; init; }

    /// <summary>Receives the result. Null: not kept.</summary>
    public ActivationBuffer? Output { get; init; }

    /// <summary>Receives ELU(result), alpha 1: the next convolution's input. Null: not kept.</summary>
    public ActivationBuffer? EluOutput { get; init; }

    /// <summary>The row at which results start in Output and EluOutput. Above 0 where slices of a chunk are collected (<see cref="Backend.SliceRows"/>).</summary>
    public int OutputRow { get; init; }
}
