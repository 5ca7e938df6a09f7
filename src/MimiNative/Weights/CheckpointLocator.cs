using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>
/// Finds the checkpoint file that a person means: a file, a folder, a repository in the Hugging Face cache, or (nothing said) the first one that a machine with Mimi on it usually has.
/// Which file of several holds a Mimi is told by the names of its tensors: a repository may hold a language model in <c>model.safetensors</c>. Nothing is downloaded.
/// </summary>
internal sealed class CheckpointLocator(Func<string, string?> environment, string home, string currentFolder, string programFolder)
{
    // Deep enough for languages/english/model.safetensors.
    private const int Depth = 3;

    private readonly List<string> _lookedAt = [];

    /// <summary>Repositories that carry a Mimi, as they are published, in the order in which they are looked for. A star stands for the rest of a name.</summary>
    public static IReadOnlyList<string> Known { get; } =
        ["kyutai/mimi", "kyutai/moshi*", "kyutai/stt-*", "kyutai/tts-*", "kyutai/hibiki*", "kyutai/*", "nvidia/personaplex-*", "sesame/csm-*", "Qwen/Qwen3-TTS-Tokenizer-*"];

    /// <summary>Looks where this process runs.</summary>
    public static CheckpointLocator Default() => new(
        Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Environment.CurrentDirectory, AppContext.BaseDirectory);

    /// <summary>The path of a .safetensors file, or of the index of a sharded one.</summary>
    /// <exception cref="WeightsException">There is none, or more than one: says where it looked, what it found, and what to do.</exception>
    public string Find(string? weights)
    {
        try
        {
            return FindReadable(weights);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"looking for weights: {e.Message}", e);
        }
    }

    /// <summary>Everything that would be found with nothing said, best first: every file in the known repositories and in <c>weights</c> folders that holds a Mimi.</summary>
    /// <exception cref="WeightsException">A folder can't be read.</exception>
    public IReadOnlyList<string> FindAll()
    {
        try
        {
            return [.. Anywhere().SelectMany(place => place.Mimis).Distinct()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException($"looking for weights: {e.Message}", e);
        }
    }

    private string FindReadable(string? weights)
    {
        if (weights is null)
            return Anywhere().Where(place => place.Mimis.Count > 0).Select(Only).FirstOrDefault() ?? throw new WeightsException("no Mimi weights found" + LookedAt()
                + "\nget them with: hf download kyutai/mimi model.safetensors config.json"
                + "\nor name a file, or use random weights: synthetic:1");
        if (File.Exists(weights))
            return weights;
        if (Directory.Exists(weights))
            return Only(Place.Of(weights));
        if (HubCache.RepositoryName(weights) is var (repository, revision) && !TensorFile.IsFileName(repository) && InRepository(repository, revision) is { } place)
            return Only(place);
        throw new WeightsException($"weights not found: {weights}" + LookedAt()
            + (_lookedAt.Count == 0 ? "; " : "\n") + "give a .safetensors file or one of torch.save (.pt, .bin), a folder that holds a .safetensors file, a repository of the Hugging Face cache (kyutai/mimi), or synthetic:SEED");
    }

    private static string Only(Place place) => place.Mimis switch
    {
        [var only] => only,
        [] => throw new WeightsException($"{place.Folder} holds no Mimi: {place.Others()}"),
        _ => throw new WeightsException($"{place.Folder} holds {place.Mimis.Count} Mimis: name one of\n  " + string.Join("\n  ", place.Mimis)),
    };

    private IEnumerable<Place> Anywhere()
    {
        var hub = HubCache.Folder(environment, home);
        var cached = Directory.Exists(hub) ? Directory.GetDirectories(hub, "models--*").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList() : [];
        foreach (var name in Known)
        {
            _lookedAt.Add(HubCache.RepositoryFolder(hub, name));
            var folder = Path.GetFileName(_lookedAt[^1]);
            foreach (var found in cached.Where(c => folder.EndsWith('*') ? c.StartsWith(folder[..^1], StringComparison.Ordinal) : c == folder))
                if (HubCache.Snapshot(Path.Combine(hub, found), null) is { } snapshot)
                    yield return Place.Of(snapshot);
        }

        foreach (var folder in (string[])[Path.Combine(currentFolder, "weights"), Path.Combine(programFolder, "weights")])
        {
            _lookedAt.Add(folder);
            if (Directory.Exists(folder))
                yield return Place.Of(folder);
        }
    }

    private string LookedAt() => _lookedAt.Count == 0 ? "" : "; looked at:\n  " + string.Join("\n  ", _lookedAt.Distinct());

    private Place? InRepository(string repository, string? revision)
    {
        var folder = HubCache.RepositoryFolder(HubCache.Folder(environment, home), repository);
        _lookedAt.Add(revision is null ? folder : Path.Combine(folder, "refs", revision));
        return HubCache.Snapshot(folder, revision) is { } snapshot ? Place.Of(snapshot) : null;
    }

    /// <summary>A folder and what stands in it.</summary>
    private sealed record Place(string Folder, IReadOnlyList<string> Mimis, IReadOnlyList<string> Not)
    {
        public static Place Of(string folder)
        {
            var (mimis, not) = (new List<string>(), new List<string>());
            foreach (var path in Candidates(folder, Depth))
            {
                try
                {
                    var names = WeightFiles.NamesIn(path);
                    if (LayoutNames.Recognise(names) is not null)
                        mimis.Add(path);
                    else
                        not.Add($"{path} is another model's ({(names.Count == 0 ? "it is empty" : $"its first tensor is '{Printable.Quote(names[0])}'")})");
                }
                catch (WeightsException e)
                {
                    not.Add(e.Message);
                }
            }

            return new(folder, mimis, not);
        }

        public string Others() => Not.Count == 0 ? "there is no .safetensors file in it" : string.Join("; ", Not.Take(8)) + (Not.Count > 8 ? $"; and {Not.Count - 8} more files" : "");

        /// <summary>Files and indexes of this folder, without the shards that an index names; where there are none, those of the folders in it.</summary>
        private static IReadOnlyList<string> Candidates(string folder, int depth)
        {
            var names = Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Where(n => n.EndsWith(".safetensors", StringComparison.Ordinal) || n.EndsWith(WeightFiles.IndexEnding, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).ToList();
            foreach (var index in names.Where(n => n.EndsWith(WeightFiles.IndexEnding, StringComparison.Ordinal)).ToList())
                names.RemoveAll(ShardsOf(Path.Combine(folder, index)).Contains);
            if (names.Count > 0 || depth == 0)
                return [.. names.Select(n => Path.Combine(folder, n))];
            return [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(inside => Candidates(inside, depth - 1))];
        }

        private static HashSet<string> ShardsOf(string index)
        {
            try
            {
                return [.. WeightFiles.Index(index).Values];
            }
            catch (WeightsException)
            {
                // Said when it is read as a candidate.
                return [];
            }
        }
    }
}
