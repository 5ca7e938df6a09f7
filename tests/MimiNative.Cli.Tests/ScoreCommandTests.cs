using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.TestSupport;

namespace MimiNative.Cli.Tests;

public sealed class ScoreCommandTests : IDisposable
{
    private static readonly string[] Points = ["eer", "min_dcf_p0_01", "min_dcf_p0_05", "mean_same", "mean_different", "gap", "cllr_min", "cllr_calibrated", "act_dcf_p0_05", "eer_low_95", "gap_high_95"];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Every_form_of_trials_embeddings_and_scores_gives_the_same_numbers()
    {
        var (folder, clips) = Clips();
        var kaldi = _place.Write("kaldi.txt", Lines(clips, (a, b, same) => $"{a} {b} {(same ? "target" : "nontarget")}"));
        var voxceleb = _place.Write("voxceleb.txt", Lines(clips, (a, b, same) => $"{(same ? 1 : 0)} {a} {b}"));
        var speakers = _place.Write("utt2spk", string.Concat(clips.Select(c => $"{c} {c.Split('/')[0]}\n")));
        _place.Write("ids.txt", string.Concat(clips.Select(c => $"{c}\n")));
        _place.Write("ids.csv", "sample_id,voice_id\n" + string.Concat(clips.Select(c => $"{c},{c.Split('/')[0]}\n")));
        string[] all = ["--speakers", speakers, "--json", "--resamples", "100"];
        var first = Cli.Run(["score", kaldi, "--audio", folder, "-w", Workplace.Tiny, "--tap", "seanet.out", "--out", _place["scores.txt"], .. all]);
        Assert.True(first.ExitCode == 0, first.Error);
        var expected = Numbers(first);
        Assert.All(expected, n => Assert.False(double.IsNaN(n)));

        var matrix = Embedded(folder, clips);
        foreach (var name in (string[])["e.safetensors", "e.npz", "e.csv", "e.npy"])
        {
            EmbeddingFile.Write(_place[name], [matrix]);
            foreach (var ids in name == "e.npy" ? (string[])["ids.txt", "ids.csv"] : [""])
                Assert.Equal(expected, Numbers(Cli.Run(["score", voxceleb, "--embeddings", _place[name], .. ids.Length > 0 ? ["--ids", _place[ids]] : (string[])[], .. all])));
        }
        var lines = File.ReadAllLines(_place["scores.txt"]);
        Assert.Equal(clips.Length * (clips.Length - 1) / 2, lines.Length);
        var labelled = _place.Write("labelled.txt", string.Join('\n', lines.Zip(File.ReadAllLines(kaldi), (s, t) => $"{s} {t.Split(' ')[2]}")));
        Assert.Equal(expected, Numbers(Cli.Run(["score", kaldi, "--scores", _place["scores.txt"], .. all])));
        Assert.Equal(expected, Numbers(Cli.Run(["score", voxceleb, "--scores", labelled, .. all])));
        Assert.Equal(expected, Numbers(Cli.Run(["score", "--scores", labelled, .. all])));
        // What target trials say of who speaks is the same here.
        Assert.Equal(expected, Numbers(Cli.Run(["score", "--scores", labelled, .. all[2..]])));
    }

    [Fact]
    public void The_rates_at_the_threshold_of_equal_errors_are_those_that_it_gives()
    {
        var result = Cli.Run("score", "--scores", _place.Write("s", "a b 3 target\na c 1 target\na d 0 target\nx y 1 nontarget\nx z -1 nontarget\n"), "--resamples", "100", "--json").Json.GetProperty("results")[0];
        var point = result.GetProperty("thresholds")[0];
        var threshold = point.GetProperty("threshold").GetDouble();
        double[] targets = [3, 1, 0], others = [1, -1];
        Assert.Equal((targets.Count(s => s < threshold) / 3.0, others.Count(s => s >= threshold) / 2.0), (point.GetProperty("false_reject_rate").GetDouble(), point.GetProperty("false_accept_rate").GetDouble()));
        Assert.NotEqual(result.GetProperty("eer").GetDouble(), point.GetProperty("false_accept_rate").GetDouble());
    }

    [Fact]
    public void WavLM_scores_recordings_as_it_scores_the_file_that_it_embedded_them_into()
    {
        var (folder, clips) = Clips();
        var (trials, wavlm) = (_place.Write("trials.txt", Lines(clips, (a, b, same) => $"{a} {b} {(same ? "target" : "nontarget")}")), $"wavlm={Repository.Shared("reference/wavlm/tiny-checkpoint")}");
        string[] all = ["--speakers", "folder", "--json", "--resamples", "100"];
        var scored = Cli.Run(["score", trials, "--audio", folder, "--encoder", wavlm, "--cohort", folder, "--cohort-top", "3", .. all]);
        Assert.True(scored.ExitCode == 0, scored.Error);
        var used = scored.Json.GetProperty("used");
        Assert.Equal(("wavlm", "xvector", false), (used.GetProperty("encoder").GetString(), used.GetProperty("tap").GetString(), used.GetProperty("synthetic").GetBoolean()));
        Assert.False(used.TryGetProperty("padding", out _));
        Assert.Equal("xvector/mean", scored.Json.GetProperty("results")[0].GetProperty("name").GetString());
        EmbeddingFile.Write(_place["w.npz"], [Embedded(folder, clips, "xvector", "--encoder", wavlm)]);
        Assert.Equal(Numbers(scored), Numbers(Cli.Run(["score", trials, "--embeddings", _place["w.npz"], "--cohort", _place["w.npz"], "--cohort-ids", _place.Write("who.csv", "sample_id,voice_id\n" + string.Concat(clips.Select(c => $"{c},{c.Split('/')[0]}\n"))), "--cohort-top", "3", .. all])));

        var mistake = Cli.Run("score", trials, "--audio", folder, "--encoder", wavlm, "--tap", "latent");
        Assert.Equal(2, mistake.ExitCode);
        Assert.Contains("latent", mistake.Error, StringComparison.Ordinal);
        Assert.Equal(2, Cli.Run("score", trials, "--embeddings", _place["w.npz"], "--encoder", wavlm).ExitCode);
        Assert.Equal(2, Cli.Run("score", trials, "--audio", folder, "--encoder", wavlm, "-w", Workplace.Tiny).ExitCode);
    }

    [Fact]
    public void As_norm_and_calibration_of_the_seed_embeddings_are_the_reference_s()
    {
        var reference = JsonDocument.Parse(File.ReadAllText(Repository.Shared("reference/metrics/seed-embeddings-verification.json"))).RootElement.GetProperty("values");
        var (file, csv) = (Repository.Shared("data/seed-embeddings/embeddings.safetensors"), Repository.Shared("data/seed-embeddings/samples.csv"));
        var labels = MetadataTable.ReadLabels(csv);
        var clean = labels.Samples.Where(s => s.IsClean).ToList();
        var trials = _place.Write("trials", string.Concat(clean.SelectMany((a, i) => clean.Skip(i + 1).Select(b => $"{(a.Voice == b.Voice ? 1 : 0)} {a.Id} {b.Id}\n"))));
        string[] seed = ["score", trials, "--embeddings", file, "--ids", csv, "--resamples", "100", "--json"];

        var raw = Result(Cli.Run(seed));
        var expected = reference.GetProperty("all_pairs_cosine");
        var inSample = raw.GetProperty("in_sample");
        foreach (var (ours, theirs) in ((JsonElement, string)[])[(raw.GetProperty("eer"), "eer"), (raw.GetProperty("min_dcf_p0_01"), "min_dcf_p0_01"), (raw.GetProperty("cllr_min"), "cllr_min"),
            (inSample.GetProperty("cllr_calibrated"), "cllr_calibrated"), (inSample.GetProperty("calibration_scale"), "calibration_scale"), (inSample.GetProperty("calibration_offset"), "calibration_offset"), (inSample.GetProperty("act_dcf_p0_05"), "act_dcf_p0_05")])
            Assert.Equal(1, ours.GetDouble() / expected.GetProperty(theirs).GetDouble(), 1e-6);
        Assert.Equal((945, 21000, 21), (raw.GetProperty("targets").GetInt32(), raw.GetProperty("nontargets").GetInt32(), raw.GetProperty("speakers").GetInt32()));
        // Calibrated on other voices costs more than in-sample.
        Assert.True(raw.GetProperty("cllr_calibrated").GetDouble() > inSample.GetProperty("cllr_calibrated").GetDouble());

        var set = EmbeddingSets.Read(file, labels)[0];
        EmbeddingFile.Write(_place["cohort.safetensors"], [set.Where(s => s.Augmentation == "light_noise")]);
        var run = Cli.Run([.. seed, "--cohort", _place["cohort.safetensors"], "--cohort-top", "10", "--out", _place["norm.txt"]]);
        var (norm, asNorm) = (Result(run), reference.GetProperty("as_norm"));
        foreach (var name in (string[])["eer", "min_dcf_p0_01", "mean_same", "mean_different"])
            Assert.Equal(1, norm.GetProperty(name).GetDouble() / asNorm.GetProperty(name).GetDouble(), 1e-6);
        Assert.Equal(1, ScoreList.Read(_place["norm.txt"]).Scores[0] / asNorm.GetProperty("first_pair").GetDouble(), 1e-6);
        Assert.Contains("The cohort meets the trials. 21 of", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_t_be_read_is_named_and_its_trials_listed_unless_that_is_not_wanted()
    {
        var (folder, clips) = Clips();
        File.WriteAllText(Path.Combine(folder, "bad.wav"), "no audio");
        var trials = _place.Write("trials", Lines(clips, (a, b, same) => $"{(same ? 1 : 0)} {a} {b}") + $"1 {clips[0]} bad.wav\n0 {clips[1]} lost\n");
        string[] args = ["score", trials, "--audio", folder, "-w", Workplace.Tiny];
        var result = Cli.Run([.. args, "--report", _place["r"]]);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("bad.wav", result.Error.Split('\n').First(l => l.Contains("left out:", StringComparison.Ordinal) && !l.Contains("lost", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains($"no score: {clips[1]} lost ('lost' is not in", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 trials left out", result.Error, StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(_place["r/left-out/latent_mean.csv"]).Length);
        var json = Cli.Run([.. args, "--json"]).Json.GetProperty("results")[0];
        Assert.Equal((2, "bad.wav"), (json.GetProperty("left_out").GetInt32(), json.GetProperty("left_out_trials")[0].GetProperty("test").GetString()));
        var strict = Cli.Run([.. args, "--strict", "--out", _place["s.txt"]]);
        Assert.Equal((3, false), (strict.ExitCode, File.Exists(_place["s.txt"])));
        // The same of embeddings.
        EmbeddingFile.Write(_place["e.npz"], [Embedded(folder, clips)]);
        Assert.Equal(2, Result(Cli.Run("score", trials, "--embeddings", _place["e.npz"], "--json")).GetProperty("left_out").GetInt32());
        Assert.Contains("bad.wav' has no score", Cli.Run("score", trials, "--embeddings", _place["e.npz"], "--strict").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_taps_in_one_pass_are_one_comparison_and_one_page()
    {
        var (folder, clips) = Clips();
        var trials = _place.Write("trials", Lines(clips, (a, b, same) => $"{(same ? 1 : 0)} {a} {b}"));
        string[] args = ["score", trials, "--audio", folder, "-w", Workplace.Tiny, "--taps", "latent,seanet.out", "--pool", "mean,std", "--resamples", "100"];
        var result = Cli.Run([.. args, "--cache", _place["cache"], "--report", _place["r"]]);
        Assert.True(result.ExitCode == 0, result.Error);
        foreach (var name in (string[])["latent/mean", "latent/std", "seanet.out/mean", "seanet.out/std"])
        {
            Assert.Contains(result.Output.Split('\n'), l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal) && l.Contains('%'));
            Assert.True(File.Exists(_place[$"r/scores/{name.Replace('/', '_')}.txt"]));
        }
        var page = File.ReadAllText(_place["r/report.html"]);
        foreach (var text in (string[])["Detection error trade-off", "errs least of 4 encodings", "Cllr", Repository.Shared("reference/tiny/checkpoint/hf"), "who speaks was concluded"])
            Assert.Contains(text, page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(4, JsonDocument.Parse(File.ReadAllText(_place["r/score.json"])).RootElement.GetProperty("results").GetArrayLength());
        // A second run finds everything in the cache.
        Assert.Equal(File.ReadAllText(_place["r/scores/latent_std.txt"]), Rerun());
        // There is room for one; nothing is encoded for nothing.
        var several = Cli.Run([.. args, "--cache", _place["unused"], "--out", _place["s.txt"]]);
        Assert.Equal((2, true, false), (several.ExitCode, several.Error.Contains("--out: there are 4 encodings", StringComparison.Ordinal), Directory.Exists(_place["unused"])));

        string Rerun()
        {
            Directory.Delete(_place["r"], recursive: true);
            Assert.Equal(0, Cli.Run([.. args, "--cache", _place["cache"], "--report", _place["r"]]).ExitCode);
            return File.ReadAllText(_place["r/scores/latent_std.txt"]);
        }
    }

    [Fact]
    public void Lists_without_answers_or_of_one_kind_give_what_can_be_given()
    {
        var (folder, clips) = Clips();
        string[] audio = ["--audio", folder, "-w", Workplace.Tiny];
        var silent = Cli.Run(["score", _place.Write("silent", $"{clips[0]} {clips[1]}\n{clips[0]} {clips[4]}\n"), .. audio]);
        Assert.Equal(0, silent.ExitCode);
        Assert.Equal(2, silent.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith($"{clips[0]} {clips[1]} ", silent.Output, StringComparison.Ordinal);
        var several = Cli.Run(["score", _place["silent"], .. audio, "--pool", "mean,std"]);
        Assert.Equal((2, true), (several.ExitCode, several.Error.Contains("there are 2 encodings, and", StringComparison.Ordinal)));
        Assert.Contains("doesn't say which trials", Cli.Run(["score", _place["silent"], .. audio, "--report", _place["r"]]).Error, StringComparison.Ordinal);
        var one = Cli.Run(["score", _place.Write("one", $"1 {clips[0]} {clips[1]}\n"), .. audio, "--report", _place["r"]]);
        Assert.Equal(0, one.ExitCode);
        Assert.Contains("Trials of one kind", one.Error, StringComparison.Ordinal);
        Assert.Contains("Not measurable", File.ReadAllText(_place["r/report.html"]), StringComparison.Ordinal);
        foreach (var (text, message) in ((string, string)[])[("", "no trials"), ("a b maybe\n", "row 1: expected"), ("1 x y\n", "none of 2 recordings is there"), ($"1 {clips[0]} {clips[1]}\n0 {clips[0]} {clips[1]}\n", "is a non-target trial here and a target trial in row 1")])
        {
            var wrong = Cli.Run(["score", _place.Write("wrong", text), .. audio]);
            Assert.Equal(3, wrong.ExitCode);
            Assert.Contains(message, wrong.Error, StringComparison.Ordinal);
        }
        var nan = Cli.Run("score", _place["one"], "--scores", _place.Write("nan", $"{clips[0]} {clips[1]} nan\n"));
        Assert.Equal((3, true), (nan.ExitCode, nan.Error.Contains("row 1: the score is nan", StringComparison.Ordinal)));
    }

    [Fact]
    public void Enrolment_cohort_and_calibration_come_from_other_recordings()
    {
        var (folder, clips) = Clips();
        string Voice(int v) => clips[4 * v].Split('/')[0];
        var enrol = _place.Write("spk2utt", string.Concat(Enumerable.Range(0, 4).Select(v => $"{Voice(v)} {clips[4 * v]} {clips[4 * v + 1]}\n")));
        var trials = _place.Write("trials", string.Concat(Enumerable.Range(0, 4).SelectMany(v => Enumerable.Range(0, 4).Select(w => $"{Voice(v)} {clips[4 * w + 2]} {(v == w ? "target" : "nontarget")}\n"))));
        var dev = _place.Write("dev", string.Concat(Enumerable.Range(0, 4).SelectMany(v => Enumerable.Range(0, 4).Select(w => $"{Voice(v)} {clips[4 * w + 3]} {(v == w ? "target" : "nontarget")}\n"))));
        string[] args = ["score", trials, "--audio", folder, "-w", Workplace.Tiny, "--enrol", enrol, "--json"];
        var result = Cli.Run([.. args, "--cohort", _place.Voices(3, 2), "--calibrate-on", dev, "--cohort-top", "3"]);
        Assert.True(result.ExitCode == 0, result.Error);
        var used = result.Json.GetProperty("used");
        foreach (var role in (string[])["trials", "enrolment", "calibrated_on"])
            Assert.Equal(64, used.GetProperty($"{role}_sha256").GetString()!.Length);
        Assert.Equal("3", used.GetProperty("cohort_top").GetString());
        Assert.Equal(16, Result(result).GetProperty("scored").GetInt32());
        Assert.Equal("trials", Path.GetFileName(used.GetProperty("trials").GetString()));
        var raw = Result(Cli.Run(args));
        Assert.NotEqual(raw.GetProperty("mean_same").GetDouble(), Result(result).GetProperty("mean_same").GetDouble());
        // The enrolling vectors are those of the clips: by hand from the embeddings.
        var set = Embedded(folder, clips, "latent");
        double[] Unit(int row) => Normed([.. set[row].ToArray().Select(x => (double)x)]);
        var first = Unit(0).Zip(Unit(1), (a, b) => a + b).ToArray();
        Cli.Run([.. args, "--out", _place["s.txt"]]);
        Assert.Equal(Normed(first).Zip(Unit(2), (a, b) => a * b).Sum(), ScoreList.Read(_place["s.txt"]).Scores[0], 1e-9);

        static double[] Normed(double[] x) => [.. x.Select(v => v / Math.Sqrt(x.Sum(w => w * w)))];
    }

    [Fact]
    public void The_preset_is_the_published_protocol_with_its_figures_beside()
    {
        var (folder, clips) = Clips();
        var at = Directory.CreateDirectory(_place["vox/lists"]).FullName;
        Directory.Move(folder, _place["vox/wav"]);
        File.WriteAllText(Path.Combine(at, "veri_test2.txt"), Lines(clips, (a, b, same) => $"{(same ? 1 : 0)} {a} {b}"));
        var result = Cli.Run("score", _place["vox"], "--preset", "voxceleb1-o", "-w", Workplace.Tiny, "--report", _place["r"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("published, not checked here: EER 35.01 %", result.Output, StringComparison.Ordinal);
        Assert.Contains("20.48 %", result.Output, StringComparison.Ordinal);
        Assert.Contains("not checked here", File.ReadAllText(_place["r/report.html"]), StringComparison.Ordinal);
        var json = Cli.Run("score", _place["vox"], "--preset", "voxceleb1-o", "-w", Workplace.Tiny, "--json").Json;
        Assert.Equal(("voxceleb1-o", "latent", "mean"), (json.GetProperty("used").GetProperty("preset").GetString(), json.GetProperty("used").GetProperty("tap").GetString(), json.GetProperty("used").GetProperty("pooling").GetString()));
        Assert.Equal(4, json.GetProperty("results")[0].GetProperty("speakers").GetInt32());
    }

    [Theory]
    [InlineData("score", "give a trial list, or --scores with the answers inside")]
    [InlineData("score T --scores S --tap latent", "--taps has no part beside --scores")]
    [InlineData("score T --scores S --head H", "--head has no part beside --scores")]
    [InlineData("score T --embeddings E --audio A", "--audio has no part beside --embeddings")]
    [InlineData("score T --embeddings E -w x", "--weights has no part beside --embeddings")]
    [InlineData("score T --embeddings E --padding per-layer", "--padding has no part beside --embeddings")]
    [InlineData("score T --scores S --threads 1", "--threads has no part beside --scores")]
    [InlineData("score T --ids I", "--ids is about the rows of --embeddings")]
    [InlineData("score T --cohort-top 3", "--cohort-top is about --cohort")]
    [InlineData("score T --preset x", "--preset x: there is voxceleb1-o")]
    [InlineData("score T --preset voxceleb1-o --pool std", "--pool has no part beside --preset")]
    [InlineData("score T --head H --centred", "a head takes its own mean off")]
    [InlineData("score T --far 2", "--far 2: give rates between 0 and 1")]
    public void Options_that_exclude_each_other_are_refused(string line, string message)
    {
        _place.Write("T", "1 a b\n");
        var result = Cli.Run([.. line.Split(' ').Select(w => w == "T" ? _place["T"] : w)]);
        Assert.Equal((2, true), (result.ExitCode, result.Error.Contains(message, StringComparison.Ordinal)));
    }

    /// <summary>A folder of four clips of four voices, and their paths, voice by voice.</summary>
    private (string Folder, string[] Clips) Clips()
    {
        var folder = _place.Voices(4, 4);
        return (folder, [.. Directory.GetFiles(folder, "*.wav", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The clips' embeddings with their paths as ids.</summary>
    private EmbeddingSet Embedded(string folder, string[] clips, string tap = "seanet.out", params string[] network)
    {
        Assert.Equal(0, Cli.Run(["embed", folder, "--tap", tap, "--out", _place["embedded.npz"], .. network.Length > 0 ? network : ["-w", Workplace.Tiny]]).ExitCode);
        var matrix = EmbeddingFile.Read(_place["embedded.npz"]).Single();
        var ids = DataSet.Open(folder).Samples.ToDictionary(s => Path.GetRelativePath(folder, s.Path), s => s.Id);
        var order = clips.Select(c => matrix.Ids!.ToList().IndexOf(ids[c])).ToArray();
        Assert.DoesNotContain(-1, order);
        return new EmbeddingSet("e", [.. clips.Select(c => new Sample { Id = c, Voice = c.Split('/')[0] })], matrix.Columns, [.. order.SelectMany(r => matrix.Values.Skip(r * matrix.Columns).Take(matrix.Columns))]);
    }

    private static string Lines(string[] clips, Func<string, string, bool, string> line) =>
        string.Concat(clips.SelectMany((a, i) => clips.Skip(i + 1).Select(b => line(a, b, a.Split('/')[0] == b.Split('/')[0]) + "\n")));

    private static JsonElement Result(CliResult run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json.GetProperty("results")[0];
    }

    private static double[] Numbers(CliResult run) => [.. Points.Select(p => Result(run).GetProperty(p) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN)];
}
