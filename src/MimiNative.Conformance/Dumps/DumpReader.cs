using MimiNative.Audio;
using MimiNative.Encoder;
using MimiNative.Files;
using MimiNative.Numpy;
using MimiNative.Parity;

namespace MimiNative.Conformance.Dumps;

/// <summary>Makes a <see cref="Dump"/> of arrays and of what is said about them. Every error names the file, the array and what to do.</summary>
internal sealed class DumpReader(DumpArrays arrays, DumpDescription said, MimiConfig config)
{
    private const string CodesName = "codes";

    // What people call the clip.
    private static readonly string[] Inputs = ["input", "audio", "waveform", "wav", "samples"];

    // What mimi encode writes beside the activations.
    private const string Provenance = "provenance";

    // A port may be wrong about its last frames; one that is farther off had another clip, or another rate.
    private const int NearFrames = 2;

    private readonly IReadOnlyList<TapInfo> _taps = Encoder.Taps.Of(config);

    /// <summary>Reads all.</summary>
    /// <exception cref="ReferenceException">Something is missing, or contradicts the rest.</exception>
    /// <exception cref="AudioException">The audio file can't be read.</exception>
    public Dump Read()
    {
        var used = new HashSet<string>(said.Skip) { Provenance };
        var input = ReadInput(used);
        var found = Find(used);
        if (found.Count == 0)
            throw Wrong($"no array is a tap or codes; there are {Few(arrays.Names)}. Map taps to arrays, by the model's list of taps");
        return new Dump
        {
            Path = arrays.Path,
            Implementation = said.Implementation,
            Padding = said.Padding,
            Input = input,
            Taps = [.. _taps.Where(t => found.ContainsKey(t.Name)).Select(t => ReadTap(t, found[t.Name], input.Length))],
            Codes = found.TryGetValue(CodesName, out var codes) ? ReadCodes(codes, input.Length) : null,
        };
    }

    /// <summary>The arrays of taps and codes: those that are named, then those whose own names say it.</summary>
    private Dictionary<string, (string Array, string? Axes)> Find(HashSet<string> used)
    {
        var found = new Dictionary<string, (string Array, string? Axes)>();
        foreach (var (tap, place) in said.Taps)
        {
            if (tap != CodesName && _taps.All(t => t.Name != tap))
                throw Wrong($"'{tap}' (array '{place.Array}') is no tap of this model; there are codes, {string.Join(", ", _taps.Where(t => !t.Name.Contains('@')).Select(t => t.Name))}, rvq@N");
            if (!arrays.Names.Contains(place.Array))
                throw Wrong($"{tap} should be in array '{place.Array}', which isn't there; there are {Few(arrays.Names)}");
            found[tap] = place;
            used.Add(place.Array);
        }
        foreach (var array in arrays.Names.Where(a => !used.Contains(a)))
        {
            // numpy.savez(seanet_out=x) can't say seanet.out, a folder of files not rvq@8.
            var name = Plain(array);
            var tap = name == CodesName ? CodesName : _taps.FirstOrDefault(t => Plain(t.Name) == name)?.Name
                ?? throw Wrong($"array '{array}' has no tap's name; map a tap to it, or skip it");
            if (!found.TryAdd(tap, (array, null)))
                throw Wrong($"{tap} is there twice: array '{found[tap].Array}' and array '{array}'; skip one");
        }
        return found;
    }

    private float[] ReadInput(HashSet<string> used)
    {
        var named = said.Input ?? arrays.Names.FirstOrDefault(a => Inputs.Contains(Plain(a)))
            ?? throw Wrong("no input: the clip that was encoded is missing. Dump it as 'input' (samples), or name an array or an audio file as the input");
        used.Add(named);
        foreach (var other in arrays.Names.Where(a => said.Input is not null && Plain(a) == "input"))
            used.Add(other);
        if (!arrays.Names.Contains(named))
            return ReadAudio(named);
        var array = arrays.Read(named);
        if (array.Floats is not { } samples)
            throw Wrong($"array '{named}' has whole numbers; the input must be the floats in [-1, 1] that the encoder was given");
        if (samples.Length == 0 || array.Shape.Max() != samples.Length)
            throw Wrong($"array '{named}' is {NpyArray.Describe(array.Shape)}; the input must be one clip of one channel");
        RefuseNotFinite(named, samples);
        return samples;
    }

    private float[] ReadAudio(string path)
    {
        if (!File.Exists(path))
            throw Wrong($"no input: '{path}' is neither an array (there are {Few(arrays.Names)}) nor a file");
        using var audio = AudioFile.Open(path, sampleRate: null);
        // Another resampler would be another clip.
        if (audio.SampleRate != config.SampleRate)
            throw Wrong($"the input {path} is at {audio.SampleRate} Hz and the model at {config.SampleRate}: give the samples that the port was given, after its resampling");
        return audio.ReadToEnd();
    }

    private DumpTap ReadTap(TapInfo tap, (string Array, string? Axes) place, long samples)
    {
        var array = Read(place.Array, out var values);
        long[] exact = [Taps.Frames(config, tap, samples, PaddingDialect.Waveform), Taps.Frames(config, tap, samples, PaddingDialect.PerLayer)];
        var most = NearFrames * Math.Max(1, config.SamplesPerFrame / tap.SamplesPerFrame);
        var axes = Axes(tap.Name, place, array, c => c == tap.Channels, f => exact.Contains(f), f => f > 0 && exact.Any(e => Math.Abs(e - f) <= most), 'C', $"{tap.Channels} channels", exact[0]);
        var (frames, _) = DumpAxes.Sizes(array.Shape, axes, 'C');
        RefuseNotFinite(place.Array, values);
        return new(tap, place.Array, frames, DumpAxes.FramesFirst(values, array.Shape, axes, 'C'));
    }

    private Codes ReadCodes((string Array, string? Axes) place, long samples)
    {
        var array = arrays.Read(place.Array);
        if (config.Codebooks == 0)
            throw Wrong($"array '{place.Array}' (codes): this model has no codebooks");
        if (array.Integers is not { } integers)
            throw Wrong($"array '{place.Array}' (codes) has floats; codes are whole numbers");
        var exact = config.Frames(samples);
        var axes = Axes(CodesName, place, array, k => k > 0 && k <= config.Codebooks, f => f == exact, f => f > 0 && Math.Abs(f - exact) <= NearFrames, 'K', $"1 to {config.Codebooks} codebooks", exact);
        var (frames, codebooks) = DumpAxes.Sizes(array.Shape, axes, 'K');
        var rows = DumpAxes.FramesFirst(integers, array.Shape, axes, 'K');
        return Codes.FromRows(codebooks, [.. rows.Select(c => (int)Math.Clamp(c, int.MinValue, int.MaxValue))]) with { Frames = frames };
    }

    private string Axes(string tap, (string Array, string? Axes) place, NpyArray array, Func<long, bool> channels, Func<long, bool> exact, Func<long, bool> near, char across, string needs, long frames)
    {
        string Shape() => $"array '{place.Array}' ({tap}) is {NpyArray.Describe(array.Shape)}";
        var given = place.Axes ?? (tap == CodesName ? null : said.Axes);
        if (given is not null)
        {
            if (DumpAxes.Problem(given, array.Shape, across) is { } wrong)
                throw Wrong($"{Shape()}: {wrong}");
            var (there, wide) = DumpAxes.Sizes(array.Shape, given, across);
            return !channels(wide) ? throw Wrong($"array '{place.Array}' ({tap}) is {DumpAxes.Describe(array.Shape, given)}: {wide} {(across == 'K' ? "codebooks" : "channels")}; this model has {needs}")
                : near(there) ? given : throw Length(there);
        }
        var (axes, problem) = DumpAxes.Decide(array.Shape, channels, exact, near, across);
        if (axes is not null)
            return axes;
        if (problem is not null)
            throw Wrong($"{Shape()}: {problem}");
        var other = array.Shape.Skip(array.Shape.Count - 2).ToArray();
        throw channels(other[0]) != channels(other[1]) ? Length(channels(other[0]) ? other[1] : other[0])
            : Wrong($"{Shape()}: neither axis fits; this model has {needs} there, and {frames} frames for this clip");

        ReferenceException Length(long there) =>
            Wrong($"{Shape()}: {there} frames, where this clip of {config.SampleRate} Hz makes {frames}: another clip, another rate, or padding that was kept?");
    }

    private NpyArray Read(string name, out float[] values)
    {
        var array = arrays.Read(name);
        values = array.Floats ?? [.. array.Integers!.Select(i => (float)i)];
        return array;
    }

    private void RefuseNotFinite(string array, float[] values)
    {
        var at = Array.FindIndex(values, v => !float.IsFinite(v));
        if (at >= 0)
            throw Wrong($"array '{array}' has a value that is {(float.IsNaN(values[at]) ? "NaN" : "infinite")} (number {at}; {values.Count(v => !float.IsFinite(v))} in all)");
    }

    private ReferenceException Wrong(string what) => new($"{arrays.Path}: {what}");

    private static string Few(IReadOnlyCollection<string> names) => string.Join(", ", names.Take(12).Select(Printable.Quote)) + (names.Count > 12 ? $" and {names.Count - 12} more" : "");

    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));
}
