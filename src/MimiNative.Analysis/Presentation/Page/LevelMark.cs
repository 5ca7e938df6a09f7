using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Plots;

namespace MimiNative.Analysis.Presentation.Page;

/// <summary>A judgement as a shape, the same in tables, badges and plots, for readers to whom green and red look alike: disc, diamond, triangle, cross from good to bad.</summary>
internal static class LevelMark
{
    /// <summary>Draws the shape; nothing for a neutral level.</summary>
    public static void Draw(Canvas canvas, double x, double y, Level level)
    {
        if (Path(level) is { } path)
            canvas.Path(path, "lm", null, $" transform=\"translate({Canvas.N(x)} {Canvas.N(y)})\"");
    }

    /// <summary>The shape as HTML.</summary>
    public static string Html(Level level) => level == Level.Neutral ? "" : $"<i class=\"mark {ReportPage.Name(level)}\"></i>";

    private static string? Path(Level level) => level switch
    {
        Level.Good => "M-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0z",
        Level.Fair => "M0 -4.4L4.4 0L0 4.4L-4.4 0z",
        Level.Weak => "M0 -4L4.4 3.6H-4.4z",
        Level.Bad => "M-4 -2.6L-2.6 -4L0 -1.4L2.6 -4L4 -2.6L1.4 0L4 2.6L2.6 4L0 1.4L-2.6 4L-4 2.6L-1.4 0z",
        _ => null,
    };
}
