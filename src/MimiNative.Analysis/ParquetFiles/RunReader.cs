namespace MimiNative.Analysis.ParquetFiles;

/// <summary>Small whole numbers as Parquet's hybrid of repeats and packed bits: levels, and places in a dictionary. Nothing is unpacked ahead, so that a few bytes may stand for billions.</summary>
internal sealed class RunReader
{
    private const int MostBits = 32;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _bits;
    private int _at;
    private ulong _left;
    private bool _isPacked;
    private int _repeated;
    private long _bit;

    /// <param name="bytes">The runs.</param>
    /// <param name="bits">Bits of a number.</param>
    public RunReader(ReadOnlyMemory<byte> bytes, int bits)
    {
        if (bits is < 0 or > MostBits)
            throw new InvalidDataException($"numbers of {bits} bits");
        (_bytes, _bits) = (bytes, bits);
    }

    /// <summary>Bits that numbers up to <paramref name="most"/> take.</summary>
    public static int BitsOf(int most) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)most);

    /// <summary>The next number.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public int Next()
    {
        if (_left == 0)
            Begin();
        _left--;
        if (!_isPacked)
            return _repeated;
        var value = Bits(_bytes.Span, _bit, _bits);
        _bit += _bits;
        return value;
    }

    /// <summary>How many numbers that equal <paramref name="value"/> come next at once, of at most <paramref name="most"/>; these are passed.</summary>
    public int Pass(int value, int most)
    {
        if (most == 0)
            return 0;
        if (_left == 0)
            Begin();
        if (_isPacked)
        {
            var count = 0;
            for (; count < most && _left > 0 && Bits(_bytes.Span, _bit, _bits) == value; count++, _left--)
                _bit += _bits;
            return count;
        }
        if (_repeated != value)
            return 0;
        var passed = (int)Math.Min(_left, (ulong)most);
        _left -= (ulong)passed;
        return passed;
    }

    private void Begin()
    {
        // A number of no bits is 0, and takes no run.
        if (_bits == 0)
        {
            (_left, _isPacked, _repeated) = (ulong.MaxValue, false, 0);
            return;
        }
        if (_isPacked)
            _at = (int)Math.Min((_bit + 7) / 8, _bytes.Length);
        do
        {
            var head = Varint();
            (_isPacked, _left) = ((head & 1) == 1, (head & 1) == 1 ? (head >> 1) * 8 : head >> 1);
            if (_isPacked)
            {
                _bit = _at * 8L;
                if (_left > (ulong)_bytes.Length * 8)
                    throw new InvalidDataException("a run of packed numbers is longer than its page");
                continue;
            }

            var size = (_bits + 7) / 8;
            if (size > _bytes.Length - _at)
                throw Ends();
            _repeated = 0;
            for (var i = 0; i < size; i++)
                _repeated |= _bytes.Span[_at++] << (8 * i);
        }
        while (_left == 0);
    }

    private static int Bits(ReadOnlySpan<byte> bytes, long bit, int count)
    {
        var (value, shift) = (0UL, (int)(bit & 7));
        var (first, last) = (bit >> 3, (bit + count - 1) >> 3);
        if (last >= bytes.Length)
            throw Ends();
        for (var i = first; i <= last; i++)
            value |= (ulong)bytes[(int)i] << (int)(8 * (i - first));
        return (int)(uint)((value >> shift) & ((1UL << count) - 1));
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (_at >= _bytes.Length)
                throw Ends();
            var next = _bytes.Span[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("the length of a run has more than 32 bits");
    }

    private static InvalidDataException Ends() => new("its levels or dictionary places end before its values do");
}
