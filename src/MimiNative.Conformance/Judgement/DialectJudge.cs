namespace MimiNative.Conformance.Judgement;

/// <summary>What a dump's last frames say about its padding.</summary>
internal enum DumpDialect
{
    /// <summary>The clip is whole frames, or the taps don't show it, or too much else is wrong.</summary>
    Unknown,
    /// <summary>Zeros on the waveform.</summary>
    Waveform,
    /// <summary>Every layer pads itself.</summary>
    PerLayer,
    /// <summary>Neither: the last frames are wrong in both.</summary>
    Neither,
}

/// <summary>Tells a dump's padding dialect from how well each fits it.</summary>
internal static class DialectJudge
{
    // Two dialects whose distances differ by less fit equally well.
    private const double Same = 0.01;

    /// <summary>The dialect that fits better; null where neither does.</summary>
    public static PaddingDialect? Nearer(IReadOnlyList<TapFit> waveform, IReadOnlyList<TapFit> perLayer)
    {
        var (w, p) = (waveform.Sum(f => f.Distance), perLayer.Sum(f => f.Distance));
        return Math.Abs(w - p) <= Same * Math.Max(w, p) ? null : w < p ? PaddingDialect.Waveform : PaddingDialect.PerLayer;
    }

    /// <summary>What is proven.</summary>
    /// <param name="nearer">The dialect compared with.</param>
    /// <param name="fits">How the taps fit it.</param>
    /// <param name="others">How they fit the other one.</param>
    /// <param name="firstWrong">Taps before this one are right; their number where all are.</param>
    /// <param name="noise">Of the right taps.</param>
    public static DumpDialect Of(PaddingDialect nearer, IReadOnlyList<TapFit> fits, IReadOnlyList<TapFit> others, int firstWrong, double noise)
    {
        for (var i = 0; i < firstWrong; i++)
            if (!others[i].HasAllFrames || others[i].WorstFrame > TapFit.Limit(Math.Max(noise, fits[i].WorstFrame)))
                return nearer == PaddingDialect.Waveform ? DumpDialect.Waveform : DumpDialect.PerLayer;
        return firstWrong < fits.Count && fits[firstWrong].Pattern(noise).Kind == FrameKind.Last && others[firstWrong].Pattern(noise).Kind == FrameKind.Last
            ? DumpDialect.Neither : DumpDialect.Unknown;
    }
}
