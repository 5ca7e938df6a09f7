using System.Text;
using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

public sealed class CheckpointLocatorTests : IDisposable
{
    private const string Native = "tokenizer-e351c8d8-checkpoint125.safetensors";
    private const string Hub = "home/.cache/huggingface/hub";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_cache_is_found_by_each_of_its_variables_in_turn()
    {
        var byHome = Mimi(Hub);
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
    public void Refs_main_chooses_among_snapshots_and_a_revision_names_another()
    {
        var chosen = Mimi(Hub, commit: "def");
        var other = Header($"{Hub}/models--kyutai--mimi/snapshots/abc123/model.safetensors", "encoder.layers.0.conv.weight");
        Assert.Equal(chosen, Find(null));
        Assert.Equal(other, Find("kyutai/mimi@abc123"));
        Assert.Equal(other, Find("kyutai/mimi@abc"));
        _folder.Write($"{Hub}/models--kyutai--mimi/refs/v2", "abc123"u8.ToArray());
        Assert.Equal(other, Find("kyutai/mimi@v2"));
        Assert.Contains("refs/v3", Assert.Throws<WeightsException>(() => Find("kyutai/mimi@v3")).Message);
        Assert.Throws<WeightsException>(() => Find("kyutai/mimi@../x"));
        File.Delete(_folder[$"{Hub}/models--kyutai--mimi/refs/main"]);
        Assert.Throws<WeightsException>(() => Find(null));
        Directory.Delete(_folder[$"{Hub}/models--kyutai--mimi/snapshots/abc123"], recursive: true);
        Assert.Equal(chosen, Find(null));
    }

    [Fact]
    public void Known_repositories_come_in_order_and_the_weights_folders_last()
    {
        var expected = new List<string>();
        void Next(string path)
        {
            expected.Insert(0, path);
            Assert.Equal(path, Find(null));
            Assert.Equal(expected, Locator().FindAll());
        }

        Next(Header($"program/weights/{Native}"));
        Next(Header("current/weights/any.safetensors"));
        Next(Header($"{Hub}/models--Qwen--Qwen3-TTS-Tokenizer-12Hz/snapshots/abc/model.safetensors", "encoder.encoder.layers.0.conv.weight"));
        Next(Header($"{Hub}/models--sesame--csm-1b/snapshots/abc/model.safetensors", "codec_model.encoder.layers.0.conv.weight"));
        Next(Header($"{Hub}/models--nvidia--personaplex-7b-v1/snapshots/abc/{Native}"));
        // A language model without a Mimi, and one beside a Mimi.
        Header($"{Hub}/models--kyutai--helium/snapshots/abc/model.safetensors", "model.layers.0.self_attn.q_proj.weight");
        Header($"{Hub}/models--kyutai--moshiko-pytorch-bf16/snapshots/abc/model.safetensors", "transformer.layers.0.norm1.alpha");
        Next(Header($"{Hub}/models--kyutai--moshiko-pytorch-bf16/snapshots/abc/{Native}"));
        Assert.Equal(expected[0], Find("kyutai/moshiko-pytorch-bf16"));
        Next(Mimi(Hub));
    }

    [Fact]
    public void A_folder_gives_the_one_file_that_holds_a_Mimi()
    {
        var file = Header("a/x.safetensors", "lm.weight");
        Assert.Equal(file, Find(file)); // A file is what it is called: what is wrong with it is said when it is opened.
        var nothing = Assert.Throws<WeightsException>(() => Find(_folder["a"])).Message;
        Assert.Contains("holds no Mimi", nothing);
        Assert.Contains("x.safetensors is another model's (its first tensor is 'lm.weight')", nothing);
        var native = Header($"a/{Native}");
        Assert.Equal(native, Find(_folder["a"]));
        var huggingFace = Header("a/model.safetensors", "encoder.layers.0.conv.weight");
        var several = Assert.Throws<WeightsException>(() => Find(_folder["a"])).Message;
        Assert.Contains("holds 2 Mimis", several);
        Assert.Contains(native, several);
        Assert.Contains(huggingFace, several);
        _folder.Write("b/broken.safetensors", [1, 2, 3]);
        Assert.Contains("broken.safetensors", Assert.Throws<WeightsException>(() => Find(_folder["b"])).Message);
        Directory.CreateDirectory(_folder["c"]);
        Assert.Contains("no .safetensors file", Assert.Throws<WeightsException>(() => Find(_folder["c"])).Message);
    }

    [Fact]
    public void Languages_in_folders_of_their_own_are_found_and_one_must_be_named()
    {
        var english = Header("pocket/languages/english/model.safetensors", "mimi.encoder.model.0.conv.weight");
        Assert.Equal(english, Find(_folder["pocket"]));
        Header("pocket/languages/french/model.safetensors", "mimi.encoder.model.0.conv.weight");
        Assert.Contains("holds 2 Mimis", Assert.Throws<WeightsException>(() => Find(_folder["pocket"])).Message);
        Assert.Equal(english, Find(_folder["pocket/languages/english"]));
    }

    [Fact]
    public void An_index_stands_for_its_shards()
    {
        Header("csm/model-00001-of-00002.safetensors", "backbone.weight");
        Header("csm/model-00002-of-00002.safetensors", "codec_model.encoder.layers.0.conv.weight");
        var index = _folder.Write("csm/model.safetensors.index.json", """
            {"metadata": {}, "weight_map": {"backbone.weight": "model-00001-of-00002.safetensors", "codec_model.encoder.layers.0.conv.weight": "model-00002-of-00002.safetensors"}}
            """u8.ToArray());
        Assert.Equal(index, Find(_folder["csm"]));
        _folder.Write("csm/model.safetensors.index.json", """{"weight_map": {"a": "../secret"}}"""u8.ToArray());
        Assert.Contains("isn't the name of a file beside it", Assert.Throws<WeightsException>(() => WeightFiles.Open(index)).Message);
        _folder.Write("csm/model.safetensors.index.json", "[]"u8.ToArray());
        Assert.Contains("weight_map", Assert.Throws<WeightsException>(() => WeightFiles.Open(index)).Message);
    }

    [Fact]
    public void When_nothing_is_there_the_message_says_where_it_looked_and_what_to_do()
    {
        var message = Assert.Throws<WeightsException>(() => Find(null)).Message;
        foreach (var part in (string[])[_folder[$"{Hub}/models--kyutai--mimi"], "models--sesame--csm-*", _folder["current/weights"], _folder["program/weights"], "hf download kyutai/mimi", "synthetic:1"])
            Assert.Contains(part, message);
        Assert.Contains("no/such.safetensors", Assert.Throws<WeightsException>(() => Find("no/such.safetensors")).Message);
        Assert.Contains("models--kyutai--mimi", Assert.Throws<WeightsException>(() => Find("kyutai/mimi")).Message);
    }

    private CheckpointLocator Locator() => new(_environment.GetValueOrDefault, _folder["home"], _folder["current"], _folder["program"]);

    private string Find(string? weights) => Locator().Find(weights);

    private string Mimi(string hub, string commit = "abc")
    {
        _folder.Write($"{hub}/models--kyutai--mimi/refs/main", Encoding.UTF8.GetBytes(commit + "\n"));
        return Header($"{hub}/models--kyutai--mimi/snapshots/{commit}/model.safetensors", "encoder.layers.0.conv.weight");
    }

    /// <summary>A file with one tensor of one value.</summary>
    private string Header(string path, string tensor = "encoder.model.0.conv.conv.weight") => CheckpointFiles.Write(_folder[path], new() { [tensor] = ([1], [0f]) });
}
