namespace MimiNative.Analysis.Data;

/// <summary>Where VoxCeleb1's original test list and its recordings lie, wherever they were unpacked.</summary>
public static class VoxCeleb
{
    /// <summary>The list of VoxCeleb1-O, cleaned.</summary>
    public const string TestList = "veri_test2.txt";

    private const int Deepest = 3;

    /// <summary>The list below a folder, and the folder that its paths are relative to.</summary>
    /// <exception cref="DataSetException">One of them isn't there; names what was looked for.</exception>
    public static (string List, string Audio) Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DataSetException($"{folder}: no such folder");
        var list = Folders(folder).Select(f => Path.Combine(f, TestList)).FirstOrDefault(File.Exists)
            ?? throw new DataSetException($"{folder}: there is no {TestList} in it, nor {Deepest} folders deep");
        var first = TrialList.Read(list).Recordings[0];
        return Folders(folder).FirstOrDefault(f => RecordingFinder.Find(list, f, first) is not null) is { } audio
            ? (list, audio)
            : throw new DataSetException($"{folder}: '{Printable.Quote(first)}' of {list} is in no folder of it, {Deepest} deep");
    }

    /// <summary>A folder and those below it, the nearest first.</summary>
    private static IEnumerable<string> Folders(string folder)
    {
        List<string> level = [folder];
        for (var depth = 0; depth <= Deepest; depth++)
        {
            foreach (var at in level)
                yield return at;
            level = [.. level.SelectMany(Below)];
        }
    }

    private static IEnumerable<string> Below(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
