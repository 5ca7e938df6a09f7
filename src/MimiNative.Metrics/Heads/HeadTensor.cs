namespace MimiNative.Metrics;

/// <summary>A named array of a <see cref="SpeakerHead"/>, for files.</summary>
/// <param name="Name">mean, projection, eigenvalues or voice_noise.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Values">Row-major values.</param>
public sealed record HeadTensor(string Name, IReadOnlyList<int> Shape, double[] Values);
