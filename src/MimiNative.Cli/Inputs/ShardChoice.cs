using System.Globalization;
using MimiNative.Analysis.Data;

namespace MimiNative.Cli.Inputs;

/// <summary>Which part of a data set a command line is about.</summary>
/// <param name="Plan">How it is cut.</param>
/// <param name="Index">Which part, from 1.</param>
internal sealed record ShardChoice(ShardPlan Plan, int Index)
{
    private const string Slurm = "slurm";

    /// <summary>The option.</summary>
    public static System.CommandLine.Option<string?> Option() => new("--shard") { Description = "Only part I of N, alike in audio; slurm: of a job array's task; then mimi merge", HelpName = "I/N" };

    /// <summary>Reads <c>I/N</c>, or what Slurm says of this task of an array.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static ShardChoice Parse(string text, DataSet data, Func<string, string?> environment)
    {
        var (index, count) = text == Slurm ? FromSlurm(environment)
            : text.Split('/') is [var i, var n] && Whole(i) is { } part && Whole(n) is { } parts && part >= 1 && part <= parts ? (part, parts)
            : throw new UsageException($"--shard {text}: give I/N with I from 1 to N, e.g. 2/8, or {Slurm}");
        return new(new ShardPlan(data, count), index);
    }

    /// <summary>For people: how much of the whole it is.</summary>
    public string Describe(DataSet whole, DataSet part)
    {
        var share = Plan.Share(Index);
        var amount = double.IsNaN(share) ? "" : string.Create(CultureInfo.InvariantCulture, $", {100 * share:0.0} % of the {(Plan.BySeconds ? "seconds" : "bytes")} (the largest part has {100 * Enumerable.Range(1, Plan.Count).Max(Plan.Share):0.0} %)");
        return $"part {Index} of {Plan.Count}: {part.Samples.Count} of {whole.Samples.Count} clips{amount}";
    }

    // An array may begin anywhere and take steps: --array=0-7, 1-8, 10-80:10.
    private static (int, int) FromSlurm(Func<string, string?> environment)
    {
        int Of(string name, int? otherwise = null) => environment(name) is not { Length: > 0 } text ? otherwise ?? throw new UsageException($"--shard {Slurm}: {name} isn't set; this is no task of a job array (sbatch --array=1-8)")
            : Whole(text) ?? throw new UsageException($"--shard {Slurm}: {name} is '{text}', no whole number");
        var (id, count, first, step) = (Of("SLURM_ARRAY_TASK_ID"), Of("SLURM_ARRAY_TASK_COUNT"), Of("SLURM_ARRAY_TASK_MIN"), Of("SLURM_ARRAY_TASK_STEP", 1));
        // A task that is submitted again by itself looks so: it would be the whole.
        if (count == 1)
            throw new UsageException($"--shard {Slurm}: task {id} is an array of one task; to make a part again, scontrol requeue its task, or give I/N itself");
        var index = step > 0 && (id - first) % step == 0 ? (id - first) / step + 1 : 0;
        return index >= 1 && index <= count ? (index, count)
            : throw new UsageException($"--shard {Slurm}: task {id} is none of {count} from {first} in steps of {step}; arrays with gaps (--array=1,5,6) give I/N themselves");
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
