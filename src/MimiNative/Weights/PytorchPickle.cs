using System.Buffers.Binary;
using System.Text;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>Bytes that tensors share: an entry of the archive.</summary>
internal sealed record PytorchStorage(SafetensorsType Type, string Key, long Elements);

/// <summary>A tensor: a view of a storage, strides counted in elements.</summary>
internal sealed record PytorchView(PytorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    /// <summary>Values in all.</summary>
    public long Elements { get; } = Shape.Aggregate(1L, (a, b) => a * b);
}

/// <summary>
/// Reads the pickle of a state dict and runs nothing: a pickle is a program for a stack machine, and this machine knows only what <c>torch.save</c> writes for tensors by name.
/// A name of Python's that isn't one of <see cref="Globals"/> is refused where it stands, whether it would be called or not. Every value that is made comes from bytes of the file, of which
/// there are few; nothing recurses.
/// </summary>
internal sealed class PytorchPickle
{
    /// <summary>Bytes of the largest pickle that is read: a thousand tensors have 120 KB.</summary>
    public const int MostBytes = 8 << 20;

    private const int MostStack = 1 << 16;
    private const int MostRank = 16;

    /// <summary>A list, a float, bytes: values that no tensor is made of.</summary>
    private static readonly object Other = new();
    private static readonly object Mark = new();

    private readonly string _path;
    private readonly byte[] _bytes;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _at;

    private PytorchPickle(string path, byte[] bytes) => (_path, _bytes) = (path, bytes);

    /// <summary>What a pickle may name.</summary>
    private enum Callable
    {
        OrderedDict,
        RebuildTensor,
        RebuildParameter,
    }

    private static Dictionary<string, object> Globals { get; } = new()
    {
        ["collections.OrderedDict"] = Callable.OrderedDict,
        ["torch._utils._rebuild_tensor_v2"] = Callable.RebuildTensor,
        ["torch._utils._rebuild_parameter"] = Callable.RebuildParameter,
        ["torch.FloatStorage"] = SafetensorsType.F32,
        ["torch.HalfStorage"] = SafetensorsType.F16,
        ["torch.BFloat16Storage"] = SafetensorsType.BF16,
        ["torch.DoubleStorage"] = SafetensorsType.F64,
        ["torch.LongStorage"] = SafetensorsType.I64,
    };

    /// <summary>The value that a pickle stands for: a <see cref="Dictionary{TKey, TValue}"/> by text for a dictionary of Python's.</summary>
    /// <exception cref="WeightsException">It isn't a pickle of tensors; says what is wrong, and names what is refused.</exception>
    public static object? Read(string path, byte[] bytes) => new PytorchPickle(path, bytes).Run();

    private object? Run()
    {
        while (true)
        {
            var at = _at;
            var opcode = (char)Take(1)[0];
            switch (opcode)
            {
                case '\x80': Take(1); break; // protocol
                case '\x95': Take(8); break; // frame
                case '.': return Pop();
                case '(': Push(Mark); break;
                case '}': Push(new Dictionary<string, object?>()); break;
                case ']' or '\x8f': Push(Other); break;
                case ')': Push(Array.Empty<object?>()); break;
                case 't': Push(PopToMark()); break;
                case '\x85': PushTuple(1); break;
                case '\x86': PushTuple(2); break;
                case '\x87': PushTuple(3); break;
                case 'X' or 'T': Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
                case '\x8c' or 'U': Push(Text(Take(1)[0])); break;
                case 'B': Take((int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); Push(Other); break;
                case 'C': Take(Take(1)[0]); Push(Other); break;
                case 'G': Take(8); Push(Other); break;
                case 'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
                case 'K': Push((long)Take(1)[0]); break;
                case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
                case '\x8a': Push(Long(Take(1)[0])); break;
                case '\x88': Push(true); break;
                case '\x89': Push(false); break;
                case 'N': Push(null); break;
                case 'c': Push(Global($"{Line()}.{Line()}")); break;
                case 'i': throw Wrong($"it makes a {Global($"{Line()}.{Line()}")} as torch.save doesn't");
                case '\x93': PushStackGlobal(); break;
                case 'Q': Push(Storage(Pop())); break;
                case 'R': PushCall(); break;
                case 'b': _ = Pop(); _ = Peek(); break; // attributes of an OrderedDict or a tensor: nothing that its values depend on
                case 's': SetItems([Pop2(out var value), value]); break;
                case 'u': SetItems(PopToMark()); break;
                case 'a': _ = Pop(); IsList(Peek()); break;
                case 'e': _ = PopToMark(); IsList(Peek()); break;
                case 'q': _memo[Take(1)[0]] = Peek(); break;
                case 'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek(); break;
                case '\x94': _memo[(uint)_memo.Count] = Peek(); break;
                case 'h': Push(Recall(Take(1)[0])); break;
                case 'j': Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
                default: throw Wrong($"opcode 0x{(int)opcode:X2} at byte {at} isn't one that torch.save writes for tensors");
            }
        }
    }

    private object Global(string name) => Globals.TryGetValue(name, out var known) ? known
        : throw new WeightsException($"{_path} asks Python for '{Printable.Quote(name)}', which no state dict of tensors needs: the file is refused, and nothing of it was run");

    private void PushStackGlobal()
    {
        var (module, name) = (Pop2(out var last), last);
        Push(Global(module is string m && name is string n ? $"{m}.{n}" : throw Wrong("a name that is no text")));
    }

    /// <summary>('storage', type, key, device, elements).</summary>
    private PytorchStorage Storage(object? value) =>
        value is object?[] and ["storage", SafetensorsType type, string key, string, long elements and >= 0]
            ? new PytorchStorage(type, key, elements)
            : throw Wrong("a storage of a form that isn't known");

    private void PushCall()
    {
        var (callable, arguments) = (Pop2(out var last), last as object?[]);
        Push((callable, arguments) switch
        {
            (Callable.OrderedDict, []) => new Dictionary<string, object?>(),
            (Callable.RebuildParameter, [PytorchView tensor, bool, _]) => tensor,
            (Callable.RebuildTensor, [PytorchStorage storage, long offset, object?[] shape, object?[] strides, bool, ..]) when arguments!.Length is 6 or 7 => View(storage, offset, shape, strides),
            _ => throw Wrong($"a call of {(callable is Callable known ? known.ToString() : "what can't be called")} with other arguments than torch.save writes"),
        });
    }

    private PytorchView View(PytorchStorage storage, long offset, object?[] shape, object?[] strides)
    {
        if (shape.Length > MostRank || shape.Length != strides.Length || offset < 0 || !shape.All(s => s is long and >= 0) || !strides.All(s => s is long and >= 0))
            throw Wrong("a tensor whose shape or strides aren't whole numbers from 0");
        long[] sizes = [.. shape.Cast<long>()], steps = [.. strides.Cast<long>()];
        try
        {
            var (elements, last) = (1L, offset);
            for (var i = 0; i < sizes.Length; i++)
                (elements, last) = checked((elements * sizes[i], last + Math.Max(0, sizes[i] - 1) * steps[i]));
            // No more values than there are in the storage: one that is repeated for ever would fill the memory.
            if (elements > 0 && (last >= storage.Elements || elements > storage.Elements))
                throw Wrong($"a tensor ({string.Join(", ", sizes)}) from element {offset} on doesn't lie in its storage of {storage.Elements}");
            return new PytorchView(storage, offset, sizes, steps);
        }
        catch (OverflowException)
        {
            throw Wrong($"a tensor ({string.Join(", ", sizes)}) of more elements than 64 bits count");
        }
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not Dictionary<string, object?> target || items.Length % 2 != 0)
            throw Wrong("items that no dictionary gets");
        for (var i = 0; i < items.Length; i += 2)
            if (items[i] is string key) // numbers name states of an optimizer
                target[key] = items[i + 1];
    }

    private void IsList(object? value)
    {
        if (!ReferenceEquals(value, Other))
            throw Wrong("values that no list gets");
    }

    private void Push(object? value)
    {
        if (_stack.Count == MostStack)
            throw Wrong($"more than {MostStack} values at a time");
        _stack.Add(value);
    }

    private object? Peek() => _stack.Count > 0 && !ReferenceEquals(_stack[^1], Mark) ? _stack[^1] : throw Wrong("it takes a value that isn't there");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    /// <summary>The value below the last, which comes too.</summary>
    private object? Pop2(out object? last)
    {
        last = Pop();
        return Pop();
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(Mark);
        if (mark < 0)
            throw Wrong("a mark is missing");
        object?[] values = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private void PushTuple(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            values[i] = Pop();
        Push(values);
    }

    private object? Recall(uint index) => _memo.TryGetValue(index, out var value) ? value : throw Wrong($"it recalls value {index}, which it never kept");

    private long Long(int count)
    {
        if (count > 8)
            throw Wrong("a number of more than 64 bits");
        var bytes = Take(count);
        var value = 0L;
        for (var i = 0; i < count; i++)
            value |= (long)bytes[i] << (8 * i);
        // The sign is the last byte's.
        return count is > 0 and < 8 ? value << (64 - 8 * count) >> (64 - 8 * count) : value;
    }

    private string Text(uint length) => Encoding.UTF8.GetString(Take((int)Math.Min(int.MaxValue, length)));

    private string Line()
    {
        var length = _bytes.AsSpan(_at).IndexOf((byte)'\n');
        if (length < 0)
            throw Wrong("it ends within a name");
        var text = Encoding.UTF8.GetString(Take(length));
        Take(1);
        return text;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at)
            throw Wrong("it ends too early");
        _at += count;
        return _bytes.AsSpan(_at - count, count);
    }

    private WeightsException Wrong(string what) => new($"{_path}: data.pkl isn't a state dict of tensors: {what}");
}
