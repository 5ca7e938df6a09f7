using System.Globalization;

namespace MimiNative.Analysis.Presentation.Plots;

internal static partial class Plot
{
    /// <summary>The view a 3-D plot starts with, in radians. The page's script uses the same projection.</summary>
    private const double Azimuth = 0.7, Elevation = 0.45;

    /// <summary>Points in space, drawn in a cube seen from the front; a page with scripts lets readers turn it.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="series">The points by kind.</param>
    /// <param name="x">The first axis.</param>
    /// <param name="y">The second axis.</param>
    /// <param name="z">The axis that points up.</param>
    /// <remarks>Of more than 4,000 points every n-th is drawn, and the plot says so.</remarks>
    public static Svg Scatter3(string title, string caption, IReadOnlyList<PointSeries3> series, Axis x, Axis y, Axis z)
    {
        var stride = Stride(series.Sum(s => s.Points.Count));
        x = Thinned(x, stride);
        series = [.. series.Select(s => s with { Points = [.. s.Points.Where((p, i) => i % stride == 0 && double.IsFinite(p.X + p.Y + p.Z))] })];
        var points = series.SelectMany(s => s.Points).ToList();
        var (sx, sy, sz) = (Side.Of(x, points.Select(p => p.X)), Side.Of(y, points.Select(p => p.Y)), Side.Of(z, points.Select(p => p.Z)));
        (double X, double Y, double Z) Place(PlotPoint3 p) => (2 * sx.Share(p.X) - 1, 2 * sy.Share(p.Y) - 1, 2 * sz.Share(p.Z) - 1);
        return new Svg(title, caption, canvas =>
        {
            var top = series.Count < 2 ? 0 : Legend.Draw(canvas, 0, [.. series.Select((s, i) => new LegendEntry(s.Joined ? Swatch.Line : Swatch.Mark, i, s.Name))]);
            var side = Math.Min(canvas.Width, 440.0);
            var view = new View(canvas.Width / 2.0, top + side * 0.47, side * 0.275);
            canvas.Height = top + side * 0.94;
            canvas.Body.Append(CultureInfo.InvariantCulture, $"<g class=\"turn\" data-view=\"{Canvas.N(view.X)},{Canvas.N(view.Y)},{Canvas.N(view.Size)},{Azimuth},{Elevation}\">");
            DrawTicks(canvas, view, [sx, sy, sz], DrawCube(canvas, view, [x.Heading, y.Heading, z.Heading]));
            for (var i = 0; i < series.Count; i++)
                if (series[i].Joined)
                    DrawTrail(canvas, view, [.. series[i].Points.Select(Place)], i);
            var marks = series.SelectMany((s, i) => s.Points.Select(p => (At: Place(p), Series: i, Tip: $"{p.Label ?? s.Name} ({Ticks.Read(p.X)}, {Ticks.Read(p.Y)}, {Ticks.Read(p.Z)})")));
            foreach (var (at, index, tip) in marks.OrderBy(m => view.Depth(m.At)))
            {
                var (px, py) = view.Project(at);
                canvas.Mark(px, py, index, points.Count < 300 ? 4 : 2.8, tip, $" data-p=\"{P(at)}\"");
            }
            canvas.Body.Append("</g>");
        })
        {
            Table = points.Count * 5 > PlotTable.MostCells ? null : new PlotTable(
                ["series", "point", x.Heading, y.Heading, z.Heading],
                [.. series.SelectMany(s => s.Points.Select(p => (IReadOnlyList<string>)[s.Name, p.Label ?? "", Ticks.Read(p.X), Ticks.Read(p.Y), Ticks.Read(p.Z)]))]),
        };
    }

    /// <summary>The cube's edges; those along the front floor and the left side are the axes, with their names beside them, whose places it returns.</summary>
    private static List<(double X, double Y, double Half)> DrawCube(Canvas canvas, View view, IReadOnlyList<string> names)
    {
        for (var corner = 0; corner < 8; corner++)
            for (var axis = 0; axis < 3; axis++)
                if ((corner >> axis & 1) == 0)
                {
                    var (from, to) = (Corner(corner), Corner(corner | 1 << axis));
                    var ((ax, ay), (bx, by)) = (view.Project(from), view.Project(to));
                    canvas.Line(ax, ay, bx, by, (corner, axis) is (0, 0) or (0, 1) or (2, 2) ? "zero" : "grid", $" data-a=\"{P(from)}\" data-b=\"{P(to)}\"");
                }
        var places = new List<(double, double, double)>();
        for (var axis = 0; axis < 3; axis++)
        {
            var end = axis switch { 0 => (0.0, -1.75, -1.0), 1 => (-1.75, 0.0, -1.0), _ => (-1.0, 1.0, 1.16) };
            var (px, py) = view.Project(end);
            var name = TextSize.Fit(names[axis], canvas.Width * 0.48);
            var half = TextSize.Width(name) / 2;
            places.Add((Math.Clamp(px, half, canvas.Width - half), py, half));
            canvas.Body.Append($"<text x=\"{Canvas.N(Math.Clamp(px, half, canvas.Width - half))}\" y=\"{Canvas.N(py + 4)}\" text-anchor=\"middle\" class=\"a halo\" data-p=\"{P(end)}\" data-half=\"{Canvas.N(half)}\">{Canvas.Escape(name)}</text>");
        }
        return places;
    }

    /// <summary>Numbers along the three edges that are axes, outside the cube, where no axis's name stands; they turn with it.</summary>
    private static void DrawTicks(Canvas canvas, View view, IReadOnlyList<Side> sides, List<(double X, double Y, double Half)> taken)
    {
        for (var axis = 0; axis < 3; axis++)
            foreach (var tick in Ticks.Linear(sides[axis].Low, sides[axis].High, 4))
            {
                var at = 2 * sides[axis].Share(tick.Value) - 1;
                (double X, double Y, double Z) Place(double outwards) => axis switch { 0 => (at, -1 - outwards, -1.0), 1 => (-1 - outwards, at, -1.0), _ => (-1 - outwards * 0.7, 1 + outwards * 0.7, at) };
                var ((ax, ay), (bx, by), (tx, ty)) = (view.Project(Place(0)), view.Project(Place(0.06)), view.Project(Place(0.2)));
                canvas.Line(ax, ay, bx, by, "axis", $" data-a=\"{P(Place(0))}\" data-b=\"{P(Place(0.06))}\"");
                var half = TextSize.Width(tick.Label) / 2;
                if (taken.Exists(t => Math.Abs(t.X - tx) < t.Half + half + 6 && Math.Abs(t.Y - ty) < 15))
                    continue;
                taken.Add((tx, ty, half));
                canvas.Body.Append($"<text x=\"{Canvas.N(tx)}\" y=\"{Canvas.N(ty + 4)}\" text-anchor=\"middle\" class=\"t v10\" data-p=\"{P(Place(0.2))}\" data-half=\"{Canvas.N(half)}\">{Canvas.Escape(tick.Label)}</text>");
            }
    }

    private static void DrawTrail(Canvas canvas, View view, List<(double, double, double)> points, int series)
    {
        for (var i = 1; i < points.Count; i++)
        {
            var ((ax, ay), (bx, by)) = (view.Project(points[i - 1]), view.Project(points[i]));
            canvas.Line(ax, ay, bx, by, $"thin s{series % Palette.Count}", $" data-a=\"{P(points[i - 1])}\" data-b=\"{P(points[i])}\"");
        }
    }

    private static (double X, double Y, double Z) Corner(int bits) => ((bits & 1) * 2 - 1, (bits >> 1 & 1) * 2 - 1, (bits >> 2 & 1) * 2 - 1);

    private static string P((double X, double Y, double Z) p) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(p.X, 3)},{Math.Round(p.Y, 3)},{Math.Round(p.Z, 3)}");

    /// <summary>A parallel projection of the cube [−1, 1]³: turned about the upright axis, then tilted towards the reader.</summary>
    private readonly record struct View(double X, double Y, double Size)
    {
        public (double X, double Y) Project((double X, double Y, double Z) p)
        {
            var across = p.X * Math.Cos(Azimuth) - p.Y * Math.Sin(Azimuth);
            var away = p.X * Math.Sin(Azimuth) + p.Y * Math.Cos(Azimuth);
            return (X + Size * across, Y - Size * (p.Z * Math.Cos(Elevation) + away * Math.Sin(Elevation)));
        }

        /// <summary>Larger is nearer.</summary>
        public double Depth((double X, double Y, double Z) p) =>
            p.Z * Math.Sin(Elevation) - (p.X * Math.Sin(Azimuth) + p.Y * Math.Cos(Azimuth)) * Math.Cos(Elevation);
    }
}
