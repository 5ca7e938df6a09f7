using System.Numerics.Tensors;
using MimiNative.Audio;

namespace MimiNative.Encoder;

/// <summary>
/// The samples of one clip on their way into a run: collected until there are whole frames, and completed at the clip's end as the padding dialect says.
/// Samples that aren't finite are refused here, whichever way they come.
/// </summary>
/// <param name="capacity">Samples that a run takes at a time: whole frames.</param>
/// <param name="frame">Samples of a latent frame.</param>
/// <param name="padding">What is done with the last frame.</param>
internal sealed class ClipBuffer(int capacity, int frame, PaddingDialect padding)
{
    private readonly float[] _samples = new float[capacity];
    private int _count;

    /// <summary>Samples of the clip that came so far.</summary>
    public long Total { get; private set; }

    /// <summary>No more fit until some were removed.</summary>
    public bool IsFull => _count == capacity;

    /// <summary>All whole frames that are here.</summary>
    public ReadOnlyMemory<float> Whole => _samples.AsMemory(0, _count / frame * frame);

    /// <summary>Takes as many samples as there is room for and returns their number.</summary>
    public int Append(ReadOnlySpan<float> samples)
    {
        var taken = Math.Min(samples.Length, capacity - _count);
        samples[..taken].CopyTo(_samples.AsSpan(_count));
        _count += taken;
        Total += taken;
        return taken;
    }

    /// <summary>Reads until the room is full; false where the source ended before that.</summary>
    /// <exception cref="AudioException">A sample isn't finite, the clip ends before it begins (an empty file, or a source that was read before), or the source threw this.</exception>
    public bool Fill(AudioSource source)
    {
        while (!IsFull)
        {
            var room = _samples.AsSpan(_count);
            var read = source.Read(room);
            if (read == 0)
                return Total > 0 ? false : throw new AudioException("the audio has no samples (or was read before)");
            if (FirstStranger(room[..read]) is >= 0 and var at)
                throw new AudioException(Complaint(Total + at, room[at]));
            _count += read;
            Total += read;
        }

        return true;
    }

    /// <summary>The clip has ended: everything that is here, completed where the dialect completes the waveform.</summary>
    public ReadOnlyMemory<float> End()
    {
        var length = (int)padding.Fed(_count, frame);
        _samples.AsSpan(_count, length - _count).Clear();
        _count = length;
        return _samples.AsMemory(0, length);
    }

    /// <summary>Forgets the first samples, which were encoded.</summary>
    public void Remove(int count)
    {
        _samples.AsSpan(count, _count - count).CopyTo(_samples);
        _count -= count;
    }

    /// <summary>Begins a new clip.</summary>
    public void Clear()
    {
        _count = 0;
        Total = 0;
    }

    /// <summary>Refuses samples that aren't finite: NaN spreads to every later frame of its clip, and gives codes that mean nothing.</summary>
    /// <param name="samples">Of a caller.</param>
    /// <param name="before">Samples of the clip before these.</param>
    /// <exception cref="ArgumentException">Names the first sample that isn't finite.</exception>
    public static void Check(ReadOnlySpan<float> samples, long before)
    {
        if (FirstStranger(samples) is >= 0 and var at)
            throw new ArgumentException(Complaint(before + at, samples[at]), nameof(samples));
    }

    private static string Complaint(long position, float value) => $"sample {position} is {(float.IsNaN(value) ? "NaN" : "infinite")}; samples must be finite";

    /// <summary>The first value that is infinite or not a number, or −1.</summary>
    private static int FirstStranger(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty || TensorPrimitives.IsFiniteAll(values)) // of none it says no
            return -1;
        var i = 0;
        while (float.IsFinite(values[i]))
            i++;
        return i;
    }
}
