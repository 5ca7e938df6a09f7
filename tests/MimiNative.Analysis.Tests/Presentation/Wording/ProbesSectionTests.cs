using System.Text.Json;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Page;
using MimiNative.Analysis.Presentation.Sections;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Analysis.Results;
using MimiNative.Analysis.Tests.Judgement;

namespace MimiNative.Analysis.Tests.Presentation.Wording;

public sealed class ProbesSectionTests
{
    [Fact]
    public void Json_terminal_and_report_say_the_same_claims()
    {
        var result = MadeProbes.Result();
        var stage = ProbesSection.Present(result);
        var claims = ProbeRules.Judge(result).Select(ClaimWords.Of).ToList();
        Assert.Equal(claims.Select(c => (c.Answer.ToUpperInvariant(), $"**{c.Question}** {c.Evidence}.")), stage.Section.Blocks.OfType<FindingBlock>().Select(f => (f.Word, f.Text)));
        using var json = JsonDocument.Parse(Content(stage, "probes.json"));
        Assert.Equal(claims.Select(c => c.Text), json.RootElement.GetProperty("claims").EnumerateArray().Select(c => c.GetProperty("text").GetString()));
        Assert.All(stage.Section.Blocks.OfType<FindingBlock>(), f => Assert.Equal(Level.Neutral, f.Level));
        Assert.Equal(Level.Neutral, stage.Section.Level);
    }

    [Fact]
    public void The_finding_goes_with_the_outcomes()
    {
        var yes = ProbesSection.Present(MadeProbes.Result()).Section.Finding;
        Assert.Contains("The codes of the first branch (semantic in a trained Mimi) tell unseen voices apart (20.0 % errors by a trained head; random weights 40.0 %).", yes, StringComparison.Ordinal);
        Assert.Contains("The gender of unseen voices can be told (90 % right; to beat: 60 %).", yes, StringComparison.Ordinal);
        Assert.Contains("Recordings can be linked to one voice: D_sys 0.40", yes, StringComparison.Ordinal);
        var no = ProbesSection.Present(MadeProbes.Result(linkability: 0.05, accuracy: 0.4, branchHigh: 0.6)).Section.Finding;
        Assert.Contains("Whether the codes of the first branch (semantic in a trained Mimi) tell unseen voices apart better than chance and the controls can't be decided", no, StringComparison.Ordinal);
        Assert.Contains("The gender of unseen voices can't be told.", no, StringComparison.Ordinal);
        Assert.Contains("no better than with shuffled labels", no, StringComparison.Ordinal);
        Assert.DoesNotContain("can be linked to one voice:", no, StringComparison.Ordinal);
        Assert.Contains("too few voices", ProbesSection.Present(MadeProbes.Result() with { Codebooks = null, Attributes = [], Floors = [] }).Section.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_weights_are_said_first_and_nothing_is_called_learned()
    {
        var stage = ProbesSection.Present(MadeProbes.Result(synthetic: true));
        Assert.StartsWith("The weights are random numbers, so this is what an untrained network lets through, not what Mimi learned.", stage.Section.Finding, StringComparison.Ordinal);
        var figure = stage.Section.Blocks.OfType<FigureBlock>().First(f => f.Plot.Title == "In which codebook is the speaker?").Plot;
        Assert.Contains("Neither network was trained", figure.Caption, StringComparison.Ordinal);
        Assert.DoesNotContain("Neither network was trained", ProbesSection.Present(MadeProbes.Result()).Section.Blocks.OfType<FigureBlock>().First(f => f.Plot.Title == figure.Title).Plot.Caption, StringComparison.Ordinal);
        Assert.Contains(stage.Section.Blocks.OfType<TextBlock>(), t => t.Text.Contains("the names mean nothing but the order", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_curve_point_station_and_exposure_stands_in_the_tables()
    {
        var result = MadeProbes.Result();
        var stage = ProbesSection.Present(result);
        Assert.Equal(
            [
                "codebook,branch,analysed_up_to_eer_cosine,analysed_up_to_eer_head,analysed_alone_eer_cosine,analysed_alone_eer_head,random_weights_alone_eer_cosine,random_weights_alone_eer_head",
                "1,semantic,0.01,0.01,0.45,0.4,0.02,0.02", "2,acoustic,0.01,0.01,0.3,0.1,0.02,0.02",
            ], Lines(stage, "codebooks.csv"));
        Assert.Equal(["tap,other,cka,cka_debiased", "seanet.out,seanet.out,1,1", "seanet.out,latent,0.6,0.2", "latent,seanet.out,0.6,0.2", "latent,latent,1,1", "seanet.out,random_weights,0.5,0.3", "latent,random_weights,0.4,-0.1"], Lines(stage, "cka.csv"));
        Assert.Equal(1 + 3 * 2 + 3, Lines(stage, "privacy.csv").Length);
        Assert.Contains("analysed,lda_cosine,,0.4,2,0.9,0.5", Lines(stage, "privacy.csv"));
        Assert.Contains(stage.Section.Blocks.OfType<TextBlock>(), t => t.Text.Contains("too few voices to ask for the accent (here: 2 voices, there: 1 voice)", StringComparison.Ordinal));
        Assert.Contains("number 2 tells voices apart best (trained head on unseen voices: 10.0 %)", string.Concat(stage.Section.Blocks.OfType<TextBlock>().Select(t => t.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_and_debiased_likeness_stand_on_their_own_sides_of_the_diagonal()
    {
        var cka = ProbesSection.Present(MadeProbes.Result()).Section.Blocks.OfType<FigureBlock>().First(f => f.Plot.Title == "How alike are the stations?").Plot.Inline();
        Assert.Contains("seanet.out × latent: 0.60", cka, StringComparison.Ordinal);
        Assert.Contains("latent × seanet.out: 0.20", cka, StringComparison.Ordinal);
    }

    private static string Content(StageOutput stage, string name) => stage.Files.First(f => f.Path == $"probes/{name}").Content(null);

    private static string[] Lines(StageOutput stage, string name) => Content(stage, name).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
