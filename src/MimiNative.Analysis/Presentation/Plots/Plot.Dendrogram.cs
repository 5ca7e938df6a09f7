namespace MimiNative.Analysis.Presentation.Plots;

internal static partial class Plot
{
    /// <summary>The most leaves that are drawn.</summary>
    private const int MostLeaves = 120;

    /// <summary>The tree of a hierarchical clustering, items at the left, joins further right the less alike they are.</summary>
    /// <param name="title">What is plotted.</param>
    /// <param name="caption">What to see in it.</param>
    /// <param name="items">The names of the items.</param>
    /// <param name="linkage">One step fewer than there are items, in rising height.</param>
    /// <param name="height">What the height of a join means.</param>
    /// <param name="groups">A colour by item, e.g. the voice's gender; null for none.</param>
    /// <param name="groupNames">The names of the groups.</param>
    /// <exception cref="ArgumentException">The linkage is not one of these items.</exception>
    /// <remarks>Of more than 120 items only the last joins are drawn: a leaf is then all that had joined before, named by its first item and their number.</remarks>
    public static Svg Dendrogram(
        string title, string caption, IReadOnlyList<string> items, IReadOnlyList<LinkageStep> linkage, Axis height, IReadOnlyList<int>? groups = null, IReadOnlyList<string>? groupNames = null)
    {
        var order = LeafOrder(items.Count, linkage);
        if (items.Count > MostLeaves)
        {
            (items, linkage) = Top(items, linkage);
            (groups, groupNames, order) = (null, null, LeafOrder(items.Count, linkage));
        }
        return new Svg(title, caption, canvas =>
        {
            var top = Legend.Draw(canvas, 0, [.. (groupNames ?? []).Select((name, i) => new LegendEntry(Swatch.Mark, i, name))]);
            var pitch = items.Count > 40 ? 14 : 18;
            var across = new Side(height, 0, Math.Max(linkage.Select(s => s.Height).DefaultIfEmpty(1).Max() * 1.04, 1e-12));
            var frame = new Frame(canvas, top, pitch * items.Count, across, Side.Of("", [.. order.Select(i => items[i]).Reverse()]));
            var places = new (double X, double Y)[items.Count + linkage.Count];
            for (var row = 0; row < order.Count; row++)
                places[order[row]] = (frame.Left, frame.Top + pitch * (row + 0.5));
            for (var step = 0; step < linkage.Count; step++)
            {
                var ((ax, ay), (bx, by)) = (places[linkage[step].Left], places[linkage[step].Right]);
                var x = frame.X(linkage[step].Height);
                canvas.Path($"M{Canvas.N(ax)} {Canvas.N(ay)}H{Canvas.N(x)}V{Canvas.N(by)}H{Canvas.N(bx)}", "l s7", $"joined at {Ticks.Read(linkage[step].Height)}");
                places[items.Count + step] = (x, (ay + by) / 2);
            }
            if (groups is not null)
                for (var i = 0; i < items.Count; i++)
                    canvas.Mark(places[i].X, places[i].Y, groups[i], 4, items[i]);
        });
    }

    /// <summary>The last joins, and what had joined before them as items.</summary>
    private static (List<string> Items, List<LinkageStep> Linkage) Top(IReadOnlyList<string> items, IReadOnlyList<LinkageStep> linkage)
    {
        var joined = items.Count - MostLeaves;
        // Of every node: its first item, and how many it holds.
        var nodes = items.Select((_, i) => (First: i, Count: 1)).ToList();
        foreach (var step in linkage)
            nodes.Add((Math.Min(nodes[step.Left].First, nodes[step.Right].First), nodes[step.Left].Count + nodes[step.Right].Count));
        var inner = linkage.Take(joined).SelectMany(s => (int[])[s.Left, s.Right]).ToHashSet();
        var leaves = Enumerable.Range(0, items.Count + joined).Where(n => !inner.Contains(n)).ToList();
        var places = leaves.Select((node, place) => (node, place)).ToDictionary(p => p.node, p => p.place);
        int Place(int node) => places.TryGetValue(node, out var place) ? place : node - joined - items.Count + MostLeaves;
        return ([.. leaves.Select(n => nodes[n].Count == 1 ? items[nodes[n].First] : $"{items[nodes[n].First]} and {nodes[n].Count - 1} more")],
            [.. linkage.Skip(joined).Select(s => new LinkageStep(Place(s.Left), Place(s.Right), s.Height))]);
    }

    /// <summary>The items from top to bottom so that no branches cross.</summary>
    private static List<int> LeafOrder(int items, IReadOnlyList<LinkageStep> linkage)
    {
        if (items < 1 || linkage.Count != items - 1)
            throw new ArgumentException($"{linkage.Count} linkage steps for {items} items.", nameof(linkage));
        var members = new List<int>[items + linkage.Count];
        for (var i = 0; i < items; i++)
            members[i] = [i];
        for (var step = 0; step < linkage.Count; step++)
        {
            var (left, right) = (linkage[step].Left, linkage[step].Right);
            if (left < 0 || right < 0 || left >= items + step || right >= items + step || left == right)
                throw new ArgumentException($"Linkage step {step} joins {left} and {right}, of which one does not exist yet.", nameof(linkage));
            members[items + step] = [.. members[left], .. members[right]];
        }
        return members[^1].Distinct().Count() == items ? members[^1] : throw new ArgumentException("The linkage joins an item twice.", nameof(linkage));
    }
}
