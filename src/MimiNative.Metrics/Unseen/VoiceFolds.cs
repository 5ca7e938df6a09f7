namespace MimiNative.Metrics;

/// <summary>
/// Which clips test a head and which fit it: the fold of a voice is its index in ordinal order modulo <see cref="Folds"/>; with texts apart too, the fold of a text its index modulo 2.
/// A cell is one fold of voices (and one of texts). Its head is fitted on other voices, and on other texts.
/// </summary>
internal sealed class VoiceFolds
{
    /// <summary>Folds of voices where there are enough.</summary>
    public const int MostFolds = 5;

    private const int TextFolds = 2;

    private readonly SpaceLabels _labels;
    private readonly bool _textsApart;

    private VoiceFolds(SpaceLabels labels, bool textsApart, int folds)
    {
        (_labels, _textsApart, Folds) = (labels, textsApart, folds);
        Cell = [.. Enumerable.Range(0, labels.Rows).Select(i => textsApart ? labels.Voice[i] % folds * TextFolds + labels.Text![i] % TextFolds : labels.Voice[i] % folds)];
    }

    /// <summary>Folds of voices: 5, or fewer so that each holds two voices to be told apart.</summary>
    public int Folds { get; }

    /// <summary>Number of cells.</summary>
    public int Cells => _textsApart ? Folds * TextFolds : Folds;

    /// <summary>The cell that each row tests.</summary>
    public int[] Cell { get; }

    /// <summary>Null with fewer than four voices, or fewer than two texts where those are to be apart: nothing unseen would be left.</summary>
    public static VoiceFolds? Of(SpaceLabels labels, bool textsApart)
    {
        var folds = Math.Min(MostFolds, labels.VoiceCount / 2);
        return folds < 2 || textsApart && labels.TextCount < TextFolds ? null : new VoiceFolds(labels, textsApart, folds);
    }

    /// <summary>Rows that test a cell's head.</summary>
    public int[] Test(int cell) => [.. Enumerable.Range(0, _labels.Rows).Where(i => Cell[i] == cell)];

    /// <summary>Rows that fit it: no voice, and no text where those are apart, of the cell.</summary>
    public int[] Train(int cell)
    {
        var (voiceFold, textFold) = _textsApart ? (cell / TextFolds, cell % TextFolds) : (cell, -1);
        return [.. Enumerable.Range(0, _labels.Rows).Where(i => _labels.Voice[i] % Folds != voiceFold && (!_textsApart || _labels.Text![i] % TextFolds != textFold))];
    }
}
