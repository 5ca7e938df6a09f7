using System.Text;
using MimiNative.Files;

namespace MimiNative.Weights;

/// <summary>
/// Finds the checkpoint file that a person means: a file, a folder, a repository in the Hugging Face cache, or (nothing said) the first one that a machine with Mimi on it usually has.
/// Nothing is downloaded.
/// </summary>
internal sealed class CheckpointLocator(Func<string, string?> environment, string home, string currentFolder, string programFolder)
{
    private const string HuggingFaceFile = "model.safetensors";
    private const string NativeFile = "tokenizer-e351c8d8-checkpoint125.safetensors";
    private const string MimiRepository = "kyutai/mimi";

    private readonly List<string> _lookedAt = [];

    /// <summary>Looks where this process runs.</summary>
    public static CheckpointLocator Default() => new(
        Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Environment.CurrentDirectory, AppContext.BaseDirectory);

    /// <summary>The path of a .safetensors file.</summary>
    /// <exception cref="WeightsException">There is none: says where it looked and what to do.</exception>
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

    private string FindReadable(string? weights)
    {
        if (weights is null)
            return FindAnywhere();
        if (File.Exists(weights))
            return weights;
        if (Directory.Exists(weights))
            return InFolder(weights) ?? throw new WeightsException(
                $"the folder {weights} holds no checkpoint: expected {HuggingFaceFile}, {NativeFile}, or a single .safetensors file");
        if (IsRepositoryName(weights) && InRepository(weights) is { } cached)
            return cached;
        throw new WeightsException($"weights not found: {weights}" + LookedAt()
            + "; give a .safetensors file, a folder that holds one, a repository of the Hugging Face cache (kyutai/mimi), or synthetic:SEED");
    }

    private string FindAnywhere() =>
        InRepository(MimiRepository)
        ?? InMoshiRepositories()
        ?? InFolderIfThere(Path.Combine(currentFolder, "weights"))
        ?? InFolderIfThere(Path.Combine(programFolder, "weights"))
        ?? throw new WeightsException("no Mimi weights found" + LookedAt()
            + "\nget them with: hf download kyutai/mimi model.safetensors config.json"
            + "\nor name a file, or use random weights: synthetic:1");

    private string LookedAt() => _lookedAt.Count == 0 ? "" : "; looked at:\n  " + string.Join("\n  ", _lookedAt.Distinct());

    private string HubCache()
    {
        if (Set("HF_HUB_CACHE") is { } hub)
            return hub;
        if (Set("HF_HOME") is { } huggingFace)
            return Path.Combine(huggingFace, "hub");
        return Path.Combine(Set("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface", "hub");

        string? Set(string variable) => environment(variable) is { Length: > 0 } value ? value : null;
    }

    private string? InRepository(string repository)
    {
        var folder = Path.Combine(HubCache(), "models--" + repository.Replace("/", "--", StringComparison.Ordinal));
        _lookedAt.Add(folder);
        return Snapshot(folder) is { } snapshot ? InFolder(snapshot) : null;
    }

    /// <summary>Moshi and the models built on it (moshiko, moshika, hibiki, stt, tts, PersonaPlex) carry Mimi in a file of its own.</summary>
    private string? InMoshiRepositories()
    {
        var hub = HubCache();
        _lookedAt.Add(Path.Combine(hub, "models--{kyutai--*,nvidia--personaplex-*}", "snapshots", "*", NativeFile));
        if (!Directory.Exists(hub))
            return null;
        return Directory.EnumerateDirectories(hub, "models--kyutai--*").Concat(Directory.EnumerateDirectories(hub, "models--nvidia--personaplex-*"))
            .Order(StringComparer.Ordinal)
            .Select(repository => Snapshot(repository) is { } snapshot ? Path.Combine(snapshot, NativeFile) : null)
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The snapshot that <c>refs/main</c> names; without that file (a download by commit) the only one there is.</summary>
    private static string? Snapshot(string repository)
    {
        var main = Path.Combine(repository, "refs", "main");
        var snapshots = Path.Combine(repository, "snapshots");
        if (File.Exists(main))
        {
            // A commit's name; anything with a folder in it would lead elsewhere.
            var commit = Encoding.UTF8.GetString(SmallFile.Read(main)).Trim();
            var snapshot = Path.Combine(snapshots, commit);
            return commit == Path.GetFileName(commit) && Directory.Exists(snapshot) ? snapshot : null;
        }
        var all = Directory.Exists(snapshots) ? Directory.GetDirectories(snapshots) : [];
        return all.Length == 1 ? all[0] : null;
    }

    private string? InFolderIfThere(string folder)
    {
        _lookedAt.Add(folder);
        return Directory.Exists(folder) ? InFolder(folder) : null;
    }

    private static string? InFolder(string folder)
    {
        foreach (var name in (string[])[HuggingFaceFile, NativeFile])
            if (File.Exists(Path.Combine(folder, name)))
                return Path.Combine(folder, name);
        var files = Directory.GetFiles(folder, "*.safetensors");
        return files.Length == 1 ? files[0] : null;
    }

    private static bool IsRepositoryName(string text) =>
        text.Split('/') is [{ Length: > 0 } owner, { Length: > 0 } name] && owner is not ("." or "..") && !name.EndsWith(".safetensors", StringComparison.Ordinal);
}
