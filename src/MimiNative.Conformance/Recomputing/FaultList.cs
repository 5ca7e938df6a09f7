using MimiNative.Conformance.Judgement;
using MimiNative.Encoder;

namespace MimiNative.Conformance.Recomputing;

/// <summary>What a port may have done wrong at a tap: the faults that are tried there, the likelier first.</summary>
internal static class FaultList
{
    /// <summary>Weights as a float16 or bfloat16 file holds them: no fault, but it explains an error.</summary>
    public static IReadOnlyList<Fault> Precisions { get; } =
    [
        new(Cause.ReducedPrecision, "weights in float16") { Weight = (_, values, _) => [.. values.Select(v => (float)(Half)v)] },
        new(Cause.ReducedPrecision, "weights in bfloat16") { Weight = (_, values, _) => [.. values.Select(OutputGuesses.Bfloat16)] },
    ];

    /// <summary>The faults of a tap's operation.</summary>
    /// <param name="tap">The tap.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="pattern">Which frames are wrong: a reset is tried at the first, other padding where an end is concerned.</param>
    /// <param name="shape">Shapes of tensors.</param>
    public static IEnumerable<Fault> Of(string tap, MimiConfig config, FramePattern pattern, Func<string, IReadOnlyList<int>> shape)
    {
        var convolutions = Recomputation.Convolutions(tap, config);
        return convolutions.Count > 0 ? [.. OfConvolutions(tap, convolutions, pattern, shape)] : [.. OfTransformer(tap, config, pattern, shape)];
    }

    private static IEnumerable<Fault> OfConvolutions(string tap, IReadOnlyList<string> names, FramePattern pattern, Func<string, IReadOnlyList<int>> shape)
    {
        var isLatent = tap == Taps.Latent;
        if (pattern.Kind is not FrameKind.Last)
        {
            yield return isLatent
                ? new(Cause.WrongPadding, "zeros before the clip instead of its first frame repeated") { Head = Fault.Edge.Zero }
                : new(Cause.WrongPadding, "the first frame repeated before the clip instead of zeros") { Head = Fault.Edge.Replicate };
            yield return new(Cause.WrongPadding, "padding on both sides instead of all before the clip (not causal)") { Where = Fault.Side.Both };
            yield return new(Cause.WrongPadding, "padding behind the clip instead of before it") { Where = Fault.Side.Right };
        }
        yield return isLatent
            ? new(Cause.WrongPadding, "zeros behind the clip instead of its last frame repeated") { Tail = Fault.Edge.Zero }
            : new(Cause.WrongPadding, "the last frame repeated behind the clip instead of zeros") { Tail = Fault.Edge.Replicate };
        if (pattern.First > 0)
            yield return Reset(pattern.First);
        for (var i = 0; i < names.Count; i++)
        {
            if (!isLatent)
                yield return Without($"{names[i]}.bias");
            foreach (var fault in Orders($"{names[i]}.weight", shape))
                yield return fault;
            if (!isLatent && tap != Taps.In)
                yield return new(Cause.OtherActivation, $"no ELU before {names[i]}") { NoElu = i };
        }
        if (names.Count == 1)
            yield break;
        yield return new(Cause.Residual, "the residual block adds ELU(x) instead of x") { Connection = Fault.Skip.Activated };
        yield return new(Cause.Residual, "the residual block's skip connection is missing") { Connection = Fault.Skip.Missing };
    }

    private static IEnumerable<Fault> OfTransformer(string tap, MimiConfig config, FramePattern pattern, Func<string, IReadOnlyList<int>> shape)
    {
        var name = Recomputation.Layer(tap);
        yield return new(Cause.AttentionWindow, $"an attention window of {config.Window + 1} instead of {config.Window}") { Window = config.Window + 1 };
        if (config.Window > 1)
            yield return new(Cause.AttentionWindow, $"an attention window of {config.Window - 1} instead of {config.Window}") { Window = config.Window - 1 };
        yield return new(Cause.AttentionWindow, "no attention window: all frames before") { Window = 1 << 20 };
        if (pattern.First > 0)
            yield return Reset(pattern.First);
        yield return new(Cause.Rotary, "rotary pairs (i, i + D/2) on weights made for (2i, 2i + 1)") { Rotary = Fault.Turn.Halves };
        yield return new(Cause.Rotary, "no rotary positions") { Rotary = Fault.Turn.None };
        foreach (var fault in Orders($"{name}.self_attn.in_proj_weight", shape).Concat(Orders($"{name}.self_attn.out_proj.weight", shape)))
            yield return fault;
        yield return Without($"{name}.norm1.bias");
        foreach (var epsilon in (double[])[1e-5, 1e-6, 1e-8, 1e-12])
            if (epsilon != config.NormEps)
                yield return new(Cause.NormEpsilon, $"LayerNorm's epsilon {Guess.Number(epsilon)} instead of {Guess.Number(config.NormEps)}") { Epsilon = epsilon };
        if (tap.EndsWith(".attn", StringComparison.Ordinal))
            yield break;
        yield return new(Cause.TanhGelu, "GELU by tanh instead of erf") { FeedForward = Fault.Activation.TanhGelu };
        yield return new(Cause.OtherActivation, "GELU by a sigmoid (quick GELU) instead of erf") { FeedForward = Fault.Activation.QuickGelu };
        yield return new(Cause.OtherActivation, "SiLU instead of GELU") { FeedForward = Fault.Activation.Silu };
        yield return new(Cause.OtherActivation, "ReLU instead of GELU") { FeedForward = Fault.Activation.Relu };
        foreach (var fault in Orders($"{name}.linear1.weight", shape).Concat(Orders($"{name}.linear2.weight", shape)))
            yield return fault;
        yield return Without($"{name}.norm2.bias");
        yield return new(Cause.LayerScale, "LayerScale left out") { NoLayerScale = true };
    }

    private static Fault Reset(int frames) => new(Cause.ResetState, $"the state is lost every {(frames == 1 ? "frame" : $"{frames} frames")}") { Reset = frames };

    private static Fault Without(string bias) => new(Cause.MissingBias, $"{bias} isn't added") { Weight = (name, values, _) => name == bias ? new float[values.Length] : values };

    /// <summary>A weight's numbers read as if its axes stood in another order, and its kernel backwards.</summary>
    private static IEnumerable<Fault> Orders(string tensor, Func<string, IReadOnlyList<int>> shape)
    {
        var sizes = shape(tensor);
        string[] letters = sizes.Count == 2 ? ["out", "in"] : ["out", "in", "kernel"];
        foreach (var order in (int[][])(sizes.Count == 2 ? [[1, 0]] : [[1, 0, 2], [0, 2, 1], [2, 1, 0], [1, 2, 0], [2, 0, 1]]))
            // Axes of one change nothing.
            if (!order.Where(a => sizes[a] > 1).SequenceEqual(order.Where(a => sizes[a] > 1).Order()))
                yield return new(Cause.TransposedWeight, $"{tensor} is transposed: read as ({string.Join(", ", order.Select(a => letters[a]))}), it is ({string.Join(", ", letters)})")
                {
                    Weight = (name, values, _) => name == tensor ? Reorder(values, sizes, order) : values,
                };
        if (sizes.Count == 3 && sizes[2] > 1)
            yield return new(Cause.FlippedKernel, $"the kernel of {tensor} is applied backwards")
            {
                Weight = (name, values, _) => name == tensor ? [.. values.Chunk(sizes[2]).SelectMany(k => k.Reverse())] : values,
            };
    }

    /// <summary>What stands at an index when the same numbers are taken for axes in another order.</summary>
    private static float[] Reorder(float[] values, IReadOnlyList<int> sizes, int[] order)
    {
        var strides = new int[sizes.Count];
        for (var (place, stride) = (order.Length - 1, 1); place >= 0; place--)
        {
            strides[order[place]] = stride;
            stride *= sizes[order[place]];
        }
        var (result, index) = (new float[values.Length], new int[sizes.Count]);
        for (var i = 0; i < values.Length; i++)
        {
            var from = 0;
            for (var axis = 0; axis < index.Length; axis++)
                from += index[axis] * strides[axis];
            result[i] = values[from];
            for (var axis = index.Length - 1; axis >= 0 && ++index[axis] == sizes[axis]; axis--)
                index[axis] = 0;
        }
        return result;
    }
}
