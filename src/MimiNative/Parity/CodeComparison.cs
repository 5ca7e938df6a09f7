namespace MimiNative.Parity;

/// <summary>
/// Compares codes with a reference's. Where two rows of a codebook are almost equally near, rounding may choose the other one; the deeper levels of that frame then quantise
/// another residual and say nothing any more. The semantic and the acoustic branch read the same latent independently.
/// </summary>
internal sealed class CodeComparison(Codes? expected, float[] margins, int semanticCodebooks)
{
    private readonly List<int> _codes = [];
    private readonly HashSet<long> _excusedSemantic = [];
    private readonly HashSet<long> _excusedAcoustic = [];

    /// <summary>Frames of ours and of the reference.</summary>
    public (long Ours, long Reference) Frames => expected is null ? (0, 0) : (_codes.Count / expected.Codebooks, expected.Frames);

    /// <summary>Takes (frames, codebooks) codes.</summary>
    public void Add(int codebooks, ReadOnlySpan<int> codes)
    {
        if (codebooks != expected?.Codebooks)
            throw new ArgumentException($"{codebooks} codebooks for a reference of {expected?.Codebooks ?? 0}", nameof(codebooks));
        _codes.AddRange(codes);
    }

    /// <summary>After <see cref="Compare"/>: frames in which a code that a tap depends on differs within its margin.</summary>
    public IReadOnlySet<long> ExcusedFrames(string tap) => tap switch
    {
        "rvq.semantic" => _excusedSemantic,
        "rvq.acoustic" => _excusedAcoustic,
        _ when tap == "rvq" || tap.StartsWith("rvq@", StringComparison.Ordinal) => _excusedSemantic.Union(_excusedAcoustic).ToHashSet(),
        _ => new HashSet<long>(),
    };

    /// <summary>Compares level by level.</summary>
    public List<CodeParity> Compare()
    {
        var result = new List<CodeParity>();
        if (expected is null)
            return result;
        var done = new HashSet<int>();
        for (var level = 0; level < expected.Codebooks; level++)
        {
            if (level == semanticCodebooks)
                done.Clear();
            result.Add(CompareLevel(expected, level, done, level < semanticCodebooks ? _excusedSemantic : _excusedAcoustic));
        }
        return result;
    }

    private CodeParity CompareLevel(Codes expected, int level, HashSet<int> done, HashSet<long> excusedFrames)
    {
        int compared = 0, equal = 0, excused = 0;
        int? wrong = null;
        for (var frame = 0; frame < Math.Min(Frames.Ours, Frames.Reference); frame++)
        {
            if (done.Contains(frame))
                continue;
            compared++;
            if (_codes[frame * expected.Codebooks + level] == expected[level, frame])
            {
                equal++;
                continue;
            }
            done.Add(frame);
            if (margins[level * expected.Frames + frame] <= CodeParity.Margin)
            {
                excused++;
                excusedFrames.Add(frame);
            }
            else
            {
                wrong ??= frame;
            }
        }
        return new(level, compared, equal, excused, wrong);
    }
}
