namespace MimiNative.Analysis.Voices;

/// <summary>
/// A source-filter synthesiser after Klatt (1980), small: polynomial glottal pulses (KLGLOTT88; Klatt &amp; Klatt 1990) with jitter, shimmer and breath through a cascade of formants,
/// and noise at the constriction through a resonance of its own.
/// </summary>
internal sealed class VoiceSynthesizer
{
    private const int SampleRate = SyntheticVoices.SampleRate;
    private const int FrameSamples = SampleRate / Articulation.FrameRate;

    private readonly SyntheticVoice _voice;
    // Three formants that move; above them one for each kHz up to the Nyquist frequency, without which the cascade would lose the treble.
    private readonly Resonator[] _tract;
    private Resonator _constriction;
    private SplitMix64 _random;
    private double _phase;
    private double _jitter = 1;
    private double _shimmer = 1;
    private double _tilted;
    private double _lastNoise;

    public VoiceSynthesizer(SyntheticVoice voice, SplitMix64 random)
    {
        _voice = voice;
        _random = random;
        var spacing = 1000 * Scale;
        _tract = new Resonator[3 + (int)((0.47 * SampleRate - 2.5 * spacing) / spacing)];
        for (var i = 3; i < _tract.Length; i++)
            _tract[i].Move((i + 0.5) * spacing, 150 + 50 * i, samples: 0);
    }

    private double Scale => 17.5 / _voice.TractLength;

    /// <summary>Speaks a sentence; about as loud as ordinary recordings.</summary>
    public float[] Speak(string text)
    {
        var tracks = new Articulation(_voice, text, ref _random);
        var samples = new double[tracks.Frames * FrameSamples];
        MoveTract(tracks, 0, 0);
        for (var frame = 0; frame < tracks.Frames; frame++)
        {
            MoveTract(tracks, Math.Min(frame + 1, tracks.Frames - 1), FrameSamples);
            for (var i = 0; i < FrameSamples; i++)
                samples[frame * FrameSamples + i] = Sample(tracks, new Moment(frame, i));
        }

        return Finish(samples);
    }

    /// <summary>Brings the tract to the position of a frame, in so many samples.</summary>
    private void MoveTract(Articulation tracks, int frame, int samples)
    {
        _tract[0].Move(tracks.F1[frame], 60 + 60 * _voice.Breathiness, samples);
        _tract[1].Move(tracks.F2[frame], 90, samples);
        _tract[2].Move(tracks.F3[frame], 130, samples);
        _constriction.Move(tracks.NoiseFrequency[frame], 1200, samples);
    }

    private double Sample(Articulation tracks, Moment now)
    {
        var pulse = Pulse(now.Of(tracks.Pitch), out var open);
        _tilted += (0.75 - 0.45 * _voice.Breathiness) * (pulse - _tilted);
        var noise = _random.NextSigned();
        var breath = (0.02 + 0.16 * _voice.Breathiness) * (open ? 1 : 0.3);
        var sound = now.Of(tracks.Voicing) * (_tilted + breath * noise) + 0.35 * now.Of(tracks.Aspiration) * noise;
        foreach (ref var formant in _tract.AsSpan())
            sound = formant.Next(sound);
        return sound + 0.3 * now.Of(tracks.Frication) * Hiss();
    }

    /// <summary>Noise at the constriction: differenced, for the short cavity before it carries no bass.</summary>
    private double Hiss()
    {
        var noise = _random.NextSigned();
        var hiss = _constriction.Next(noise - _lastNoise);
        _lastNoise = noise;
        return hiss;
    }

    /// <summary>The derivative of the glottal flow: 2u − 3u² over the open phase, scaled to its closing peak of −1; nothing while closed.</summary>
    private double Pulse(double pitch, out bool open)
    {
        _phase += pitch * _jitter / SampleRate;
        if (_phase >= 1)
        {
            _phase -= 1;
            _jitter = 1 + (0.006 + 0.008 * _voice.Breathiness) * _random.NextSigned();
            _shimmer = 1 + 0.06 * _random.NextSigned();
        }

        var u = _phase / (0.5 + 0.3 * _voice.Breathiness);
        open = u < 1;
        return open ? _shimmer * (2 * u - 3 * u * u) : 0;
    }

    /// <summary>Sets the level to an RMS of 0.06 without clipping, over a room that is not digital silence.</summary>
    private float[] Finish(double[] samples)
    {
        var power = 0.0;
        var peak = 1e-9;
        foreach (var sample in samples)
        {
            power += sample * sample;
            peak = Math.Max(peak, Math.Abs(sample));
        }

        var gain = Math.Min(0.06 / Math.Sqrt(power / samples.Length + 1e-18), 0.95 / peak);
        var result = new float[samples.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)(samples[i] * gain + 1e-4 * _random.NextSigned());
        return result;
    }

    /// <summary>A sample's place between two frames.</summary>
    private readonly struct Moment(int frame, int sample)
    {
        private readonly double _part = sample / (double)FrameSamples;

        public double Of(double[] track) => track[frame] + _part * (track[Math.Min(frame + 1, track.Length - 1)] - track[frame]);
    }

    /// <summary>A second-order resonance with gain 1 at 0 Hz. Its coefficients move in straight lines: in steps they would click.</summary>
    private struct Resonator
    {
        private double _b, _c, _bStep, _cStep, _y1, _y2;

        public void Move(double frequency, double bandwidth, int samples)
        {
            var radius = PortableMath.Exp(-Math.PI * bandwidth / SampleRate);
            var c = -radius * radius;
            var b = 2 * radius * PortableMath.Cos(2 * Math.PI * frequency / SampleRate);
            if (samples == 0)
                (_b, _c) = (b, c);
            else
                (_bStep, _cStep) = ((b - _b) / samples, (c - _c) / samples);
        }

        public double Next(double x)
        {
            _b += _bStep;
            _c += _cStep;
            var y = (1 - _b - _c) * x + _b * _y1 + _c * _y2;
            _y2 = _y1;
            _y1 = y;
            return y;
        }
    }
}
