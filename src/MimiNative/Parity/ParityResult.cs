namespace MimiNative.Parity;

/// <summary>What a tap may differ by: <see cref="Slack"/> times the error of float32 PyTorch, or <see cref="Floor"/>, whichever is larger.</summary>
/// <param name="Floor">A relative rms error up to this is float32's own, whatever the reference lost.</param>
/// <param name="Slack">Errors up to this multiple of PyTorch's own float32 error pass.</param>
public sealed record TapTolerance(double Floor, double Slack)
{
    /// <summary>Of Mimi's taps.</summary>
    public static TapTolerance Mimi { get; } = new(5e-7, 2);

    /// <summary>Of WavLM's taps, which lie deeper.</summary>
    public static TapTolerance WavLm { get; } = new(5e-6, 3);

    /// <summary>The relative rms error that passes.</summary>
    public double Of(double float32Error) => Math.Max(Floor, Slack * float32Error);
}

/// <summary>How far a tap is from its reference.</summary>
public sealed record TapParity
{
    /// <summary>A channel's mean and rms may differ by this part of the tap's overall rms.</summary>
    public const double StatisticsTolerance = 1e-5;

    /// <summary>Public tap name.</summary>
    public required string Tap { get; init; }

    /// <summary>Frames of ours and of the reference, which must be equal.</summary>
    public required (long Ours, long Reference) Frames { get; init; }

    /// <summary>Kept frames that were compared.</summary>
    public required long ComparedFrames { get; init; }

    /// <summary>Kept frames left out because a code in them differs within its margin, which makes them another quantised latent. Only taps of the quantiser have any.</summary>
    public long ExcusedFrames { get; init; }

    /// <summary>Largest absolute error over the compared frames.</summary>
    public required double MaxAbsError { get; init; }

    /// <summary>Rms of the error over rms of the reference, over the compared frames.</summary>
    public required double RelativeRmsError { get; init; }

    /// <summary>What PyTorch itself loses in float32: largest absolute error, over all frames.</summary>
    public required double Float32MaxAbsError { get; init; }

    /// <summary>What PyTorch itself loses in float32: relative rms error, over all frames.</summary>
    public required double Float32RelativeRmsError { get; init; }

    /// <summary>Largest difference of a channel's mean over all frames, over the tap's overall rms. 0 where frames are excused.</summary>
    public required double MeanError { get; init; }

    /// <summary>Largest difference of a channel's rms over all frames, over the tap's overall rms. 0 where frames are excused.</summary>
    public required double RmsError { get; init; }

    /// <summary>For a tap that is NOT OK: the first frame and channel that rounding can't explain, else the worst one. Null where it is OK or no frame was compared.</summary>
    public (long Frame, int Channel)? FirstWrong { get; init; }

    /// <summary>The larger of <see cref="MeanError"/> and <see cref="RmsError"/>.</summary>
    public double StatisticsError => Math.Max(MeanError, RmsError);

    /// <summary>What this network's taps may differ by.</summary>
    public TapTolerance Allowed { get; init; } = TapTolerance.Mimi;

    /// <summary>What <see cref="RelativeRmsError"/> may be.</summary>
    public double Tolerance => Allowed.Of(Float32RelativeRmsError);

    /// <summary>The same frames, within the tolerances.</summary>
    public bool Ok => Frames.Ours == Frames.Reference && RelativeRmsError <= Tolerance && StatisticsError <= StatisticsTolerance;

    /// <summary>Our error over PyTorch's own float32 error: below 1 we are nearer to the truth. 1 where neither has any.</summary>
    public double RatioToPyTorch => RelativeRmsError == Float32RelativeRmsError ? 1 : RelativeRmsError / Float32RelativeRmsError;

    /// <summary>Not above PyTorch's own float32 error: the goal.</summary>
    public bool AsGoodAsPyTorch => RatioToPyTorch <= 1;
}

/// <summary>How the codes of one codebook compare.</summary>
/// <param name="Codebook">Its number, 0 the semantic one.</param>
/// <param name="Frames">Frames compared: those in which no shallower level of its branch differed.</param>
/// <param name="Equal">Frames with the same code.</param>
/// <param name="Excused">Frames with another code, where the two nearest rows were within <see cref="Margin"/> of each other.</param>
/// <param name="FirstWrong">First frame with another code that isn't excused, or null.</param>
public sealed record CodeParity(int Codebook, int Frames, int Equal, int Excused, int? FirstWrong)
{
    /// <summary>Two rows whose distances differ by no more than this may be exchanged by rounding.</summary>
    public const float Margin = 1e-3f;

    /// <summary>Every difference is excused.</summary>
    public bool Ok => FirstWrong is null;
}

/// <summary>An encoder against a reference, tap by tap and codebook by codebook.</summary>
/// <param name="Taps">In the reference's order.</param>
/// <param name="Codes">By level; empty where the reference has none.</param>
/// <param name="CodeFrames">Frames of codes of ours and of the reference.</param>
public sealed record ParityResult(IReadOnlyList<TapParity> Taps, IReadOnlyList<CodeParity> Codes, (long Ours, long Reference) CodeFrames)
{
    /// <summary>Everything agrees.</summary>
    public bool Ok => CodeFrames.Ours == CodeFrames.Reference && Taps.All(t => t.Ok) && Codes.All(c => c.Ok);
}
