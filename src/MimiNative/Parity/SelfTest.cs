using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MimiNative.Audio;
using MimiNative.Weights;

namespace MimiNative.Parity;

/// <summary>
/// Whether an encoder works on this machine, in seconds and without any file but its weights: codes that are known beforehand, and properties that hold for every Mimi.
/// Agreement with PyTorch at every tap takes reference files: see <see cref="ParityCheck"/>.
/// </summary>
public sealed class SelfTest
{
    private readonly MimiEncoder _encoder;
    private readonly float[] _samples = KnownAnswer.Waveform();
    private readonly EncodeOptions _options;
    private readonly RecordedClip _clip;

    private SelfTest(MimiEncoder encoder)
    {
        _encoder = encoder;
        _options = new EncodeOptions
        {
            Taps = [.. encoder.Taps.Select(t => t.Name).Where(name => !name.StartsWith("rvq@", StringComparison.Ordinal))],
            Codebooks = Math.Min(KnownAnswer.Size, encoder.Config.Codebooks),
        };
        _clip = Encode(_samples, _samples.Length);
    }

    /// <summary>Tests an encoder.</summary>
    public static SelfTestResult Run(MimiEncoder encoder)
    {
        var test = new SelfTest(encoder);
        return new(encoder.Checkpoint.Description, encoder.Device,
        [
            test.WeightsAreSound(),
            test.ActivationsAreFinite(),
            test.KnownCodes(),
            test.CodesAreNearest(),
            test.Streaming(),
            test.ManyAtOnce(),
            test.Causality(),
            test.Lengths(),
        ]);
    }

    private SelfTestStep WeightsAreSound()
    {
        if (_encoder.Checkpoint is SyntheticCheckpoint synthetic && synthetic.Seed == "1" && _encoder.Config.HasReleasedSizes())
        {
            const string name = "Synthetic weights have the bits that they have everywhere";
            var wrong = SyntheticHashes.Where(h => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(synthetic.Read(h.Name)))) != h.Hash).Select(h => h.Name).ToList();
            return Step(name, wrong.Count == 0, wrong.Count == 0 ? $"SHA-256 of {SyntheticHashes.Length} tensors" : "wrong: " + string.Join(", ", wrong));
        }
        var tensors = TensorCatalog.Encoder(_encoder.Config);
        var broken = tensors.Where(t => HasStrangers(_encoder.Checkpoint.Read(t.Name))).Select(t => t.Name).ToList();
        return Step("Every weight is a finite number", broken.Count == 0, broken.Count == 0 ? $"{tensors.Sum(t => t.Elements)} values in {tensors.Count} tensors" : $"not in {string.Join(", ", broken)}");
    }

    private SelfTestStep ActivationsAreFinite()
    {
        var broken = _options.Taps.Where(tap => HasStrangers(_clip[tap])).ToList();
        return Step("Every activation is a finite number", broken.Count == 0, broken.Count == 0 ? $"{_options.Taps.Count} taps of {_samples.Length} samples" : "not in " + string.Join(", ", broken));
    }

    private SelfTestStep KnownCodes()
    {
        const string name = "A known signal gives the known codes";
        if (_options.Codebooks == 0)
            return new(name, SelfTestOutcome.Skipped, "this Mimi is continuous: it has no codes");
        if (!_encoder.Config.HasReleasedSizes() || _encoder.Checkpoint is SyntheticCheckpoint { Seed: not "1" } || _encoder.Checkpoint is FileCheckpoint { IsSynthetic: true, Seed: not "1" })
            return new(name, SelfTestOutcome.Skipped, "codes are known for Kyutai's released weights and for synthetic:1");
        var (_, margins) = Plain();
        var synthetic = _encoder.Checkpoint.IsSynthetic;
        var (ok, detail) = Compare(synthetic ? KnownAnswer.Synthetic : KnownAnswer.Released, margins);
        return Step(name, ok, detail + (synthetic ? "" : ok ? " as published for Kyutai's weights" : ": these aren't Kyutai's released weights, or something is wrong; compare taps with mimi parity"));
    }

    private SelfTestStep CodesAreNearest()
    {
        const string name = "Codes are the nearest rows by the definition in float64";
        if (_options.Codebooks == 0)
            return new(name, SelfTestOutcome.Skipped, "this Mimi is continuous: it has no codes");
        var (codes, margins) = Plain();
        var (ok, detail) = Compare(codes, margins);
        return Step(name, ok, detail);
    }

    private SelfTestStep Streaming()
    {
        const string name = "Streaming in pieces gives the same bits as one call";
        var frame = _encoder.Config.SamplesPerFrame;
        foreach (var piece in (int[])[frame, 3 * frame, 1000])
            if (_clip.FirstDifference(Encode(_samples, piece)) is { } different)
                return Step(name, false, $"{different} differs in pieces of {piece} samples");
        return Step(name, true, $"pieces of {frame}, {3 * frame} and 1000 samples, {_options.Taps.Count} taps");
    }

    private SelfTestStep ManyAtOnce()
    {
        const string name = "Many clips at once give the same bits as each alone";
        int[] lengths = [.. Enumerable.Range(1, 6).Select(i => i * _samples.Length / 6 - i)];
        var clips = lengths.Select(_ => new RecordedClip()).ToArray();
        _encoder.EncodeMany(lengths.Length, i => new ArrayAudioSource(_samples.AsMemory(0, lengths[i]), _encoder.Config.SampleRate), _options, i => clips[i],
            (i, failure) => { if (failure is not null) throw new InvalidOperationException($"clip {i}: {failure.Message}", failure); });
        for (var i = 0; i < lengths.Length; i++)
            if (Encode(_samples.AsSpan(0, lengths[i]), lengths[i]).FirstDifference(clips[i]) is { } different)
                return Step(name, false, $"{different} differs in the clip of {lengths[i]} samples");
        return Step(name, true, $"{lengths.Length} clips of different lengths on {_encoder.Device}");
    }

    private SelfTestStep Causality()
    {
        float[] longer = [.. _samples, .. _samples.Reverse()];
        var different = _clip.FirstDifference(Encode(longer, longer.Length));
        return Step("What comes later changes nothing before it", different is null, different is null ? "the same bits with and without a second half" : $"{different} differs");
    }

    private SelfTestStep Lengths()
    {
        const string name = "A clip of L samples has ceil(L / frame) latent frames in both padding dialects";
        var frame = _encoder.Config.SamplesPerFrame;
        foreach (var length in (int[])[1, frame - 1, frame, frame + 1, 2 * frame + frame / 2])
            foreach (var padding in Enum.GetValues<PaddingDialect>())
            {
                var clip = new RecordedClip();
                using var stream = _encoder.OpenStream(new EncodeOptions { Taps = ["latent"], Padding = padding }, clip);
                stream.Write(_samples.AsSpan(0, length));
                stream.Complete();
                if (clip["latent"].Length / _encoder.Config.LatentChannels is var frames && frames != _encoder.Config.Frames(length))
                    return Step(name, false, $"{length} samples give {frames} frames, {padding}");
            }
        return Step(name, true, $"from 1 to {2 * frame + frame / 2} samples");
    }

    private (Codes Codes, float[] Margins) Plain() => PlainQuantiser.Quantise(_encoder.Checkpoint, _clip["latent"], _options.Codebooks);

    private (bool Ok, string Detail) Compare(Codes expected, float[] margins)
    {
        var comparison = new CodeComparison(expected, margins, _encoder.Config.SemanticCodebooks);
        comparison.Add(_clip.Codebooks, _clip.Codes);
        var levels = comparison.Compare();
        var (equal, excused) = (levels.Sum(l => l.Equal), levels.Sum(l => l.Excused));
        var detail = $"{equal} of {expected.Values.Length} codes equal" + (excused > 0 ? $", {excused} exchanged with a row as near" : "");
        var wrong = levels.FirstOrDefault(l => !l.Ok);
        return (comparison.Frames.Ours == comparison.Frames.Reference && wrong is null, detail + (wrong is null ? "" : $", first wrong in codebook {wrong.Codebook} at frame {wrong.FirstWrong}"));
    }

    private RecordedClip Encode(ReadOnlySpan<float> samples, int piece)
    {
        var clip = new RecordedClip();
        using var stream = _encoder.OpenStream(_options, clip);
        for (var start = 0; start < samples.Length; start += piece)
            stream.Write(samples.Slice(start, Math.Min(piece, samples.Length - start)));
        stream.Complete();
        return clip;
    }

    /// <summary>True where a value is infinite or not a number.</summary>
    private static bool HasStrangers(ReadOnlySpan<float> values) => values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue);

    private static SelfTestStep Step(string name, bool ok, string detail) => new(name, ok ? SelfTestOutcome.Ok : SelfTestOutcome.Failed, detail);

    /// <summary>Of synthetic:1; a small tensor, one with a tail that fills no vector, one of each kind of gain.</summary>
    private static readonly (string Name, string Hash)[] SyntheticHashes =
    [
        ("encoder.model.0.conv.conv.weight", "de7d731cae32db4c2bd17aedbbd2e853d60de98bb7eb1374ab9652d978e6b8d6"),
        ("encoder.model.6.conv.conv.bias", "e97a97d8c7de254951524a2fb1acbec5ba33b699c5ea7ddffac25271f75e338b"),
        ("encoder_transformer.transformer.layers.7.norm2.weight", "590ecf9976265eb626498b908f65aa90e09867f22af5194b025687604552d4fa"),
        ("quantizer.rvq_rest.vq.layers.30._codebook.embedding_sum", "9d4044874e38a4144d7be1b01f07bdd4c65099285359b3f7fb48222a04a2ce6e"),
        ("quantizer.rvq_first.vq.layers.0._codebook.cluster_usage", "5f7230c4961c3ac4201ef2f7e878af9acfbdd4fb7008005c8c30eeb8f068c917"),
    ];
}
