namespace MimiNative.Analysis.Presentation.Plots;

/// <summary>A numeric axis.</summary>
/// <param name="Label">What is measured.</param>
/// <param name="Unit">Its unit, or null for a pure number.</param>
/// <param name="Minimum">The least value shown; null to fit the data.</param>
/// <param name="Maximum">The greatest value shown; null to fit the data.</param>
internal sealed record Axis(string Label, string? Unit = null, double? Minimum = null, double? Maximum = null)
{
    /// <summary>A logarithmic axis; values must be positive.</summary>
    public bool Log { get; init; }

    /// <summary>Label and unit.</summary>
    public string Heading => Unit is null ? Label : $"{Label} ({Unit})";
}

/// <summary>A point of a scatter plot.</summary>
/// <param name="X">Horizontal.</param>
/// <param name="Y">Vertical.</param>
/// <param name="Label">What it is, shown on hover.</param>
internal readonly record struct PlotPoint(double X, double Y, string? Label = null);

/// <summary>A point of a scatter plot in three dimensions.</summary>
internal readonly record struct PlotPoint3(double X, double Y, double Z, string? Label = null);

/// <summary>Points of one kind.</summary>
internal sealed record PointSeries(string Name, IReadOnlyList<PlotPoint> Points);

/// <summary>Points of one kind in three dimensions.</summary>
internal sealed record PointSeries3(string Name, IReadOnlyList<PlotPoint3> Points)
{
    /// <summary>Joins the points in order, e.g. the frames of a clip over time.</summary>
    public bool Joined { get; init; }
}

/// <summary>A line, with a band around it where its uncertainty is known. NaN breaks the line.</summary>
/// <param name="Name">What the line shows.</param>
/// <param name="X">Rising positions; the indices 0, 1, 2… where the plot has categories.</param>
/// <param name="Y">Values, as many as <paramref name="X"/>.</param>
internal sealed record LineSeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>The lower edge of the band, or null.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper edge of the band, or null.</summary>
    public IReadOnlyList<double>? High { get; init; }

    /// <summary>Dashed: a control, not the thing itself.</summary>
    public bool Dashed { get; init; }
}

/// <summary>A bar with its error bar where its uncertainty is known.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">Its length.</param>
/// <param name="Low">The lower end of the error bar, or null.</param>
/// <param name="High">The upper end of the error bar, or null.</param>
/// <param name="Group">Which colour: bars of one group look alike.</param>
internal sealed record Bar(string Label, double Value, double? Low = null, double? High = null, int Group = 0);

/// <summary>Values whose distribution is shown.</summary>
internal sealed record SampleSeries(string Name, IReadOnlyList<double> Values);

/// <summary>A value worth a line of its own: a target, a published number, a chance level. Named in the legend.</summary>
internal sealed record ReferenceLine(string Name, double Value);

/// <summary>A step of a linkage, as scipy and <c>MimiNative.Metrics</c> number them: items are 0..n−1, the cluster made by step i is n+i.</summary>
internal readonly record struct LinkageStep(int Left, int Right, double Height);

/// <summary>A kernel or layer on a roofline plot.</summary>
/// <param name="Name">What ran.</param>
/// <param name="Intensity">Arithmetic intensity in FLOP per byte.</param>
/// <param name="Gigaflops">Reached speed in GFLOP/s.</param>
/// <param name="Seconds">Time spent, which gives the mark its size.</param>
internal sealed record RooflinePoint(string Name, double Intensity, double Gigaflops, double Seconds);

/// <summary>Neighbouring cells of a heat map that belong together, e.g. the clips of a voice.</summary>
internal sealed record AxisGroup(string Name, int Count);

/// <summary>How values become colours.</summary>
internal enum ColourScale
{
    /// <summary>From low to high (viridis): dark to bright, in even steps also without colour vision.</summary>
    Sequential,

    /// <summary>Signed values: blue below zero, red above, pale at zero. The range is made symmetric.</summary>
    Diverging,
}
