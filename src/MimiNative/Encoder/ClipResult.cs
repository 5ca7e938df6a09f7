using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace MimiNative;

/// <summary>What became of one clip of many.</summary>
/// <param name="Clip">Its number.</param>
/// <param name="Value">The result; null where the clip failed.</param>
/// <param name="Failure">What ended the clip; null where all is well.</param>
public sealed record ClipResult<T>(int Clip, T? Value, Exception? Failure) where T : class
{
    /// <summary>What is wrong with audio that was encoded as far as it could be read, such as a file that ends early (<see cref="Audio.AudioSource.Warning"/>); null where nothing is.</summary>
    public string? Warning { get; init; }

    /// <summary>The result. Where the clip failed, what ended it is thrown.</summary>
    public T Result => Value ?? Throw();

    [DoesNotReturn]
    private T Throw()
    {
        ExceptionDispatchInfo.Throw(Failure ?? new InvalidOperationException($"clip {Clip} has neither a result nor a failure"));
        return null;
    }
}

/// <summary>How far many clips are.</summary>
/// <param name="Clips">All of them.</param>
/// <param name="Done">Ended, those that failed included.</param>
/// <param name="Failed">Failed.</param>
/// <param name="AudioSeconds">Seconds of audio encoded.</param>
public readonly record struct ManyProgress(int Clips, int Done, int Failed, double AudioSeconds);
