namespace MimiNative.Numerics;

/// <summary>
/// A vector of some width, as far as sums of products need one. An operation is written once over this and compiled for each width; with one chain of multiply-adds per result, every width gives the same bits.
/// </summary>
/// <typeparam name="TSelf">The vector.</typeparam>
/// <typeparam name="T">Its values: float or double.</typeparam>
internal unsafe interface IVector<TSelf, T> where TSelf : struct, IVector<TSelf, T> where T : unmanaged
{
    /// <summary>Values in a vector.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(T* p);
    static abstract void Store(TSelf v, T* p);
    static abstract TSelf Broadcast(T v);

    /// <summary>a·b + c, rounded once, on every machine.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);
}
