namespace MimiNative.Metrics;

/// <summary>
/// The diarization error rate as NIST's md-eval defines it (Fiscus et al. 2006, "The Rich Transcription 2006 Spring Meeting Recognition Evaluation"): overlapping speech counts once per speaker,
/// stretches of one speaker that touch or overlap are one, a collar takes the time around every boundary of the reference out, and hypothesis speakers are mapped one to one to reference speakers so
/// that the scored time they share is largest.
/// </summary>
public static class DiarizationErrorRate
{
    /// <summary>Most speakers of one recording on one side: the best mapping takes time with their third power.</summary>
    public const int MostSpeakers = 2000;

    /// <summary>Scores one recording.</summary>
    /// <param name="reference">Who speaks when.</param>
    /// <param name="hypothesis">Who was said to speak when; labels of its own.</param>
    /// <param name="scoring">What is scored; everything by default.</param>
    /// <param name="regions">Where to score; null for everywhere.</param>
    /// <exception cref="MetricsException">A turn has no speaker, ends before it starts or isn't finite, the collar is negative, or there are more than <see cref="MostSpeakers"/> speakers.</exception>
    public static DiarizationScore Compute(IReadOnlyList<SpeakerTurn> reference, IReadOnlyList<SpeakerTurn> hypothesis, DiarizationScoring? scoring = null, IReadOnlyList<TimeRange>? regions = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(hypothesis);
        scoring ??= new DiarizationScoring();
        if (!(scoring.Collar >= 0 && double.IsFinite(scoring.Collar)))
            throw new MetricsException("a collar is a number of seconds from 0 on");
        foreach (var turn in reference.Concat(hypothesis))
            if (turn.Speaker is null)
                throw new MetricsException("a turn has no speaker");
            else if (!(turn.End >= turn.Start && double.IsFinite(turn.Start) && double.IsFinite(turn.End)))
                throw new MetricsException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a turn of '{turn.Speaker}' goes from {turn.Start} s to {turn.End} s"));
        var (truth, guess) = (BySpeaker(reference), BySpeaker(hypothesis));
        if (Math.Max(truth.Speakers.Length, guess.Speakers.Length) is var most && most > MostSpeakers)
            throw new MetricsException($"{most} speakers in one recording: at most {MostSpeakers} can be mapped");

        var sweep = new Sweep(truth.Ranges, guess.Ranges, scoring, regions);
        var errors = sweep.Run();
        var mapping = new Dictionary<string, string>();
        var matched = 0.0;
        foreach (var (speaker, other) in Assignment.Best(sweep.Shared).Index().Where(p => p.Item >= 0 && sweep.Shared[p.Index, p.Item] > 0))
        {
            mapping.Add(guess.Speakers[other], truth.Speakers[speaker]);
            matched += sweep.Shared[speaker, other];
        }
        // What rounding leaves of nothing is nothing.
        return new(errors with { Confusion = Math.Max(0, errors.Confusion - matched) }, mapping);
    }

    /// <summary>Every speaker's merged stretches; speakers in ordinal order.</summary>
    private static (string[] Speakers, IReadOnlyList<TimeRange>[] Ranges) BySpeaker(IEnumerable<SpeakerTurn> turns)
    {
        var groups = turns.GroupBy(t => t.Speaker).Select(g => (g.Key, Ranges: TimeRange.Merge(g.Select(t => t.Range))))
            .Where(g => g.Ranges.Count > 0).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        return ([.. groups.Select(g => g.Key)], [.. groups.Select(g => g.Ranges)]);
    }

    /// <summary>Walks over all boundaries in order; between two of them nothing changes.</summary>
    private sealed class Sweep(IReadOnlyList<TimeRange>[] reference, IReadOnlyList<TimeRange>[] hypothesis, DiarizationScoring scoring, IReadOnlyList<TimeRange>? regions)
    {
        private readonly List<(double Time, Kind Kind, int Speaker, int Step)> _events = [];
        private readonly SortedSet<int> _speaking = [];
        private readonly SortedSet<int> _guessed = [];
        private int _collars;
        private int _regions;

        private enum Kind
        {
            Reference,
            Hypothesis,
            Collar,
            Region,
        }

        /// <summary>Scored seconds that a reference and a hypothesis speaker share, (reference, hypothesis).</summary>
        public double[,] Shared { get; } = new double[reference.Length, hypothesis.Length];

        /// <summary>The errors, where everything that both have counts as confusion yet.</summary>
        public DiarizationErrors Run()
        {
            AddEvents();
            var (scored, miss, falseAlarm, common) = (0.0, 0.0, 0.0, 0.0);
            for (var i = 0; i < _events.Count; i++)
            {
                if (i > 0 && _events[i].Time > _events[i - 1].Time && IsScored)
                {
                    var seconds = _events[i].Time - _events[i - 1].Time;
                    scored += seconds * _speaking.Count;
                    miss += seconds * Math.Max(0, _speaking.Count - _guessed.Count);
                    falseAlarm += seconds * Math.Max(0, _guessed.Count - _speaking.Count);
                    common += seconds * Math.Min(_speaking.Count, _guessed.Count);
                    foreach (var r in _speaking)
                        foreach (var h in _guessed)
                            Shared[r, h] += seconds;
                }
                Apply(_events[i]);
            }
            return new(scored, miss, falseAlarm, common);
        }

        private bool IsScored => _collars == 0 && (regions is null || _regions > 0) && !(scoring.SkipOverlap && _speaking.Count > 1);

        private void AddEvents()
        {
            for (var s = 0; s < reference.Length; s++)
                foreach (var range in reference[s])
                {
                    Add(range, Kind.Reference, s);
                    if (scoring.Collar > 0)
                    {
                        Add(new(range.Start - scoring.Collar, range.Start + scoring.Collar), Kind.Collar, 0);
                        Add(new(range.End - scoring.Collar, range.End + scoring.Collar), Kind.Collar, 0);
                    }
                }
            for (var s = 0; s < hypothesis.Length; s++)
                foreach (var range in hypothesis[s])
                    Add(range, Kind.Hypothesis, s);
            foreach (var range in TimeRange.Merge(regions ?? []))
                Add(range, Kind.Region, 0);
            _events.Sort((a, b) => a.Time.CompareTo(b.Time));
        }

        private void Add(TimeRange range, Kind kind, int speaker)
        {
            _events.Add((range.Start, kind, speaker, 1));
            _events.Add((range.End, kind, speaker, -1));
        }

        private void Apply((double Time, Kind Kind, int Speaker, int Step) change)
        {
            switch (change.Kind)
            {
                case Kind.Collar:
                    _collars += change.Step;
                    break;
                case Kind.Region:
                    _regions += change.Step;
                    break;
                default:
                    var set = change.Kind == Kind.Reference ? _speaking : _guessed;
                    _ = change.Step > 0 ? set.Add(change.Speaker) : set.Remove(change.Speaker);
                    break;
            }
        }
    }
}
