using System.CommandLine;

namespace MimiNative.Cli.Tests;

/// <summary>What fits 80 columns.</summary>
public sealed class NarrowTerminalTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    [InlineData(20)]
    public void Every_column_is_shown_and_none_is_narrower_than_it_needs(int available)
    {
        int[] widths = [25, 8, 30, 10, 12, 9, 60, 7];
        int[] least = [10, 8, 12, 10, 12, 9, 15, 7];
        var parts = TableLayout.Parts(widths, least, available);
        Assert.Equal(Enumerable.Range(0, widths.Length), parts.SelectMany((p, i) => p.Skip(i == 0 ? 0 : 1)).Select(c => c.Index));
        foreach (var part in parts)
        {
            Assert.Equal(0, part[0].Index);
            Assert.All(part, c => Assert.InRange(c.Width, least[c.Index], widths[c.Index]));
            // A table of the first column and one other is made however narrow the terminal is.
            Assert.True(part.Count <= 2 || part.Sum(c => c.Width + 2) + 2 <= available);
        }
    }

    [Fact]
    public void What_fits_stays_one_table_with_its_own_widths() =>
        Assert.Equal([(0, 20), (1, 10), (2, 10)], Assert.Single(TableLayout.Parts([20, 10, 10], [5, 10, 5], 80)));

    [Fact]
    public void Words_give_way_before_columns_go_below() =>
        Assert.Equal([(0, 20), (1, 10), (2, 42)], Assert.Single(TableLayout.Parts([20, 10, 60], [15, 10, 12], 80)));

    [Fact]
    public void Numbers_are_never_cut_and_ids_never_broken()
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Null, default) { Width = 50 };
        terminal.Table(["clip", "what was said there", ">first number", ">second number", ">third"],
            [["a_rather_long_sample_id_17", "seven eight seven seven eight and nine", "1234567.890", "−0.000123456", "[red]0.5[/]"]]);
        Assert.All(output.ToString().Split('\n'), l => Assert.True(l.Length <= 50, l));
        foreach (var word in (string[])["a_rather_long_sample_id_17", "1234567.890", "−0.000123456", "0.5", "second number", "third"])
            Assert.Contains(word, output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("…", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_goes_on_under_its_own_beginning()
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Null, default) { Width = 30 };
        terminal.Item("-", "one [two] three four five six seven eight nine");
        terminal.Item("[green]yes[/]", "one two three fou 43.5 % to 50 %", 10);
        Assert.Equal(["- one [two] three four five", "  six seven eight nine", "yes       one two three fou", "          43.5 % to 50 %", ""], output.ToString().Split('\n').Select(l => l.TrimEnd()));
    }

    [Fact]
    public void Examples_of_every_command_fit_80_columns()
    {
        var root = MimiCommand.Root(new Terminal(TextWriter.Null, TextWriter.Null, default));
        var all = root.Subcommands.SelectMany(c => c.Subcommands.Append(c)).ToList();
        Assert.All(all, c => Assert.IsType<ExplainedCommand>(c));
        Assert.DoesNotContain(all.Cast<ExplainedCommand>().SelectMany(c => c.Details.Split('\n')), l => l.StartsWith("  ", StringComparison.Ordinal) && l.Length > 80);
        Assert.All(all.Cast<ExplainedCommand>(), c => Assert.Contains("\n  ", c.Details, StringComparison.Ordinal));
    }
}
