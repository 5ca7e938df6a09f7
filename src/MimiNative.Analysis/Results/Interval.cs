namespace MimiNative.Analysis.Results;

/// <summary>A closed range of values.</summary>
public readonly record struct Interval(double Low, double High);
