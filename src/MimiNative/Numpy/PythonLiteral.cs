using System.Globalization;

namespace MimiNative.Numpy;

/// <summary>Reads the few literals of Python that stand in an NPY header, one after another. What isn't there is null or false, and nothing is taken then.</summary>
internal sealed class PythonLiteral(string text)
{
    private int _position;

    /// <summary>Nothing but spaces is left.</summary>
    public bool AtEnd => Skip() == text.Length;

    /// <summary>Whether the next character is this one.</summary>
    public bool Sees(char c) => Skip() < text.Length && text[_position] == c;

    /// <summary>Takes a character.</summary>
    public bool Take(char c)
    {
        if (!Sees(c))
            return false;
        _position++;
        return true;
    }

    /// <summary>A string in quotes of either kind, without escapes.</summary>
    public string? Text()
    {
        if (!Sees('\'') && !Sees('"'))
            return null;
        var end = text.IndexOf(text[_position], _position + 1);
        var value = end < 0 ? null : text[(_position + 1)..end];
        if (value is null || value.Length == 0 || value.Contains('\\'))
            return null;
        _position = end + 1;
        return value;
    }

    /// <summary>A list, of which nothing is said but that it is one: its opening bracket.</summary>
    public string? List()
    {
        if (!Sees('['))
            return null;
        var depth = 0;
        for (var i = _position; i < text.Length; i++)
        {
            depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth > 0)
                continue;
            _position = i + 1;
            return "[";
        }

        return null;
    }

    /// <summary><c>True</c> or <c>False</c>.</summary>
    public bool? Truth()
    {
        var rest = text.AsSpan(Skip());
        bool? value = rest.StartsWith("True", StringComparison.Ordinal) ? true : rest.StartsWith("False", StringComparison.Ordinal) ? false : null;
        _position += value switch { true => 4, false => 5, null => 0 };
        return value;
    }

    /// <summary>A tuple of whole numbers from 0; <c>3L</c> of Python 2 is one too.</summary>
    public List<long>? Sizes(int most)
    {
        var sizes = new List<long>();
        if (!Take('('))
            return null;
        while (!Take(')'))
        {
            var start = Skip();
            while (_position < text.Length && char.IsAsciiDigit(text[_position]))
                _position++;
            if (sizes.Count == most || !long.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                return null;
            sizes.Add(size);
            Take('L');
            if (!Take(',') && !Sees(')'))
                return null;
        }

        return sizes;
    }

    private int Skip()
    {
        while (_position < text.Length && text[_position] is ' ' or '\n' or '\t')
            _position++;
        return _position;
    }
}
