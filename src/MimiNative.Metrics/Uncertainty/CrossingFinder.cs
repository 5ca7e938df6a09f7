namespace MimiNative.Metrics;

/// <summary>Finds the equal error rate while weighted scores come in from the highest down; the interpolation of <see cref="ScoreDistribution.Eer"/>.</summary>
internal struct CrossingFinder(double same, double different)
{
    private double falseNegative = 1;
    private double falsePositive;
    private double accepted;
    private double falselyAccepted;
    private double score = double.PositiveInfinity;

    /// <summary>NaN until found.</summary>
    public double Eer { get; private set; } = double.NaN;

    /// <summary>Adds one score; true once the crossing is behind.</summary>
    public bool Add(double next, double sameWeight, double differentWeight)
    {
        // Equal scores are one threshold: rates are looked at only when the score changes.
        if (next != score && Step())
            return true;
        score = next;
        accepted += sameWeight;
        falselyAccepted += differentWeight;
        return false;
    }

    /// <summary>The scores are at an end.</summary>
    public void Finish() => Step();

    private bool Step()
    {
        double fnr = 1 - accepted / same, fpr = falselyAccepted / different;
        if (fnr <= fpr)
        {
            var before = falseNegative - falsePositive;
            Eer = falsePositive + before / (before - (fnr - fpr)) * (fpr - falsePositive);
            return true;
        }
        (falseNegative, falsePositive) = (fnr, fpr);
        return false;
    }
}
