using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>
/// Reads values out of an open file of tensors, straight into the caller's memory, without moving any position: several threads may.
/// Every read is checked, so that a file which somebody shortens meanwhile is an error that says so (a mapping would end the process).
/// </summary>
internal sealed class TensorReader(string path, SafeFileHandle file) : IDisposable
{
    // Values of another type than the one asked for are converted by the piece; others are read as they are, as many as the system takes at a time.
    private const int PieceBytes = 1 << 16, MostBytes = 1 << 30;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Bytes of the file.</summary>
    public long Length => RandomAccess.GetLength(file);

    /// <summary>Opens a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="kind">What it should be: <c>a safetensors file</c>.</param>
    /// <exception cref="WeightsException">It can't be opened; says why.</exception>
    public static TensorReader Open(string path, string kind)
    {
        if (Directory.Exists(path))
            throw new WeightsException(SafetensorsFault.IsDirectory, $"{path} is a folder, not {kind}");
        if (!File.Exists(path))
            throw new WeightsException(SafetensorsFault.NotFound, $"{path}: no such file");
        if (RegularFile.NotRegular(path) is { } other)
            throw new WeightsException(SafetensorsFault.Unreadable, $"{path} is {other}, not {kind}");
        try
        {
            return new TensorReader(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WeightsException(SafetensorsFault.Unreadable, $"{path} can't be read: {e.Message}", e);
        }
    }

    /// <summary>Copies bytes from a position on. What the file no longer has is an error.</summary>
    public void ReadExactly(Span<byte> destination, long position, string what)
    {
        while (!destination.IsEmpty)
        {
            int read;
            try
            {
                read = RandomAccess.Read(file, destination, position);
            }
            catch (IOException e)
            {
                throw new WeightsException(SafetensorsFault.Unreadable, $"{path} can't be read: {e.Message}", e);
            }

            if (read == 0)
                throw new WeightsException(SafetensorsFault.Shortened, $"{path} was shortened while it was in use: it ends before {what} does");
            destination = destination[read..];
            position += read;
        }
    }

    /// <summary>Copies values that stand one after the other, converted, from element <paramref name="first"/> of a tensor on.</summary>
    public void Read<T>(SafetensorsTensor tensor, Span<T> destination, long first) where T : unmanaged, INumber<T>
    {
        CheckRange(tensor, tensor.Elements, "values", destination.Length, first);
        Check<T>(tensor);
        var size = tensor.Type.Size();
        var isSame = SafetensorsConvert.IsSame<T>(tensor.Type);
        var piece = isSame ? [] : ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (var rest = destination; !rest.IsEmpty;)
            {
                var part = rest[..Math.Min(rest.Length, (isSame ? MostBytes : PieceBytes) / size)];
                var bytes = isSame ? MemoryMarshal.AsBytes(part) : piece.AsSpan(0, part.Length * size);
                ReadExactly(bytes, tensor.Offset + (first + destination.Length - rest.Length) * size, $"tensor '{Printable.Quote(tensor.Name)}'");
                if (!isSame)
                    Convert(tensor, bytes, part);
                rest = rest[part.Length..];
            }
        }
        finally
        {
            if (!isSame)
                ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Converts values of a tensor's type.</summary>
    /// <exception cref="WeightsException">One doesn't fit.</exception>
    public void Convert<T>(SafetensorsTensor tensor, ReadOnlySpan<byte> bytes, Span<T> values) where T : unmanaged, INumber<T>
    {
        try
        {
            SafetensorsConvert.Convert(tensor.Type, bytes, values);
        }
        catch (OverflowException e)
        {
            throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{path}: tensor '{Printable.Quote(tensor.Name)}' ({tensor.Type.Code()}) has a value that doesn't fit {typeof(T).Name}", e);
        }
    }

    /// <exception cref="WeightsException">A tensor's type can't be read as <typeparamref name="T"/>.</exception>
    public void Check<T>(SafetensorsTensor tensor)
    {
        if (!SafetensorsConvert.Has<T>(tensor.Type))
            throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{path}: tensor '{Printable.Quote(tensor.Name)}' is {tensor.Type.Code()} and can't be read as {typeof(T).Name}");
    }

    /// <summary>A whole tensor as a new array, which <paramref name="fill"/> fills.</summary>
    /// <exception cref="WeightsException">It has more values than an array can hold.</exception>
    public T[] NewArray<T>(SafetensorsTensor tensor, Action<T[]> fill)
    {
        if (tensor.Elements > Array.MaxLength)
            throw new WeightsException(SafetensorsFault.UnsupportedConversion, $"{path}: tensor '{Printable.Quote(tensor.Name)}' has {tensor.Elements} values; it must be read in parts");
        var values = new T[tensor.Elements];
        fill(values);
        return values;
    }

    /// <exception cref="ArgumentOutOfRangeException">The destination reaches past the tensor's end.</exception>
    public static void CheckRange(SafetensorsTensor tensor, long there, string what, int asked, long first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        if (first > there - asked)
            throw new ArgumentOutOfRangeException(nameof(first), $"tensor '{tensor.Name}' {tensor} has no {asked} {what} from {first} on");
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
