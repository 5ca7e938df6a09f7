using MimiNative.Conformance.Dumps;
using MimiNative.Conformance.Judgement;
using MimiNative.Conformance.Recomputing;
using MimiNative.Encoder;

namespace MimiNative.Conformance;

/// <summary>Compares a dump with what the encoder gives for the same clip, and says where it first goes wrong, and why if that can be told.</summary>
internal sealed class DumpCheck
{
    private const string CodesName = "codes";

    // An error of half precision's size that begins at the dump's first tap and lies evenly on its frames is nobody's mistake, as far as can be told.
    private const double HalfPrecision = 5e-3;

    // With weights rounded alike a dump's error must be this much smaller, or they aren't the reason.
    private const double RoundingExplains = 5;

    private readonly MimiEncoder _encoder;
    private readonly Dump _dump;
    private readonly Activations[] _truths;
    private readonly IReadOnlyList<TapFit>[] _fits;
    private readonly int _nearer;

    private DumpCheck(MimiEncoder encoder, Dump dump, CancellationToken cancellation)
    {
        (_encoder, _dump) = (encoder, dump);
        PaddingDialect[] dialects = dump.Input.Length % encoder.Config.SamplesPerFrame == 0 ? [dump.Padding ?? PaddingDialect.Waveform] : [PaddingDialect.Waveform, PaddingDialect.PerLayer];
        _truths = [.. dialects.Select(d => Encode(d, [.. dump.Taps.Select(t => t.Tap.Name), Taps.Latent], cancellation))];
        _fits = [.. _truths.Select(truth => (IReadOnlyList<TapFit>)[.. dump.Taps.Select(t => TapFit.Of(t, truth[t.Tap.Name].Values))])];
        _nearer = _fits.Length == 1 ? 0 : (int)(DialectJudge.Nearer(_fits[0], _fits[1]) ?? dump.Padding ?? PaddingDialect.Waveform);
    }

    /// <summary>Compares and judges.</summary>
    /// <param name="encoder">With the port's weights.</param>
    /// <param name="dump">What the port computed.</param>
    /// <param name="cancellation">Stops between passes.</param>
    public static Diagnosis Run(MimiEncoder encoder, Dump dump, CancellationToken cancellation = default)
    {
        var plain = new DumpCheck(encoder, dump, cancellation);
        var diagnosis = plain.Judge(cancellation);
        // Half precision hides small mistakes: compared with weights rounded alike, they show.
        if (diagnosis.Taps is not [var first, ..] || first.State == TapState.Right || first.Fit.RelativeError > 10 * HalfPrecision || diagnosis.Guesses.Count > 0)
            return diagnosis;
        foreach (var precision in FaultList.Precisions)
        {
            using var rounded = MimiEncoder.Load(new RoundedCheckpoint(encoder.Checkpoint, precision));
            var check = new DumpCheck(rounded, dump, cancellation);
            if (check._fits[check._nearer][0].WorstFrame * RoundingExplains < first.Fit.WorstFrame)
                return check.Judge(cancellation) with { Rounding = precision.Words };
        }
        return diagnosis;
    }

    private IReadOnlyList<TapFit> Fits => _fits[_nearer];

    private Activations Truth => _truths[_nearer];

    private Diagnosis Judge(CancellationToken cancellation)
    {
        var (noise, verdicts) = (0.0, new List<TapVerdict>());
        Diagnosis? wrong = null;
        CodeVerdict? codes = null;
        var quantised = Fits.Index().FirstOrDefault(f => f.Item.Dump.Tap.Name.StartsWith(Taps.Rvq, StringComparison.Ordinal), (Fits.Count, null!)).Index;
        for (var i = 0; i <= Fits.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (i == quantised && _dump.Codes is { } dumped)
            {
                codes = CodesOf(dumped, noise, wrong is null);
                if (wrong is null && !codes.Ok)
                    wrong = Found(CodesName, i, codes.Pattern, (double)codes.Different / Math.Max(1, codes.Compared), noise, codes.Guesses);
            }
            if (i == Fits.Count)
                break;
            if (wrong is not null)
            {
                verdicts.Add(new(Fits[i], Fits[i].IsRight(noise) ? Fits[i].WorstFrame <= TapFit.Float32 ? TapState.Right : TapState.Rounded : TapState.After));
                continue;
            }
            var fit = i >= quantised ? WithoutTies(Fits[i], codes, noise) : Fits[i];
            if (fit.IsRight(noise))
            {
                verdicts.Add(new(fit, fit.WorstFrame <= TapFit.Float32 ? TapState.Right : TapState.Rounded));
                // How an array was stored says nothing of those behind it.
                noise = Math.Max(noise, fit.WorstFrame <= TapFit.Limit(noise) ? fit.WorstFrame : 0);
                continue;
            }
            var pattern = fit.Pattern(noise);
            var guess = Explain(fit, pattern, noise);
            if (guess?.Cause == Cause.ReducedPrecision || guess is null && fit.HasAllFrames && pattern.Kind == FrameKind.All && fit.RelativeError <= HalfPrecision && verdicts.All(v => v.State == TapState.Rounded))
            {
                verdicts.Add(new(fit, TapState.Rounded));
                noise = Math.Max(noise, fit.WorstFrame);
                continue;
            }
            verdicts.Add(new(fit, TapState.Wrong));
            wrong = Found(fit.Dump.Tap.Name, i, pattern, fit.RelativeError, noise, guess is null ? [] : [guess]);
        }
        return Dialect(wrong ?? Found(null, Fits.Count, null, 0, noise, []), verdicts) with { Codes = codes };
    }

    private Diagnosis Found(string? tap, int index, FramePattern? pattern, double error, double noise, IReadOnlyList<Guess> guesses)
    {
        var last = index > 0 ? _dump.Taps[index - 1].Tap.Name : null;
        var order = _encoder.Taps.Select(t => t.Name).Where(t => !t.Contains('@')).ToList();
        order.Insert(order.IndexOf(Taps.Latent) + 1, CodesName);
        return new()
        {
            Dump = _dump,
            Padding = Truth.Padding,
            Dialect = DumpDialect.Unknown,
            Taps = [],
            FirstWrong = tap,
            Pattern = pattern,
            Error = error,
            Noise = noise,
            LastRight = last,
            // What lies between .attn and the whole layer is the layer itself; codes aren't a tap that others are made from in the dump.
            Missing = tap is null || order.IndexOf(tap) < 0 ? [] : [.. order.Skip(last is null ? 0 : order.IndexOf(last) + 1).TakeWhile(t => t != tap).Where(t => t != CodesName)],
            Guesses = guesses,
        };
    }

    private Diagnosis Dialect(Diagnosis found, List<TapVerdict> verdicts)
    {
        var result = found with { Taps = verdicts, IsWholeFrames = _fits.Length == 1 };
        if (_fits.Length == 1)
            return result;
        var (others, firstWrong) = (_fits[1 - _nearer], verdicts.FindIndex(v => v.State is TapState.Wrong) is var at and >= 0 ? at : verdicts.Count);
        result = result with { Dialect = DialectJudge.Of(Truth.Padding, Fits, others, firstWrong, found.Noise) };
        var stated = _dump.Padding;
        if (result.Dialect is not (DumpDialect.Waveform or DumpDialect.PerLayer) || stated is null || stated == Truth.Padding)
            return result;
        // Right, but not what it means to be: the first tap that shows it is the first wrong one.
        var first = others.Index().First(o => o.Index < firstWrong && !o.Item.IsRight(Math.Max(found.Noise, Fits[o.Index].WorstFrame))).Index;
        var pattern = others[first].Pattern(found.Noise);
        var shows = others[first].HasAllFrames ? others[first].RelativeError : 1;
        var name = Truth.Padding == PaddingDialect.Waveform ? "waveform" : "per-layer";
        return Found(_dump.Taps[first].Tap.Name, first, pattern, others[first].RelativeError, found.Noise,
            [new(Cause.OtherDialect, $"the other padding dialect, {name}{(others[first].HasAllFrames ? "" : $" (it has its {Fits[first].Frames} frames, not {others[first].Frames})")}", shows, Fits[first].RelativeError), .. found.Guesses]) with
        {
            Padding = Truth.Padding,
            Dialect = result.Dialect,
            Taps = [.. verdicts.Select((v, i) => i == first ? v with { State = TapState.Wrong } : v)],
        };
    }

    private Guess? Explain(TapFit fit, FramePattern pattern, double noise)
    {
        var tap = fit.Dump.Tap;
        var right = Truth[tap.Name].Values;
        var fits = Math.Max(TapFit.Float32 / 2, 4 * noise);
        IEnumerable<Guess> candidates = OutputGuesses.Of(fit.Dump.Values, right, tap.Channels);
        candidates = candidates.Concat(new FaultSearch(_encoder, Truth, _dump.Input).Try(fit, right, pattern));
        if (OutputGuesses.Offset(fit.Dump.Values, right, tap.Channels) is { } offset)
            candidates = candidates.Append(offset);
        return Guess.Best(candidates, fits);
    }

    private CodeVerdict CodesOf(Codes dumped, double noise, bool explains)
    {
        var own = Fits.FirstOrDefault(f => f.Dump.Tap.Name == Taps.Latent && f.Dump.Frames >= Math.Min(dumped.Frames, Truth.Codes!.Frames))?.Dump.Values;
        return new CodeJudge(new Parity.PlainQuantiser(_encoder.Checkpoint), _encoder.Config, dumped, Truth.Codes!, Truth[Taps.Latent].Values)
            .Judge(noise, explains, explains ? null : own);
    }

    /// <summary>A tap of the quantiser without the frames in which a near tie went the other way: there it is another quantised latent, and rightly so.</summary>
    private TapFit WithoutTies(TapFit fit, CodeVerdict? codes, double noise)
    {
        var judged = new List<int>();
        for (var t = 0; t < fit.FrameErrors.Length; t++)
            if (fit.FrameErrors[t] > TapFit.Limit(noise))
                judged.Add(t);
        HashSet<int> ties = codes is not null ? [.. codes.TieFrames] : TiesAmong(judged, noise);
        if (ties.Count == 0)
            return fit;
        double[] errors = [.. fit.FrameErrors.Index().Select(e => ties.Contains(e.Index) ? 0 : e.Item)];
        return fit with { FrameErrors = errors, RelativeError = Math.Sqrt(errors.Sum(e => e * e) / errors.Length) };
    }

    private HashSet<int> TiesAmong(List<int> frames, double noise)
    {
        var quantiser = new Parity.PlainQuantiser(_encoder.Checkpoint);
        var (latent, width) = (Truth[Taps.Latent].Values, _encoder.Config.Width);
        var size = Math.Sqrt(latent.Average(v => (double)v * v) * width);
        return [.. frames.Take(64).Where(t => quantiser.Quantise(latent.AsSpan(t * width, width), _encoder.Config.Codebooks).Margins.Min() <= Math.Max(Parity.CodeParity.Margin, 2 * noise * size))];
    }

    private Activations Encode(PaddingDialect padding, IEnumerable<string> taps, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _encoder.Encode(_dump.Input, new EncodeOptions { Taps = [.. taps.Distinct()], Codebooks = _dump.Codes?.Codebooks ?? 0, Padding = padding });
    }
}
