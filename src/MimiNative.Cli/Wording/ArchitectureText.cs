using System.Globalization;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;
using Spectre.Console;

namespace MimiNative.Cli.Wording;

/// <summary>The network in tables that fit the terminal; <c>architecture.txt</c> has the same in fixed columns.</summary>
internal static class ArchitectureText
{
    /// <summary>Parts, weights and taps.</summary>
    public static void Print(Terminal terminal, ArchitectureResult result)
    {
        terminal.Prose($"{result.Weights}: {Whole(result.Parameters)} parameters{(result.Synthetic ? ", random numbers" : "")}");
        terminal.Table(["component", ">tensors", ">parameters", ">buffer values", ">MB"], result.Components.Select(c => (IReadOnlyList<string>)
        [
            c.Name, Whole(c.Tensors), Whole(c.Parameters), Whole(c.BufferValues), Number(c.Bytes / 1e6, "0.0"),
        ]));
        terminal.Table(["weights", ">mean", ">std", ">min", ">max", ">not finite"], result.WeightDistributions.Select(w => (IReadOnlyList<string>)
        [
            w.Component, Number(w.Mean, "0.00000"), Number(w.Std, "0.00000"), Number(w.Minimum, "0.0000"), Number(w.Maximum, "0.0000"), Whole(w.NonFinite),
        ]));
        terminal.Table(["tap", ">1 s of audio", ">frames/s", "what happens there"], result.ActivationShapes.Where(t => TapSelection.IsListed(t.Tap)).Select(t => (IReadOnlyList<string>)
        [
            t.Tap, $"{t.FramesPerSecondOfAudio}x{t.Channels}", Number(t.FrameRate, "0.##"), Markup.Escape(t.Operation),
        ]));
        terminal.Prose("and rvq@N: the latent as the first N codebooks say it");
    }

    private static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "n/a";
}
