using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

public sealed class CheckpointLocatorTests : IDisposable
{
    private const string Native = "tokenizer-e351c8d8-checkpoint125.safetensors";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_cache_is_found_by_each_of_its_variables_in_turn()
    {
        var byHome = Mimi("home/.cache/huggingface/hub");
        Assert.Equal(byHome, Find(null));
        var byXdg = Mimi("xdg/huggingface/hub");
        _environment["XDG_CACHE_HOME"] = _folder["xdg"];
        Assert.Equal(byXdg, Find(null));
        var byHuggingFaceHome = Mimi("hf/hub");
        _environment["HF_HOME"] = _folder["hf"];
        Assert.Equal(byHuggingFaceHome, Find(null));
        var byHubCache = Mimi("hub");
        _environment["HF_HUB_CACHE"] = _folder["hub"];
        Assert.Equal(byHubCache, Find(null));
        Assert.Equal(byHubCache, Find("kyutai/mimi"));
    }

    [Fact]
    public void Refs_main_chooses_among_snapshots()
    {
        var chosen = Mimi("home/.cache/huggingface/hub", commit: "def");
        _folder.Write("home/.cache/huggingface/hub/models--kyutai--mimi/snapshots/abc/model.safetensors", []);
        Assert.Equal(chosen, Find(null));
        File.Delete(_folder["home/.cache/huggingface/hub/models--kyutai--mimi/refs/main"]);
        Assert.Throws<WeightsException>(() => Find(null));
        Directory.Delete(_folder["home/.cache/huggingface/hub/models--kyutai--mimi/snapshots/abc"], recursive: true);
        Assert.Equal(chosen, Find(null));
    }

    [Fact]
    public void Moshi_repositories_come_next_and_the_weights_folders_last()
    {
        var beside = _folder.Write($"program/weights/{Native}", []);
        Assert.Equal(beside, Find(null));
        var current = _folder.Write("current/weights/any.safetensors", []);
        Assert.Equal(current, Find(null));
        var personaplex = _folder.Write($"home/.cache/huggingface/hub/models--nvidia--personaplex-7b-v1/snapshots/abc/{Native}", []);
        Assert.Equal(personaplex, Find(null));
        _folder.Write("home/.cache/huggingface/hub/models--kyutai--helium/snapshots/abc/model.safetensors", []);
        var moshi = _folder.Write($"home/.cache/huggingface/hub/models--kyutai--moshiko-pytorch-bf16/snapshots/abc/{Native}", []);
        Assert.Equal(moshi, Find(null));
        Assert.Equal(Mimi("home/.cache/huggingface/hub"), Find(null));
    }

    [Fact]
    public void A_file_or_a_folder_is_taken_as_it_is()
    {
        var file = _folder.Write("a/x.safetensors", []);
        Assert.Equal(file, Find(file));
        Assert.Equal(file, Find(_folder["a"]));
        _folder.Write("a/y.safetensors", []);
        Assert.Contains("holds no checkpoint", Assert.Throws<WeightsException>(() => Find(_folder["a"])).Message);
        var native = _folder.Write($"a/{Native}", []);
        Assert.Equal(native, Find(_folder["a"]));
        var huggingFace = _folder.Write("a/model.safetensors", []);
        Assert.Equal(huggingFace, Find(_folder["a"]));
    }

    [Fact]
    public void When_nothing_is_there_the_message_says_where_it_looked_and_what_to_do()
    {
        var message = Assert.Throws<WeightsException>(() => Find(null)).Message;
        foreach (var part in (string[])[_folder["home/.cache/huggingface/hub/models--kyutai--mimi"], Native, _folder["current/weights"], _folder["program/weights"], "hf download kyutai/mimi", "synthetic:1"])
            Assert.Contains(part, message);
        Assert.Contains("no/such.safetensors", Assert.Throws<WeightsException>(() => Find("no/such.safetensors")).Message);
        Assert.Contains("models--kyutai--mimi", Assert.Throws<WeightsException>(() => Find("kyutai/mimi")).Message);
    }

    private string Find(string? weights) =>
        new CheckpointLocator(_environment.GetValueOrDefault, _folder["home"], _folder["current"], _folder["program"]).Find(weights);

    private string Mimi(string hub, string commit = "abc")
    {
        _folder.Write($"{hub}/models--kyutai--mimi/refs/main", System.Text.Encoding.UTF8.GetBytes(commit + "\n"));
        return _folder.Write($"{hub}/models--kyutai--mimi/snapshots/{commit}/model.safetensors", []);
    }
}
