namespace MimiNative.Metrics;

/// <summary>How good a band is.</summary>
public enum Grade
{
    /// <summary>The value could not be measured.</summary>
    Undefined,

    /// <summary>As wanted.</summary>
    Good,

    /// <summary>Usable with care.</summary>
    Fair,

    /// <summary>Little of what was looked for.</summary>
    Weak,

    /// <summary>Not usable.</summary>
    Bad,
}

/// <summary>A range of a metric's values that means one thing.</summary>
/// <param name="Name">One word or a few: <c>fair</c>.</param>
/// <param name="Grade">How good that is.</param>
/// <param name="UpTo">The range's upper end; +∞ for the last.</param>
/// <param name="Inclusive">Whether <paramref name="UpTo"/> itself still belongs to it.</param>
/// <param name="Meaning">What it says, where the name doesn't; null where it does.</param>
public sealed record Band(string Name, Grade Grade, double UpTo, bool Inclusive = false, string? Meaning = null)
{
    /// <summary>Name and meaning in one phrase.</summary>
    public string Text => Meaning is null ? Name : $"{Name}: {Meaning}";
}
