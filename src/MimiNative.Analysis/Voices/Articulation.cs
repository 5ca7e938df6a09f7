namespace MimiNative.Analysis.Voices;

/// <summary>What the speaker does, every 5 ms: the tracks that drive the synthesiser.</summary>
internal sealed class Articulation
{
    /// <summary>Frames per second.</summary>
    public const int FrameRate = 200;

    private const double FormantInertia = 0.055;
    private const double LoudnessInertia = 0.015;
    private const double BurstSeconds = 0.012;
    private const double AspirationSeconds = 0.035;
    private const double Pause = 0.1;

    private readonly List<double> _f1 = [], _f2 = [], _f3 = [], _voicing = [], _aspiration = [], _frication = [], _noise = [], _accent = [];

    /// <summary>Formants in Hz, already those of the speaker's tract.</summary>
    public double[] F1 { get; }

    public double[] F2 { get; }

    public double[] F3 { get; }

    /// <summary>Loudness of pulses, of glottal noise, of noise at the constriction.</summary>
    public double[] Voicing { get; }

    public double[] Aspiration { get; }

    public double[] Frication { get; }

    /// <summary>Resonance of the constriction, Hz.</summary>
    public double[] NoiseFrequency { get; }

    /// <summary>Fundamental frequency, Hz.</summary>
    public double[] Pitch { get; }

    public int Frames => Pitch.Length;

    public Articulation(SyntheticVoice voice, string text, ref SplitMix64 random)
    {
        var scale = 17.5 / voice.TractLength;
        var letters = text.Where(letter => letter == ' ' || char.IsAsciiLetterLower(letter)).ToArray();
        Hold(Phoneme.Of(' '), Pause, 0);
        for (var i = 0; i < letters.Length; i++)
        {
            var sound = Phoneme.Of(letters[i]);
            var lastSyllable = i >= letters.Length - 2;
            var stressed = i == 0 || letters[i - 1] == ' ' || (i > 1 && letters[i - 2] == ' ' && sound.IsVowel);
            var seconds = sound.Milliseconds / 1000 / voice.Tempo * (1 + 0.08 * random.NextSigned());
            if (sound.IsVowel)
                seconds *= lastSyllable ? 1.5 : stressed ? 1.2 : 1;
            if (sound.Burst)
                Stop(sound, seconds, stressed ? 1 : 0);
            else
                Hold(sound, seconds, stressed ? 1 : 0);
        }

        Hold(Phoneme.Of(' '), Pause, 0);

        F1 = Smooth(_f1, FormantInertia, scale);
        F2 = Smooth(_f2, FormantInertia, scale);
        F3 = Smooth(_f3, FormantInertia, scale);
        Voicing = Smooth(_voicing, LoudnessInertia, 1);
        Aspiration = Smooth(_aspiration, LoudnessInertia, 1);
        Frication = Smooth(_frication, LoudnessInertia / 2, 1);
        // The constriction lies in front of most of the tract: it depends on the tract's length, but less.
        NoiseFrequency = Smooth(_noise, LoudnessInertia, (1 + scale) / 2);
        Pitch = Melody(voice, ref random);
    }

    private void Hold(Phoneme sound, double seconds, double accent) => Add(sound, seconds, sound.Voicing, sound.Aspiration, sound.Frication, accent);

    /// <summary>Closure, burst, and for voiceless stops the breath after it.</summary>
    private void Stop(Phoneme sound, double seconds, double accent)
    {
        var breath = sound.Aspiration > 0 ? AspirationSeconds : 0;
        Add(sound, Math.Max(0.02, seconds - BurstSeconds - breath), sound.Voicing, 0, 0, accent);
        Add(sound, BurstSeconds, sound.Voicing, 0, sound.Frication, accent);
        Add(sound, breath, 0, sound.Aspiration, 0, accent);
    }

    private void Add(Phoneme sound, double seconds, double voicing, double aspiration, double frication, double accent)
    {
        for (var frames = (int)Math.Round(seconds * FrameRate); frames > 0; frames--)
        {
            _f1.Add(sound.F1);
            _f2.Add(sound.F2);
            _f3.Add(sound.F3);
            _voicing.Add(voicing);
            _aspiration.Add(aspiration);
            _frication.Add(frication);
            _noise.Add(sound.NoiseFrequency);
            _accent.Add(accent);
        }
    }

    /// <summary>Falls over the sentence, rises on stressed syllables, and wanders a little.</summary>
    private double[] Melody(SyntheticVoice voice, ref SplitMix64 random)
    {
        var accent = Smooth(_accent, 0.12, 1);
        var pitch = new double[accent.Length];
        var mood = 1 + 0.04 * random.NextSigned();
        var wander = 0.0;
        for (var i = 0; i < pitch.Length; i++)
        {
            wander = 0.97 * wander + 0.004 * random.NextSigned();
            var progress = (double)i / pitch.Length;
            pitch[i] = voice.Pitch * mood * (1.1 - 0.22 * progress + 0.12 * accent[i] * (1 - 0.5 * progress) + wander);
        }

        return pitch;
    }

    /// <summary>Targets are steps, articulators are inert: a moving average, which makes straight transitions centred on the boundaries.</summary>
    private static double[] Smooth(List<double> steps, double seconds, double scale)
    {
        var reach = Math.Max(1, (int)Math.Round(seconds * FrameRate / 2));
        var smooth = new double[steps.Count];
        for (var i = 0; i < smooth.Length; i++)
        {
            var sum = 0.0;
            for (var k = i - reach; k <= i + reach; k++)
                sum += steps[Math.Clamp(k, 0, steps.Count - 1)];
            smooth[i] = sum / (2 * reach + 1) * scale;
        }

        return smooth;
    }
}
