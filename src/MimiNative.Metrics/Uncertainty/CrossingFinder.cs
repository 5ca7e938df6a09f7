namespace MimiNative.Metrics;

/// <summary>Finds the equal error rate while weighted scores come in from the highest down; the interpolation of <see cref="ScoreDistribution.Eer"/>.</summary>
/// <param name="same">Total weight of same-voice scores.</param>
/// <param name="different">Total weight of different-voice scores.</param>
/// <param name="accepted">Weight of the same-voice scores that have come in already.</param>
/// <param name="falselyAccepted">Weight of such different-voice scores.</param>
internal struct CrossingFinder(double same, double different, double accepted = 0, double falselyAccepted = 0)
{
    private double _accepted = accepted;
    private double _falselyAccepted = falselyAccepted;
    private double _acceptedBefore;
    private double _falselyAcceptedBefore;
    private double _score = double.PositiveInfinity;

    /// <summary>NaN until found.</summary>
    public double Eer { get; private set; } = double.NaN;

    /// <summary>Adds one score; true once the crossing is behind.</summary>
    public bool Add(double next, double sameWeight, double differentWeight)
    {
        // Equal scores are one threshold: rates are looked at only when the score changes.
        if (next != _score)
        {
            if (Crossed())
                return true;
            (_acceptedBefore, _falselyAcceptedBefore, _score) = (_accepted, _falselyAccepted, next);
        }
        _accepted += sameWeight;
        _falselyAccepted += differentWeight;
        return false;
    }

    /// <summary>The scores are at an end.</summary>
    public void Finish() => Crossed();

    /// <summary>Whether FNR ≤ FPR, asked without a division: it is asked for every score.</summary>
    private bool Crossed()
    {
        if ((same - _accepted) * different > _falselyAccepted * same)
            return false;
        double before = _falselyAcceptedBefore / different, after = _falselyAccepted / different;
        var gapBefore = 1 - _acceptedBefore / same - before;
        var gapAfter = 1 - _accepted / same - after;
        Eer = before + gapBefore / (gapBefore - gapAfter) * (after - before);
        return true;
    }
}
