namespace MimiNative.Analysis.Voices;

/// <summary>
/// The target of one sound: formants of a 17.5 cm tract (Peterson &amp; Barney's men for the vowels, loci of Delattre, Liberman &amp; Cooper for the consonants) and what excites them.
/// </summary>
/// <param name="F1">First formant, Hz.</param>
/// <param name="F2">Second formant, Hz.</param>
/// <param name="F3">Third formant, Hz.</param>
/// <param name="Milliseconds">Duration at tempo 1.</param>
/// <param name="Voicing">Loudness of the glottal pulses; 0: voiceless.</param>
/// <param name="Aspiration">Loudness of noise from the glottis.</param>
/// <param name="Frication">Loudness of noise at the constriction.</param>
/// <param name="NoiseFrequency">Where that noise resonates, Hz.</param>
/// <param name="Burst">A stop: silence (with <see cref="Voicing"/> as its murmur), then the noise for the last 12 ms.</param>
internal sealed record Phoneme(
    double F1, double F2, double F3, double Milliseconds, double Voicing = 0, double Aspiration = 0, double Frication = 0, double NoiseFrequency = 4000, bool Burst = false)
{
    private static readonly Dictionary<char, Phoneme> Table = new()
    {
        ['a'] = new(730, 1090, 2440, 130, Voicing: 1),
        ['e'] = new(530, 1840, 2480, 115, Voicing: 1),
        ['i'] = new(270, 2290, 3010, 105, Voicing: 1),
        ['o'] = new(570, 840, 2410, 120, Voicing: 1),
        ['u'] = new(300, 870, 2240, 110, Voicing: 1),
        ['m'] = new(250, 1000, 2200, 75, Voicing: 0.35),
        ['n'] = new(250, 1550, 2500, 70, Voicing: 0.35),
        ['l'] = new(350, 1150, 2700, 65, Voicing: 0.55),
        ['r'] = new(400, 1200, 1650, 65, Voicing: 0.55),
        ['w'] = new(290, 700, 2200, 70, Voicing: 0.6),
        ['y'] = new(260, 2250, 3000, 65, Voicing: 0.6),
        ['b'] = new(200, 850, 2200, 75, Voicing: 0.12, Frication: 0.30, NoiseFrequency: 900, Burst: true),
        ['d'] = new(200, 1750, 2650, 70, Voicing: 0.12, Frication: 0.35, NoiseFrequency: 3700, Burst: true),
        ['g'] = new(200, 1950, 2250, 75, Voicing: 0.12, Frication: 0.35, NoiseFrequency: 1900, Burst: true),
        ['p'] = new(250, 850, 2200, 100, Aspiration: 0.5, Frication: 0.5, NoiseFrequency: 900, Burst: true),
        ['t'] = new(250, 1750, 2650, 95, Aspiration: 0.5, Frication: 0.7, NoiseFrequency: 4000, Burst: true),
        ['k'] = new(250, 1950, 2250, 100, Aspiration: 0.5, Frication: 0.6, NoiseFrequency: 2000, Burst: true),
        ['s'] = new(320, 1600, 2600, 110, Frication: 0.8, NoiseFrequency: 5800),
        ['z'] = new(280, 1600, 2600, 85, Voicing: 0.3, Frication: 0.4, NoiseFrequency: 5600),
        ['f'] = new(320, 1000, 2300, 100, Frication: 0.35, NoiseFrequency: 7500),
        ['v'] = new(280, 1000, 2300, 75, Voicing: 0.35, Frication: 0.15, NoiseFrequency: 7000),
        ['h'] = new(500, 1500, 2500, 70, Aspiration: 0.6),
        [' '] = new(500, 1500, 2500, 60),
    };

    public bool IsVowel => Voicing == 1;

    /// <summary>A letter's sound: sentences are written as they are spoken.</summary>
    public static Phoneme Of(char letter) => Table[letter];
}
