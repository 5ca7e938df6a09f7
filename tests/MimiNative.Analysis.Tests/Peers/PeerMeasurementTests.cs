using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis.Peers;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Tests.Peers;

/// <summary>Numbers beside another encoder are of the clips that both have, and of the same pairs, folds and draws.</summary>
public sealed class PeerMeasurementTests : IDisposable
{
    private static readonly UncertaintyOptions Options = new() { Replicates = 100, Permutations = 0 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A peer with every clip, and one that lacks a voice and some clips of others.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Heads_and_metrics_are_those_of_the_shared_clips(bool lacks)
    {
        var samples = MadePeers.Samples(voices: 6, texts: 4);
        var (own, its) = (MadePeers.Set(samples, spread: 0.8), MadePeers.Set(samples, spread: 1.5, seed: 2, dimension: 5));
        bool Keep(Sample s) => !lacks || (s.Voice != "v2" && s.Id is not ("v4t1" or "v5t3"));
        using var clips = MadePeers.Clips(own);
        using var peer = MadePeers.Peer(its, Keep, samples);
        Assert.Equal((lacks ? 18 : 24, 24), (peer.Peer.Clips, peer.Peer.OfClips));

        var measurement = new DiagnosisMeasurement(clips, null, null, null, Options, [peer]);
        var heads = measurement.Heads();
        var result = measurement.Run(measurement.Sweep(), heads, MadePeers.Key, focusChosen: true, synthetic: false);
        var (shared, theirs) = (own.Where(Keep), its.Where(Keep));
        foreach (var (texts, rates) in new[] { (false, heads[0].Voices!), (true, heads[0].VoicesAndTexts!) })
        {
            var (a, b) = (UnseenVoices.Compute(shared.Matrix, shared.Labels, texts, Options)!, UnseenVoices.Compute(theirs.Matrix, theirs.Labels, texts, Options)!);
            var found = Assert.Single(rates.Peers);
            Assert.Equal(new PeerRates(peer.Peer, a[ScoringMethod.LdaCosine].Eer, b[ScoringMethod.Cosine].Eer, b[ScoringMethod.LdaCosine].Eer, a.Difference(ScoringMethod.LdaCosine, b, ScoringMethod.LdaCosine)), found);
            // The space's own number is still of all clips.
            Assert.Equal(UnseenVoices.Compute(own.Matrix, own.Labels, texts, Options)![ScoringMethod.LdaCosine].Eer, rates.Head);
        }

        var measured = Assert.Single(result.Peers);
        var (ours, others) = (Uncertainty.Compute(shared.Matrix, shared.Labels, Options), Uncertainty.Compute(theirs.Matrix, theirs.Labels, Options));
        foreach (var (name, beside) in new[] { ("eer", measured.Eer), ("acoustics_score", measured.AcousticsScore), ("separability_ratio", measured.SeparabilityRatio), ("consistency", measured.Consistency) })
            Assert.Equal(new Beside(ours.Raw.First(m => m.Name == name).Value, ours.Difference(name, others)), beside);
        Assert.Equal(VerificationMetrics.Compute(theirs.Matrix, theirs.Labels).Eer, measured.Space.Eer.Value);
        Assert.Equal((24, lacks ? 18 : 24), (result.Mimi.Metrics.Samples, measured.Space.Metrics.Samples));

        var separation = Assert.Single(ComparisonMeasurement.Run(own, 1, [peer], 100).Peers);
        Assert.Equal((VoiceMetrics.Compute(shared.Matrix, shared.Labels).SeparabilityRatio, VoiceMetrics.Compute(theirs.Matrix, theirs.Labels).SeparabilityRatio), (separation.Own.SeparabilityRatio, separation.Its.SeparabilityRatio));
        Assert.Equal(ours.Difference("separability_ratio", others), separation.RatioDifference);
        var probes = new ProbesMeasurement(clips, null, null, [peer]).Run(MadePeers.Key, [MadePeers.Key], 1, false, Options);
        Assert.Equal([SpaceKind.Analysed, SpaceKind.Peer], probes.ReadOuts.Select(r => r.Space));
        Assert.Equal(OnlineCode.Compute(theirs.Matrix, theirs.Labels)!.Bits, probes.ReadOuts[1].Code!.Bits);
        Assert.Equal(Linkability.Compute(theirs.Matrix, theirs.Labels), probes.Exposures.Single(e => e.Peer == peer.Peer && e.Scoring == ScoringMethod.Cosine).Linkability);
    }

    [Fact]
    public void Rows_are_found_by_their_ids_in_any_order_and_rows_of_other_clips_are_left_out()
    {
        var samples = MadePeers.Samples(voices: 4, texts: 3);
        var file = MadePeers.Set([.. samples.Reverse(), new Sample { Id = "elsewhere", Voice = "v9", Text = "t0" }], spread: 1);
        EmbeddingFile.Write(_folder["p.npz"], [file]);
        var rows = EmbeddingSets.ReadRowsOf(_folder["p.npz"], new DataSet("d", "d", samples), "any");
        Assert.Equal(samples, rows.Samples);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => file[11 - i].ToArray()), Enumerable.Range(0, 12).Select(i => rows[i].ToArray()));
    }

    [Fact]
    public void What_can_not_be_joined_is_an_error_that_names_file_and_ids()
    {
        var data = new DataSet("d", "clips.csv", MadePeers.Samples(voices: 5, texts: 3));
        string Error(string file, string name = "ecapa") => Assert.Throws<DataSetException>(() => PeerSource.FromFile(name, _folder[file]).Open(data)).Message;
        void Write(string file, params IReadOnlyList<EmbeddingSet> sets) => EmbeddingFile.Write(_folder[file], sets);

        Write("others.npz", MadePeers.Set([.. data.Samples.Select(s => s with { Id = $"x/{s.Id}" })], 1));
        Assert.Contains($"{_folder["others.npz"]}: 'space/mean': none of its 15 sample ids is among those of clips.csv: it has 'x/v0t0', and the data 'v0t0'", Error("others.npz"), StringComparison.Ordinal);
        Write("few.npz", MadePeers.Set([.. data.Samples.Where(s => s.Voice is "v0" or "v1" or "v2" || s.Text == "t0")], 1));
        Assert.Contains($"{_folder["few.npz"]}: it has 11 of 15 clean clips, 2 or more of 3 voices; to compare takes 4 such voices", Error("few.npz"), StringComparison.Ordinal);
        Write("two.npz", MadePeers.Set(data.Samples, 1, name: "a"), MadePeers.Set(data.Samples, 1, name: "b"));
        Assert.Contains("has no matrix 'ecapa'; there are: a, b", Error("two.npz"), StringComparison.Ordinal);
        Assert.Equal("b", PeerSource.FromFile("b", _folder["two.npz"]).Open(data).Peer.Embedding);
        Write("rows.npy", MadePeers.Set([.. data.Samples.Take(14)], 1));
        Assert.Contains("has 14 rows and clips.csv 15", Error("rows.npy"), StringComparison.Ordinal);
        Assert.Contains("gone.npz", Error("gone.npz"), StringComparison.Ordinal);
        var values = MadePeers.Set(data.Samples, 1).Matrix.Values.ToArray();
        values[17] = float.NaN;
        Write("nan.npz", new EmbeddingSet("e", data.Samples, 8, values));
        Assert.Contains("'e', row 3, column 2: NaN is not a finite number", Error("nan.npz"), StringComparison.Ordinal);
    }

    // A data set of two voices can't be asked for four.
    [Theory]
    [InlineData(2, 4, true)]
    [InlineData(2, 2, true)]
    [InlineData(4, 4, true)]
    [InlineData(9, 4, true)]
    [InlineData(9, 3, false)]
    [InlineData(3, 2, false)]
    public void As_many_voices_are_needed_as_a_head_takes_or_the_data_has(int voices, int shared, bool enough)
    {
        var samples = MadePeers.Samples(voices, texts: 2);
        Sample[] some = [.. samples.Where(s => int.Parse(s.Voice[1..], System.Globalization.CultureInfo.InvariantCulture) < shared)];
        var error = Record.Exception(() => EmbeddedPeer.RequireUseful("f", some, samples));
        Assert.Equal(enough, error is null);
    }

    [Fact]
    public void What_made_a_file_is_read_from_it_and_random_weights_with_it()
    {
        var data = new DataSet("d", "d", MadePeers.Samples(voices: 4, texts: 2));
        foreach (var (file, said) in new[] { ("a.npz", "true"), ("b.safetensors", "false"), ("c.csv", "true") })
        {
            EmbeddingFile.Write(_folder[file], [MadePeers.Set(data.Samples, 1)], new Dictionary<string, string> { ["synthetic"] = said, ["encoder"] = "wavlm", ["weights"] = "synthetic:7" });
            var peer = PeerSource.FromFile("mine", _folder[file]).Open(data).Peer;
            Assert.Equal((said == "true", true, _folder[file]), (peer.Synthetic, peer.IsWavLm, peer.File));
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder[file]))), peer.FileSha256);
        }

        EmbeddingFile.Write(_folder["d.npz"], [MadePeers.Set(data.Samples, 1)]);
        Assert.False(PeerSource.FromFile("mine", _folder["d.npz"]).Open(data).Peer.Synthetic);
    }

    [Theory]
    [InlineData("ecapa", true)]
    [InlineData("ECAPA-TDNN 1.2/x_y+z", true)]
    [InlineData("Sprachmodell Ü", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("-x", false)]
    [InlineData("mimi", false)]
    [InlineData("Random Weights", false)]
    [InlineData("MFCC", false)]
    [InlineData("a<script>", false)]
    [InlineData("a`b", false)]
    [InlineData("**a", false)]
    [InlineData("a\nb", false)]
    [InlineData("a\u202Eb", false)]
    [InlineData("a\"b", false)]
    [InlineData("a[red]", false)]
    [InlineData("12345678901234567890123456789012345678901", false)]
    public void Names_can_not_look_like_markup_or_like_a_control(string name, bool good)
    {
        Assert.Equal(good, PeerSource.WrongWith(name) is null);
        Assert.Equal(good, Record.Exception(() => PeerSource.FromFile(name, "f.npz")) is null);
    }
}
