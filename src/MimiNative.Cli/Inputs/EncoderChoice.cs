using System.CommandLine;
using MimiNative.Analysis.Origins;
using MimiNative.WavLm;

namespace MimiNative.Cli.Inputs;

/// <summary><c>--encoder</c>: Mimi, or another network whose embeddings stand beside Mimi's.</summary>
internal static class EncoderChoice
{
    private const string Mimi = "mimi", WavLm = NetworkNames.WavLm;

    /// <summary>The option.</summary>
    public static Option<string> Option()
    {
        var option = new Option<string>("--encoder")
        {
            Description = $"mimi, or wavlm[=PATH] for {WavLmCheckpoint.DefaultRepository}'s x-vectors", HelpName = "NAME", DefaultValueFactory = _ => Mimi,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && text is not (Mimi or WavLm) && (!text.StartsWith(WavLm + "=", StringComparison.Ordinal) || text.Length == WavLm.Length + 1))
                result.AddError($"--encoder {text}: give mimi, wavlm, or wavlm=PATH with a file, a folder, a cached repository or synthetic:SEED");
        });
        return option;
    }

    /// <summary>Whether WavLM is asked for, and with which weights (null: those of the cache).</summary>
    /// <exception cref="UsageException">Mimi's own options are given with it.</exception>
    public static bool IsWavLm(this ParseResult parsed, Option<string> option, out string? weights)
    {
        var text = parsed.GetValue(option)!;
        weights = text.StartsWith(WavLm + "=", StringComparison.Ordinal) ? text[(WavLm.Length + 1)..] : null;
        if (text == Mimi)
            return false;
        if (parsed.Weights() is { } mimis)
            throw new UsageException($"--weights {mimis} are Mimi's; WavLM's are named by --encoder wavlm={mimis}");
        if (parsed.GivenPadding() is { } padding)
            throw new UsageException($"--padding {padding.Name()}: WavLM pads nothing");
        return true;
    }
}
