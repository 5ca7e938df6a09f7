using System.CommandLine;
using System.Globalization;
using MimiNative.Analysis;
using MimiNative.Cli.Hub;
using MimiNative.Files;
using MimiNative.Weights;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi weights get</c>.</summary>
internal static class WeightsGetCommand
{
    private const string Standard = "kyutai/mimi";
    private const string Config = "config.json";

    private const string Help = """
        Without --from nothing is loaded: the commands that load a repository's weights are printed.
        With it the file is loaded, where an earlier run stopped, into the Hugging Face cache or to --out, and only kept with the right SHA-256. HF_ENDPOINT names a mirror; HF_TOKEN is sent to https://huggingface.co alone.

        Examples:
          mimi weights get
          mimi weights get kyutai/moshiko-pytorch-bf16
          mimi weights get --from URL --out mimi.safetensors --sha256 HEX
          mimi weights get \
            --from https://huggingface.co/kyutai/mimi/resolve/main/model.safetensors
        """;

    public static Command Build(Terminal terminal)
    {
        var name = new Argument<string?>("name") { Description = $"A repository of the Hugging Face hub (default: {Standard})", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<string?>("--from") { Description = "Load this file, over http or https", HelpName = "URL" };
        var sha256 = new Option<string?>("--sha256") { Description = "The hash that it must have (default: the published file's)", HelpName = "HEX" };
        var output = Choices.Out("Save it there instead of in the Hugging Face cache", "FILE");
        var command = new ExplainedCommand("get", "How to get published weights; load a file of them", Help) { name, from, sha256, output };
        command.SetAction(parsed =>
        {
            var repository = parsed.GetValue(name);
            if (repository is not null && !HubAddress.IsRepository(repository))
                throw new UsageException($"{repository} isn't the name of a repository; they are OWNER/NAME, as {Standard}");
            var address = new HubAddress(Environment.GetEnvironmentVariable);
            if (parsed.GetValue(from) is { } url)
                return Load(Plan(address, repository, url, parsed.GetValue(sha256), parsed.GetValue(output)), address, terminal);
            if ((parsed.GetValue(output) ?? parsed.GetValue(sha256)) is not null)
                throw new UsageException($"{(parsed.GetValue(output) is null ? "--sha256" : "--out")} goes with --from URL; without it nothing is loaded");
            Explain(address, repository ?? Standard, terminal);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DownloadPlan Plan(HubAddress address, string? name, string url, string? sha256, string? output)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var from) || from.Scheme != Uri.UriSchemeHttp && from.Scheme != Uri.UriSchemeHttps)
            throw new UsageException($"--from {url}: give an address that begins with http:// or https://");
        if (from.UserInfo.Length > 0)
            throw new UsageException("--from: names and passwords in addresses aren't sent; leave them out");
        if (sha256 is not null && (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit)))
            throw new UsageException($"--sha256 {sha256}: give 64 hexadecimal digits");
        var file = address.Parse(from);
        if (file is not null && name is not null && !file.Repository.Equals(name, StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--from is a file of {file.Repository}, not of {name}");
        file ??= new(name ?? Standard, "main", Uri.UnescapeDataString(from.Segments[^1]));
        var published = PublishedWeights.InRepository(file.Repository) is { } known && known.File == file.File ? known : null;
        if (output is not null)
            OutputPath.File("--out", output);
        else if (!HubAddress.IsSafe(file.File) || file.File != Config && published is null && PublishedWeights.InRepository(file.Repository) is not null)
            throw new UsageException($"--from: {file.Repository} has no weights named {file.File}; give the NAME of its repository, or --out FILE");
        return new(from, file, (sha256 ?? published?.Sha256)?.ToLowerInvariant(), sha256 is null ? published?.Bytes : null, output);
    }

    private static int Load(DownloadPlan plan, HubAddress address, Terminal terminal)
    {
        using var client = Downloader.Client();
        var download = new WeightsDownload(new Downloader(client, address), HubCache.Folder(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)));
        DownloadResult result;
        try
        {
            result = terminal.Steps(bars => download.RunAsync(plan, p => bars.Report(new AnalysisProgress($"loading {plan.File.File}", (int)(p.Bytes >> 10), (int)((p.Total ?? 0) >> 10))), terminal.Cancellation)
                .GetAwaiter().GetResult());
        }
        catch (OperationCanceledException)
        {
            return Failure.Report(ExitCode.Interrupted, File.Exists(download.Incomplete(plan)) ? $"interrupted; what came is in {download.Incomplete(plan)}, and the same command goes on there" : "interrupted", terminal);
        }
        if (!result.IsVerified)
            terminal.Note("no hash is known to compare it with: --sha256 HEX");
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                json.WriteString("made_by", Product.Name);
                json.WriteString("file", result.Path);
                json.WriteNumber("bytes", result.Bytes);
                json.WriteString("sha256", result.Sha256);
                json.WriteBoolean("verified", result.IsVerified);
                json.WriteBoolean("was_there", result.WasThere);
                json.WriteNumber("resumed_from", result.Resumed);
            });
        else
        {
            terminal.Line(result.Path);
            terminal.Line($"  {Number(result.Bytes)} bytes{(result.WasThere ? ", there already" : result.Resumed > 0 ? $", {Number(result.Resumed)} of them from an earlier run" : "")}");
            terminal.Line($"  SHA-256 {result.Sha256}{(result.IsVerified ? ", as expected" : "")}{(PublishedWeights.Variant(result.Sha256) is { } variant ? $": {variant}" : "")}");
        }
        return ExitCode.Ok;
    }

    private static void Explain(HubAddress address, string repository, Terminal terminal)
    {
        var published = PublishedWeights.InRepository(repository);
        repository = published?.Repository ?? repository;
        string[] files = published is null ? [] : published.HasConfig ? [published.File, Config] : [published.File];
        string[] urls = [.. (published is null ? ["FILE"] : files).Select(f => address.Resolve(new(repository, "main", f)))];
        // Of a repository that nobody described here everything is asked for that can hold or describe a Mimi; shards need their index.
        var hub = published is null ? $"hf download {repository} --include '*.safetensors' '*.json'" : $"hf download {repository} {string.Join(' ', files)}";
        string[] curl = [.. urls.Select(u => $"curl -L --fail --create-dirs -o weights/{u[(u.LastIndexOf('/') + 1)..]} {u}")];
        string[] own = [.. urls.Select(u => $"mimi weights get --from {u}")];
        if (terminal.Json)
        {
            terminal.WriteJson(json =>
            {
                json.WriteString("made_by", Product.Name);
                json.WriteString("repository", repository);
                json.WriteBoolean("known", published is not null);
                if (published is not null)
                {
                    json.WriteString("file", published.File);
                    json.WriteString("variant", published.Variant);
                }
                if (published is { Bytes: { } bytes, Sha256: { } sha256 })
                {
                    json.WriteNumber("bytes", bytes);
                    json.WriteString("sha256", sha256);
                }
                json.WriteString("hf", hub);
                json.WriteStrings("curl", curl);
                json.WriteStrings("mimi", own);
            });
            return;
        }
        terminal.Line(published is null ? $"{repository}: not in the list of published Mimis; FILE stands for its name there" : $"{repository}: {published.File}, {published.Variant}");
        if (published is { Bytes: { } size, Sha256: { } hash })
            terminal.Line($"  {Number(size)} bytes, SHA-256 {hash}");
        Group("into the Hugging Face cache (pip install huggingface_hub):", [hub]);
        Group("into the folder weights:", curl);
        Group("into the Hugging Face cache, without Python:", own);
        Group("then:", [published is null || repository != Standard ? $"mimi weights check {repository}" : "mimi weights check"]);
        if (published is null)
            terminal.Note("known: " + string.Join(", ", PublishedWeights.All.Select(p => p.Repository)));

        void Group(string how, string[] lines)
        {
            terminal.Line("\n" + how);
            foreach (var line in lines)
                terminal.Line("  " + line);
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
