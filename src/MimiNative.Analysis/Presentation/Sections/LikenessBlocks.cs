using MimiNative.Analysis.Presentation.Plots;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Presentation.Sections;

/// <summary>How alike the stations are: plots and CSV.</summary>
internal static class LikenessBlocks
{
    public static void Add(StageBuilder stage, TapLikeness likeness)
    {
        var taps = likeness.Taps;
        stage.Heading("How alike are the stations?");
        stage.Text("CKA compares how two stations arrange the same clips: 1 where the arrangement is the same up to turning and scaling, 0 where nothing is shared. The plain number flatters few clips of many channels, which look alike by chance; the debiased one doesn't (unrelated spaces give 0 on average, and it may fall below).");
        var both = new double[taps.Count, taps.Count];
        for (var i = 0; i < taps.Count; i++)
            for (var j = 0; j < taps.Count; j++)
                both[i, j] = i <= j ? likeness.Cka[i][j] : likeness.Debiased[i][j];
        stage.Figure("cka", Plot.Matrix("How alike are the stations?", "Above the diagonal plain CKA, below it debiased. Steps beside the diagonal are where the network changes its mind.", taps, taps, both, "linear CKA", range: (0, 1)));
        double[] x = [.. Enumerable.Range(0, taps.Count).Select(i => (double)i)];
        if (likeness.Controls.Count > 0)
            stage.Figure("cka_controls", Plot.Lines("How much of it would be there without training?", "Each station against the same station with random weights, and against MFCCs. Near 1: the clips are arranged as they would be without training (or by their average spectrum).",
                [.. likeness.Controls.SelectMany(c => new[] { new LineSeries($"{ProbesSection.Space(c.Control, c.Peer)}, debiased", x, c.Debiased), new LineSeries($"{ProbesSection.Space(c.Control, c.Peer)}, plain", x, c.Cka) { Dashed = true } })],
                taps, "extraction point", new Axis("linear CKA")));
        stage.File("cka.csv", () => ProbeFiles.LikenessCsv(likeness));
    }
}
