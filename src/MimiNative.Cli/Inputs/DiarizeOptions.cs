using System.CommandLine;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Diarization;
using MimiNative.Analysis.Heads;
using MimiNative.Metrics;

namespace MimiNative.Cli.Inputs;

/// <summary>What <c>mimi diarize</c> takes.</summary>
internal sealed class DiarizeOptions
{
    private const int MostConversations = 6;

    private readonly Argument<string[]> _audio = new("audio") { Description = "Audio files", Arity = ArgumentArity.OneOrMore };
    private readonly EmbeddingOptions _embedding = new(duration: false);
    private readonly Option<string> _vad = new("--vad") { Description = "How speech is found: energy, or none (everything is speech)", HelpName = "HOW", DefaultValueFactory = _ => "energy" };
    private readonly Option<string?> _oracle = new("--oracle") { Description = "RTTM that says where there is speech; also scored against", HelpName = "RTTM" };
    private readonly Option<string?> _against = new("--against") { Description = "RTTM to score against, and to show in the plot", HelpName = "RTTM" };
    private readonly Option<int> _speakers = Choices.Whole("--speakers", "Number of speakers", 1, 1000, null);
    private readonly Option<double?> _threshold = Choices.Threshold();
    private readonly Option<string?> _calibrateOn = new("--calibrate-with") { Description = "Labelled recordings of other people to choose the threshold on", HelpName = "DATASET" };
    private readonly Option<double> _window = Choices.Seconds("--window", "Seconds of a window", 0.08, DiarizationOptions.DefaultWindow);
    private readonly Option<double> _step = Choices.Seconds("--step", "Seconds from window to window", 0.01, DiarizationOptions.DefaultStep);
    private readonly Option<double> _collar = Choices.Collar();
    private readonly Option<bool> _skipOverlap = Choices.SkipOverlap();
    private readonly Option<long> _seed = Choices.Seed();
    private readonly Option<string?> _output = Choices.Out("Write NAME.rttm of each file there (default without --json: standard output)", "FOLDER");
    private readonly Option<bool> _plot = new("--plot") { Description = "Also write NAME.html: the turns over time, with the audio" };
    private readonly Option<bool> _noAudio = Choices.NoAudio();

    public void AddTo(Command command)
    {
        _vad.AcceptOnlyFromAmong("energy", "none");
        command.Add(_audio);
        _embedding.AddTo(command);
        foreach (var option in (Option[])[_vad, _oracle, _against, _speakers, _threshold, _calibrateOn, _window, _step, _collar, _skipOverlap, _seed, _output, _plot, _noAudio])
            command.Add(option);
    }

    /// <summary>What the line asks for, before any weights are looked at.</summary>
    /// <exception cref="UsageException">Options that don't go together.</exception>
    /// <exception cref="DataSetException">An RTTM file can't be read, or doesn't name a recording.</exception>
    public Asked Check(ParseResult parsed)
    {
        if (parsed.GetValue(_step) > parsed.GetValue(_window))
            throw new UsageException($"--step {parsed.GetValue(_step)}: longer than a window ({parsed.GetValue(_window)} s)");
        if (parsed.Gives(_oracle) && parsed.Gives(_vad))
            throw new UsageException("--vad and --oracle both say where there is speech; give either");
        if (((Option[])[_speakers, _threshold, _calibrateOn]).Count(o => parsed.Gives(o)) > 1)
            throw new UsageException("--speakers, --threshold and --calibrate-with: give one of them");
        if (parsed.GetValue(_threshold) is { } threshold && threshold is < -1 or > 1)
            throw new UsageException($"--threshold {threshold}: windows are compared by cosine, which lies from -1 to 1");
        if (parsed.Gives(_plot) && !parsed.Gives(_output))
            throw new UsageException("--plot writes a file; say where with --out");
        var audio = parsed.GetRequiredValue(_audio);
        if (audio.Contains("-"))
            throw new UsageException("- (standard input): a recording is read twice, so it must be a file");
        if (audio.GroupBy(Asked.NameOf).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"{string.Join(" and ", twice)} would both be called {twice.Key} in RTTM; diarize them separately");
        foreach (var path in audio)
            Audio.AudioFile.Open(path).Dispose();
        var oracle = parsed.GetValue(_oracle) is { } speech ? RttmFile.Read(speech) : null;
        var against = parsed.GetValue(_against) is { } reference ? RttmFile.Read(reference) : oracle;
        var asked = new Asked
        {
            Audio = audio, Oracle = oracle, Against = against, Vad = parsed.GetValue(_vad)!,
            CalibrateOn = parsed.GetValue(_calibrateOn) is { } data ? DataSet.Open(data).Where(s => s.IsClean) : null,
            Scoring = new() { Collar = parsed.GetValue(_collar), SkipOverlap = parsed.GetValue(_skipOverlap) },
            Seed = (ulong)parsed.GetValue(_seed), Plot = parsed.GetValue(_plot), Sound = !parsed.GetValue(_noAudio),
            Output = parsed.GetValue(_output) is { } folder ? OutputPath.Folder("--out", folder) : null,
        };
        foreach (var path in audio)
            _ = (asked.Speech(path), asked.Reference(path));
        if (asked.CalibrateOn is { Voices.Count: < 2 } few)
            throw new DataSetException($"{few.Source}: one voice; a threshold takes two or more");
        return asked;
    }

    /// <summary>Tap, head and windows.</summary>
    public (DiarizationOptions Settings, EmbeddingChoice Choice) Read(ParseResult parsed, EncoderSession session)
    {
        var choice = _embedding.Read(parsed, session);
        return (new DiarizationOptions
        {
            Tap = choice.Key.Tap, Pooling = choice.Key.Pooling, Head = choice.Head, Padding = session.Padding,
            Window = parsed.GetValue(_window), Step = parsed.GetValue(_step), EverythingIsSpeech = parsed.GetValue(_vad) == "none",
            Speakers = parsed.Gives(_speakers) ? parsed.GetValue(_speakers) : null, Threshold = parsed.GetValue(_threshold),
        }, choice);
    }

    /// <summary>A command line's recordings and what they are held against.</summary>
    internal sealed record Asked
    {
        public required IReadOnlyList<string> Audio { get; init; }

        public required RttmFile? Oracle { get; init; }

        public required RttmFile? Against { get; init; }

        public required string Vad { get; init; }

        public required DataSet? CalibrateOn { get; init; }

        public required DiarizationScoring Scoring { get; init; }

        public required ulong Seed { get; init; }

        public required string? Output { get; init; }

        public required bool Plot { get; init; }

        public required bool Sound { get; init; }

        /// <summary>What RTTM calls a file.</summary>
        public static string NameOf(string path) => RttmFile.Word(Path.GetFileNameWithoutExtension(path));

        /// <summary>Where the oracle says that there is speech; null without one.</summary>
        public IReadOnlyList<TimeRange>? Speech(string path) => Oracle is null ? null : [.. Turns(Oracle, path).Select(t => t.Range)];

        /// <summary>Who really speaks when; null where nothing says it.</summary>
        public IReadOnlyList<SpeakerTurn>? Reference(string path) => Against is null ? null : Turns(Against, path);

        /// <summary>The score; null without a reference.</summary>
        public DiarizationScore? Score(string path, DiarizedRecording recording) =>
            Reference(path) is { } turns ? DiarizationErrorRate.Compute(turns, recording.Turns, Scoring) : null;

        /// <summary>What a threshold is chosen on, and how many conversations that are.</summary>
        /// <exception cref="DataSetException">A head was fitted on its voices.</exception>
        public (IEnumerable<Conversation> Conversations, int Count) CalibrationConversations(TrainedHead? head)
        {
            if (CalibrateOn is null)
                return (ThresholdCalibration.BuiltIn(seed: Seed), ThresholdCalibration.BuiltInCount);
            var voices = CalibrateOn.Voices.Except(head?.KnownVoices(CalibrateOn.Voices) ?? []).Order(StringComparer.Ordinal).ToList();
            if (voices.Count < 2)
                throw new DataSetException($"{CalibrateOn.Source}: the head was fitted on {(voices.Count == 0 ? "all its voices" : "all its voices but one")}; a threshold must be chosen on others");
            var casts = Conversations.Casts(voices, Math.Min(4, voices.Count), MostConversations, Seed);
            return (Conversations.Of(CalibrateOn, casts, seed: Seed), casts.Count);
        }

        // A file with one recording is meant for the one that is diarized, whatever it is called there; one with none says that nobody speaks.
        private IReadOnlyList<SpeakerTurn> Turns(RttmFile file, string path) =>
            file.Recordings.TryGetValue(NameOf(path), out var turns) ? turns
            : file.Recordings.Count == 0 ? []
            : file.Recordings.Count == 1 && Audio.Count == 1 ? file.Recordings.Values.Single()
            : throw new DataSetException($"{file.Source}: no line is about '{NameOf(path)}'; there are {string.Join(", ", file.Recordings.Keys.Take(10))}");
    }
}
