using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis.Measuring;
using MimiNative.Analysis;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Heads;
using MimiNative.Metrics;

namespace MimiNative.Cli.Inputs;

/// <summary>The options of <c>mimi score</c>: what is scored, how, and what is measured.</summary>
internal sealed class ScoreOptions
{
    /// <summary>The one preset.</summary>
    public const string VoxCeleb1O = "voxceleb1-o";

    /// <summary>Speakers by the first folder of each path.</summary>
    public const string Folder = "folder";

    private readonly Argument<string?> _trials = new("trials") { Description = "A trial list; not needed where --scores has the answers", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _preset = new("--preset") { Description = $"{VoxCeleb1O}: latent, mean, cosine on veri_test2.txt below the folder TRIALS", HelpName = "NAME" };
    private readonly Option<string?> _audio = new("--audio") { Description = "Folder that the list's paths are relative to (default: the list's own)", HelpName = "FOLDER" };
    private readonly Option<string?> _embeddings = Choices.Embeddings();
    private readonly Option<string?> _name = Choices.Name();
    private readonly Option<string?> _ids = new("--ids") { Description = "Ids of the embeddings' rows: a line each, or a CSV with sample_id, voice_id", HelpName = "FILE" };
    private readonly Option<string?> _scores = new("--scores") { Description = "Measure these instead: enrol test score [target|nontarget]", HelpName = "FILE" };
    private readonly Option<string?> _enrol = new("--enrol") { Description = "Recordings that enrol each speaker (Kaldi spk2utt)", HelpName = "FILE" };
    private readonly Option<string?> _speakers = new("--speakers") { Description = $"Who speaks: utt2spk, a CSV, or {Folder} for VoxCeleb's paths", HelpName = "FILE" };
    private readonly Option<string> _encoder = EncoderChoice.Option();
    private readonly Option<string> _taps = Choices.Taps("latent");
    private readonly Option<string?> _pools = Choices.Pools("mean");
    private readonly Option<string?> _duration = Choices.Duration();
    private readonly Option<string?> _head = Choices.Head();
    private readonly Option<bool> _centred = new("--centred") { Description = "Take the mean of all recordings off first" };
    private readonly Option<string?> _cohort = new("--cohort") { Description = "Other voices for AS-norm: a data set, or embeddings", HelpName = "PATH" };
    private readonly Option<string?> _cohortIds = new("--cohort-ids") { Description = "Ids (and voices) of the rows of the cohort's embeddings, as --ids", HelpName = "FILE" };
    private readonly Option<bool> _cohortPerClip = new("--cohort-per-clip") { Description = "The cohort's clips instead of its voices' means" };
    private readonly Option<int> _cohortTop = Choices.Whole("--cohort-top", "How many of the highest cohort scores count", 2, 1_000_000, TrialScoringOptions.DefaultCohortTop);
    private readonly Option<string?> _calibrateOn = new("--calibrate-on") { Description = "Fit calibration on other trials (with --scores: on other scores)", HelpName = "FILE" };
    private readonly Option<string> _rates = new("--far") { Description = "False-accept rates that thresholds are wanted for", HelpName = "LIST", DefaultValueFactory = _ => "0.01,0.001" };
    private readonly Option<int> _resamples = Choices.Resamples();
    private readonly Option<long> _seed = Choices.Seed();
    private readonly Option<string?> _cache = Choices.Cache();
    private readonly Option<bool> _strict = Choices.Strict();
    private readonly Option<string?> _output = Choices.Out("Write \"enrol test score\" lines there, and what made them to FILE.json", "FILE");
    private readonly IReadOnlyList<Option> _network = CommonOptions.Encoder();

    /// <summary>Adds everything.</summary>
    public void AddTo(Command command)
    {
        command.Add(_trials);
        foreach (var option in (Option[])[_preset, _audio, _embeddings, _name, _ids, _scores, _enrol, _speakers, _encoder, _taps, _pools, _duration, _head, _centred, _cohort, _cohortIds, _cohortPerClip, _cohortTop, _calibrateOn, _rates, _resamples, _seed, _cache, _strict, .. _network, _output])
            command.Add(option);
    }

    /// <summary>What a command line asks for.</summary>
    /// <exception cref="UsageException">Options that exclude each other, or something missing.</exception>
    /// <exception cref="DataSetException">A list can't be read.</exception>
    public ScoreRequest Read(ParseResult parsed)
    {
        if (parsed.GetValue(_output) is { } output)
            OutputPath.File("--out", output);
        RefuseConflicts(parsed);
        var trials = parsed.GetValue(_trials);
        var audio = parsed.GetValue(_audio);
        if (parsed.GetValue(_preset) is not null)
        {
            (trials, var found) = VoxCeleb.Find(trials ?? throw new UsageException("--preset: give the folder that VoxCeleb1 lies in"));
            audio ??= found;
        }
        if (trials is null && parsed.GetValue(_scores) is null)
            throw new UsageException("give a trial list, or --scores with the answers inside");
        var ids = parsed.GetValue(_ids) is { } file ? IdList.Read(file) : null;
        return new ScoreRequest
        {
            List = trials is null ? null : TrialList.Read(trials),
            Preset = parsed.GetValue(_preset),
            Audio = audio,
            Embeddings = parsed.GetValue(_embeddings), Name = parsed.GetValue(_name), Ids = ids, IdsFile = parsed.GetValue(_ids),
            Scores = parsed.GetValue(_scores) is { } scores ? ScoreList.Read(scores) : null,
            Encoder = _encoder,
            Taps = parsed.Gives(_taps) ? parsed.GetValue(_taps) : null, Pools = parsed.GetValue(_pools), Duration = parsed.GetValue(_duration) is { } seconds ? Choices.ParseDuration(seconds) : null,
            Cohort = parsed.GetValue(_cohort), CohortIds = parsed.GetValue(_cohortIds) is { } cohortIds ? IdList.Read(cohortIds) : null,
            CalibrateOn = parsed.GetValue(_calibrateOn), Cache = parsed.GetValue(_cache), Strict = parsed.GetValue(_strict), SpeakersFile = parsed.GetValue(_speakers), Output = parsed.GetValue(_output),
            Scoring = new TrialScoringOptions
            {
                Centred = parsed.GetValue(_centred),
                Head = parsed.GetValue(_head) is { } head ? HeadFile.Read(head) : null,
                Enrolment = parsed.GetValue(_enrol) is { } enrol ? EnrolmentList.Read(enrol) : null,
                Speakers = parsed.GetValue(_speakers) switch { Folder => SpeakerTable.Folders, { } table => SpeakerTable.Read(table), _ => parsed.GetValue(_preset) is not null ? SpeakerTable.Folders : ids is null ? null : SpeakerTable.Of(ids) },
                CohortPerClip = parsed.GetValue(_cohortPerClip), CohortTop = parsed.GetValue(_cohortTop),
                FalseAcceptRates = Rates(parsed.GetValue(_rates)!),
                Uncertainty = new UncertaintyOptions { Replicates = parsed.GetValue(_resamples), Permutations = 0, Seed = (ulong)parsed.GetValue(_seed) },
            },
        };
    }

    private void RefuseConflicts(ParseResult parsed)
    {
        if (parsed.GetValue(_preset) is { } preset)
        {
            if (preset != VoxCeleb1O)
                throw new UsageException($"--preset {preset}: there is {VoxCeleb1O}");
            Refuse("--preset", "a protocol of its own", _encoder, _taps, _pools, _duration, _head, _centred, _embeddings, _scores, _enrol, _cohort);
        }
        Option[] encoding = [_encoder, _taps, _pools, _duration, _audio, _cache, .. _network];
        if (parsed.Gives(_scores))
            Refuse("--scores", "nothing is encoded or compared", [.. encoding, _head, _embeddings, _ids, _name, _centred, _cohort]);
        if (parsed.Gives(_embeddings))
            Refuse("--embeddings", "nothing is encoded", encoding);
        else
            foreach (var option in (Option[])[_ids, _name])
                if (parsed.Gives(option))
                    throw new UsageException($"{option.Name} is about the rows of --embeddings");
        if (!parsed.Gives(_cohort))
            foreach (var option in (Option[])[_cohortIds, _cohortPerClip, _cohortTop])
                if (parsed.Gives(option))
                    throw new UsageException($"{option.Name} is about --cohort, which is missing");
        if (parsed.GetValue(_head) is not null && parsed.GetValue(_centred))
            throw new UsageException("--centred: a head takes its own mean off; give either");

        void Refuse(string name, string why, params Option[] others)
        {
            if (Array.Find(others, o => parsed.Gives(o)) is { } other)
                throw new UsageException($"{other.Name} has no part beside {name}: {why}");
        }
    }

    private static IReadOnlyList<double> Rates(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(r => double.TryParse(r, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and < 1 ? rate : throw new UsageException($"--far {r}: give rates between 0 and 1, e.g. 0.01,0.001")).Distinct()];
}
