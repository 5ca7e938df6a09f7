using System.Numerics;

namespace MimiNative.Weights;

/// <summary>A file of tensors by name, whatever its format. Its header was checked when it was opened; values are read when they are asked for, by any thread.</summary>
internal interface ITensorFile : IDisposable
{
    /// <summary>The file.</summary>
    string Path { get; }

    /// <summary>Its tensors.</summary>
    IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>What its maker wrote beside them; empty where there is nothing.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>A tensor by name, or null.</summary>
    SafetensorsTensor? Find(string name);

    /// <summary>Copies values in C order, converted, from element <paramref name="first"/> on until <paramref name="destination"/> is full.</summary>
    void Read<T>(string name, Span<T> destination, long first = 0) where T : unmanaged, INumber<T>;

    /// <summary>A whole tensor, converted, as a new array.</summary>
    T[] Read<T>(string name) where T : unmanaged, INumber<T>;
}
