namespace MimiNative.Parity;

/// <summary>How far a tap is from its reference.</summary>
public sealed record TapParity
{
    /// <summary>Below this an error is float32's own, whatever the reference lost.</summary>
    public const double Floor = 5e-7;

    /// <summary>Errors up to this multiple of PyTorch's own float32 error pass.</summary>
    public const double Slack = 2;

    /// <summary>Channel statistics may differ by this part of the tap's overall rms.</summary>
    public const double StatisticsTolerance = 1e-5;

    /// <summary>Public tap name.</summary>
    public required string Tap { get; init; }

    /// <summary>Frames of ours and of the reference, which must be equal.</summary>
    public required (long Ours, long Reference) Frames { get; init; }

    /// <summary>Largest absolute error over the kept frames.</summary>
    public required double MaxAbsError { get; init; }

    /// <summary>Rms of the error over rms of the reference, over the kept frames.</summary>
    public required double RelativeRmsError { get; init; }

    /// <summary>The same of PyTorch in float32.</summary>
    public required double Float32RelativeRmsError { get; init; }

    /// <summary>Largest difference of a channel's mean or rms over all frames, over the tap's overall rms.</summary>
    public required double StatisticsError { get; init; }

    /// <summary>Where an error first was larger than rounding can be (20 × what passes); null where none was.</summary>
    public required (long Frame, int Channel)? FirstWrong { get; init; }

    /// <summary>What <see cref="RelativeRmsError"/> may be.</summary>
    public double Tolerance => Math.Max(Floor, Slack * Float32RelativeRmsError);

    /// <summary>Within the tolerances, with the right number of frames.</summary>
    public bool Ok => Frames.Ours == Frames.Reference && RelativeRmsError <= Tolerance && StatisticsError <= StatisticsTolerance;

    /// <summary>Not above PyTorch's own float32 error: the goal.</summary>
    public bool AsGoodAsPyTorch => RelativeRmsError <= Float32RelativeRmsError;
}

/// <summary>How the codes of one codebook compare.</summary>
/// <param name="Codebook">Its number, 0 the semantic one.</param>
/// <param name="Frames">Frames compared: those in which no shallower level of its branch differed before.</param>
/// <param name="Equal">Frames with the same code.</param>
/// <param name="Excused">Different codes where the two nearest rows were within 1e-3 of each other.</param>
/// <param name="FirstWrong">First frame with a different code that isn't excused, or null.</param>
public sealed record CodeParity(int Codebook, int Frames, int Equal, int Excused, int? FirstWrong)
{
    /// <summary>Two rows nearer to each other than this may be exchanged by rounding.</summary>
    public const float Margin = 1e-3f;

    /// <summary>Every difference is excused.</summary>
    public bool Ok => FirstWrong is null;
}

/// <summary>An encoder against a reference, tap by tap and codebook by codebook.</summary>
public sealed record ParityResult(IReadOnlyList<TapParity> Taps, IReadOnlyList<CodeParity> Codes)
{
    /// <summary>Everything agrees.</summary>
    public bool Ok => Taps.All(t => t.Ok) && Codes.All(c => c.Ok);
}
