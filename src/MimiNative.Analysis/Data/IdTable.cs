namespace MimiNative.Analysis.Data;

/// <summary>Ids numbered in the order of their first occurrence: a list of millions of trials names a few thousand recordings.</summary>
internal sealed class IdTable
{
    private readonly List<string> _ids = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    /// <summary>The ids.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The number of an id, which is added where it is new.</summary>
    public int Of(ReadOnlySpan<char> id)
    {
        var index = _index.GetAlternateLookup<ReadOnlySpan<char>>();
        if (index.TryGetValue(id, out var number))
            return number;
        var text = id.ToString();
        _ids.Add(text);
        return _index[text] = _ids.Count - 1;
    }

    /// <summary>The number of an id; -1 where it isn't there.</summary>
    public int Find(string id) => _index.TryGetValue(id, out var number) ? number : -1;
}
