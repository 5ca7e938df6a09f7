using System.CommandLine;

namespace MimiNative.Cli.Tests;

/// <summary>The options of every command, so that a name means the same in all of them and no change goes unseen.</summary>
public sealed class OptionTableTests
{
    private const string Encoder = "--device --padding --threads --weights";

    private static readonly Dictionary<string, string> Table = new()
    {
        ["analyze"] = $"{Encoder} --cache --conditions --diarize --durations --embeddings --encoder --focus --head --name --no-audio --no-controls --no-noise --no-probes --out --pca --peer --pool --resamples --seed --speakers --strict --taps --voice",
        ["architecture"] = $"{Encoder} --out --schedule",
        ["bench"] = $"{Encoder} --seconds",
        ["compare"] = $"{Encoder} --cache --duration --head --out --peer --pool --reference --seed --strict --tap --threshold",
        ["completion"] = "",
        ["demo"] = $"{Encoder} --out",
        ["der"] = "--collar --skip-overlap --uem",
        ["devices"] = "",
        ["diagnose"] = $"{Encoder} --cache --conditions --durations --focus --no-controls --no-noise --no-probes --out --pca --peer --pool --resamples --seed --strict --taps",
        ["diarize"] = $"{Encoder} --against --calibrate-with --collar --head --no-audio --oracle --out --plot --pool --seed --skip-overlap --speakers --step --tap --threshold --vad --window",
        ["edge"] = $"{Encoder} --cache --durations --focus --no-controls --out --pool --seed --strict --taps",
        ["embed"] = $"{Encoder} --cache --durations --encoder --head --out --pool --shard --strict --taps",
        ["encode"] = $"{Encoder} --codes --out --pcm --pcm-channels --pcm-rate --taps",
        ["help"] = "",
        ["inspect"] = $"{Encoder} --duration",
        ["merge"] = "--out",
        ["metrics"] = "--augmentation --name --resamples --sample --seed --threads",
        ["mix"] = "--conversations --out --seconds-each --seed --speakers",
        ["parity"] = $"{Encoder} --all-taps --axes --description --input --map --skip",
        ["profile"] = $"{Encoder} --html --repeats --trace",
        ["reference"] = $"{Encoder} --out --pcm --pcm-channels --pcm-rate --taps",
        ["score"] = $"{Encoder} --audio --cache --calibrate-on --centred --cohort --cohort-ids --cohort-per-clip --cohort-top --duration --embeddings --encoder --enrol --far --head --ids --name --out --pool --preset --report --resamples --scores --seed --speakers --strict --taps",
        ["selftest"] = Encoder,
        ["train-head"] = $"{Encoder} --cache --duration --kind --out --pool --resamples --strict --tap",
        ["voice"] = $"{Encoder} --out --tap --voice",
        ["weights"] = "--weights",
        ["worker"] = $"{Encoder} --codes --durations --encoder --head --pool --taps --unordered",
        ["weights check"] = "",
        ["weights get"] = "--from --out --sha256",
        ["weights write"] = "--layout --out",
    };

    private static IEnumerable<(string Name, Command Command)> Named => MimiCommand.Root(new Terminal(TextWriter.Null, TextWriter.Null, default)).Subcommands
        .SelectMany(c => c.Subcommands.Select(s => ($"{c.Name} {s.Name}", s)).Prepend((c.Name, c)));

    private static IEnumerable<Command> Commands => Named.Select(n => n.Command);

    [Fact]
    public void Every_command_has_the_options_of_the_table()
    {
        var real = Named.Select(c => $"{c.Name}: {string.Join(' ', c.Command.Options.Select(o => o.Name).Where(n => n != "--help").Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal);
        Assert.Equal(Table.Select(t => $"{t.Key}: {string.Join(' ', t.Value.Split(' ').Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal), real);
    }

    [Fact]
    public void Every_tree_of_commands_has_options_of_its_own()
    {
        // An option keeps every command that it is added to: one that is shared would keep all trees of a process.
        static IEnumerable<Option> All(Command command) => command.Options.Concat(command.Subcommands.SelectMany(All));
        var roots = Enumerable.Range(0, 2).Select(_ => MimiCommand.Root(new Terminal(TextWriter.Null, TextWriter.Null, default))).ToArray();
        Assert.Empty(All(roots[0]).Intersect(All(roots[1])));
    }

    [Fact]
    public void A_name_means_the_same_in_every_command()
    {
        var options = Commands.SelectMany(c => c.Options).ToList();
        var families = options.SelectMany(o => Names(o).Select(n => (Name: n, All: string.Join(' ', Names(o).Order(StringComparer.Ordinal))))).Distinct().CountBy(n => n.Name).Where(n => n.Value > 1);
        Assert.Empty(families.Select(f => f.Key));
        // Where and what --out is differs; whether one or several, and which is the default, too; speakers are counted, or named in a file.
        string[] free = ["--out", "--speakers", "--taps", "--tap", "--pool", "--durations", "--duration"];
        var words = options.Where(o => !free.Contains(o.Name)).Select(o => (o.Name, o.Description)).Distinct().CountBy(o => o.Name).Where(o => o.Value > 1);
        Assert.Empty(words.Select(w => w.Key));
    }

    [Theory]
    [InlineData("encode CLIP --tap latent")]
    [InlineData("encode CLIP --taps latent")]
    [InlineData("compare CLIP CLIP -t latent")]
    [InlineData("compare CLIP CLIP --taps latent --pools mean --durations 1")]
    [InlineData("score TRIALS --taps latent")]
    [InlineData("embed CLIP --out OUT --tap latent,seed,all --pools mean --duration 1")]
    public void One_and_several_are_the_same_word(string line)
    {
        using var place = new Workplace();
        place.Write("trials", $"{place.Wav()} {place.Wav()}\n");
        string[] args = [.. line.Split(' ').Select(a => a switch { "CLIP" => place.Wav(), "OUT" => place["e.npz"], "TRIALS" => place["trials"], _ => a }), "-w", Workplace.Tiny];
        var result = Cli.Run(args);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("all")]
    [InlineData("seed,latent")]
    [InlineData("latent,all,seanet.res1")]
    public void Presets_and_lists_choose_the_same_taps_in_every_command(string taps)
    {
        using var place = new Workplace();
        var encoded = Cli.Run("encode", place.Wav(), "-w", Workplace.Tiny, "--taps", taps, "--json").Json;
        var embedded = Cli.Run("embed", place.Wav(), "-w", Workplace.Tiny, "--taps", taps, "--out", place["e.npz"], "--json").Json;
        var expected = encoded.GetProperty("used").GetProperty("tap").GetString();
        Assert.Equal(expected, embedded.GetProperty("used").GetProperty("tap").GetString());
        Assert.Equal(expected!.Split(',').Order(), encoded.GetProperty("clips")[0].GetProperty("taps").EnumerateArray().Select(t => t.GetProperty("tap").GetString()).Order());
        var edge = Cli.Run("edge", place.Voices(2, 2), "-w", Workplace.Tiny, "--taps", taps, "--pool", "mean", "--durations", "none", "--json").Json;
        Assert.Equal(expected, edge.GetProperty("used").GetProperty("tap").GetString());
    }

    [Fact]
    public void Inspect_and_architecture_show_the_same_taps()
    {
        using var place = new Workplace();
        static string[] Taps(string text) => [.. text.Split('\n').Select(l => l.Trim().Split(' ')[0]).Where(w => w.StartsWith("seanet", StringComparison.Ordinal) || w.StartsWith("transformer.", StringComparison.Ordinal) || w.StartsWith("rvq", StringComparison.Ordinal) || w == "latent")];
        var inspected = Taps(Cli.Run("inspect", place.Wav(), "-w", Workplace.Tiny).Output);
        Assert.Equal(inspected, Taps(Cli.Run("architecture", "-w", Workplace.Tiny).Output));
        Assert.True(inspected.Length > 10);
    }

    [Theory]
    [InlineData("waveform", "seanet.res1", 24960)]
    [InlineData("per-layer", "seanet.res1", 24000)]
    [InlineData("waveform", "seanet.out", 26)]
    [InlineData("per-layer", "seanet.out", 25)]
    [InlineData("waveform", "latent", 13)]
    [InlineData("per-layer", "latent", 13)]
    public void Architecture_counts_a_second_s_frames_as_the_dialect_does(string padding, string tap, int frames)
    {
        using var place = new Workplace();
        WavOfOneSecond(place["second.wav"]);
        var shape = Cli.Run("architecture", "-w", Workplace.Tiny, "--padding", padding, "--json").Json.GetProperty("activation_shapes").EnumerateArray().Single(t => t.GetProperty("tap").GetString() == tap);
        Assert.Equal(frames, shape.GetProperty("frames_per_second_of_audio").GetInt32());
        var encoded = Cli.Run("encode", place["second.wav"], "-w", Workplace.Tiny, "--padding", padding, "--tap", tap, "--json").Json.GetProperty("clips")[0].GetProperty("taps")[0];
        Assert.Equal(frames, encoded.GetProperty("frames").GetInt32());
    }

    private static void WavOfOneSecond(string path) => Audio.WavWriter.Write(path, new float[24000]);

    private static IEnumerable<string> Names(Option option) => option.Aliases.Append(option.Name).Distinct();
}
