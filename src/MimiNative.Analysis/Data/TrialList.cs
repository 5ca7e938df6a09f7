namespace MimiNative.Analysis.Data;

/// <summary>One verification trial: do these two recordings have the same speaker?</summary>
/// <param name="Enrol">Path or id of the first recording.</param>
/// <param name="Test">Path or id of the second.</param>
/// <param name="IsTarget">Same speaker; null where the list doesn't say.</param>
public sealed record Trial(string Enrol, string Test, bool? IsTarget);

/// <summary>Verification trials in VoxCeleb's form (<c>1 a.wav b.wav</c>), Kaldi's (<c>a b target|nontarget</c>), or unlabelled (<c>a b</c>).</summary>
public sealed class TrialList
{
    private TrialList(string source, IReadOnlyList<Trial> trials) => (Source, Trials) = (source, trials);

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>The trials in the file's order.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>Recordings that occur, each once, in order of first occurrence.</summary>
    public IReadOnlyList<string> Recordings => [.. Trials.SelectMany(t => (string[])[t.Enrol, t.Test]).Distinct()];

    /// <summary>Reads a list; every row must have the form of the first.</summary>
    /// <exception cref="DataSetException">There is no such file or trial, or a row has another form (named).</exception>
    public static TrialList Read(string path)
    {
        var trials = new List<Trial>();
        Form? form = null;
        foreach (var (row, line) in InputFile.Lines(path))
        {
            var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            form ??= FormOf(words);
            trials.Add((form, words) switch
            {
                (Form.VoxCeleb, ["0" or "1", var a, var b]) => new Trial(a, b, words[0] == "1"),
                (Form.Kaldi, [var a, var b, "target" or "nontarget"]) => new Trial(a, b, words[2] == "target"),
                (Form.Unlabelled, [var a, var b]) => new Trial(a, b, null),
                _ => throw new DataSetException($"{path}, row {row}: expected {Describe(form)}, found '{Printable.Quote(line.Trim())}'"),
            });
        }

        return trials.Count > 0 ? new TrialList(path, trials) : throw new DataSetException($"{path}: no trials");
    }

    /// <summary>The recordings as a data set. A recording is a path relative to <paramref name="audioFolder"/> (default: the list's folder), with or without <c>.wav</c>.</summary>
    /// <exception cref="DataSetException">A recording isn't found; names it and where it was looked for.</exception>
    public DataSet ToDataSet(string? audioFolder = null)
    {
        var folder = audioFolder ?? Path.GetDirectoryName(Path.GetFullPath(Source))!;
        var samples = Recordings.Select(r => new Sample { Id = r, Voice = "unknown", Path = Find(folder, r) }).ToList();
        return new DataSet(Path.GetFileNameWithoutExtension(Source), Source, samples);
    }

    private string Find(string folder, string recording)
    {
        foreach (var candidate in (string[])[recording, recording + ".wav", recording + ".flac"])
            if (InputFile.Path(Source, folder, candidate) is var path && File.Exists(path))
                return path;
        throw new DataSetException($"{Source}: recording '{recording}' is not in {folder}; name the folder that the list's paths are relative to");
    }

    private static Form? FormOf(string[] words) => words switch
    {
        ["0" or "1", _, _] => Form.VoxCeleb,
        [_, _, "target" or "nontarget"] => Form.Kaldi,
        [_, _] => Form.Unlabelled,
        _ => null,
    };

    private static string Describe(Form? form) => form switch
    {
        Form.VoxCeleb => "'1 enrol test' or '0 enrol test' like the first row",
        Form.Kaldi => "'enrol test target' or 'enrol test nontarget' like the first row",
        Form.Unlabelled => "'enrol test' like the first row",
        _ => "'1 enrol test' (VoxCeleb), 'enrol test target' (Kaldi) or 'enrol test'",
    };

    private enum Form
    {
        VoxCeleb,
        Kaldi,
        Unlabelled,
    }
}
