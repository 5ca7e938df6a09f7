using MimiNative.Analysis.Data;

namespace MimiNative.Cli.Inputs;

/// <summary>Opens data sets whose results have no report: what a reader should know about their labels is said at once.</summary>
internal static class DataInput
{
    /// <summary>As <see cref="DataSet.Open"/>.</summary>
    public static DataSet Open(string path, Terminal terminal) => Noted(DataSet.Open(path), terminal);

    /// <summary>Says the remarks on a data set.</summary>
    public static DataSet Noted(DataSet data, Terminal terminal)
    {
        foreach (var note in data.Notes)
            terminal.Note(note);
        return data;
    }
}
