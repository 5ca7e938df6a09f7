using System.IO.Compression;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Diarization;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Origins;
using MimiNative.Analysis.Presentation;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Tests.Origins;

public sealed class OriginTests : IDisposable
{
    private static readonly Origin Origin = new()
    {
        MadeBy = "mimi 1.2.3", Weights = "weights \"é\"", WeightsSha256 = "ab12", Synthetic = true, Padding = PaddingDialect.PerLayer, Device = "cpu: AVX2", Input = "recordings",
        Taps = ["latent", "seanet.out"], Poolings = ["mean"], Head = "h.safetensors", HeadSha256 = "cd34",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("e.safetensors", "e.safetensors")]
    [InlineData("e.npz", "e.npz")]
    [InlineData("e.npy", "e.npy")]
    [InlineData("e.csv", "e.csv")]
    [InlineData("projector", "projector/vectors.tsv")]
    public void Every_format_says_what_made_it(string name, string file)
    {
        EmbeddingSet set = new("latent/mean", [new Sample { Id = "a", Voice = "v" }, new Sample { Id = "b", Voice = "v" }], 2, [1, 2, 3, 4]);
        EmbeddingFile.Write(_folder[name], [set], Origin.Metadata());
        Assert.Equal(Origin.Metadata().OrderBy(m => m.Key), EmbeddingFile.ReadMetadata(_folder[file]).OrderBy(m => m.Key));
        if (name != "projector")
            Assert.Equal([1, 2, 3, 4], Assert.Single(EmbeddingFile.Read(_folder[file])).Values);
    }

    [Fact]
    public void A_file_that_says_nothing_and_a_damaged_remark_are_no_error()
    {
        Assert.Empty(EmbeddingFile.ReadMetadata(_folder.Write("e.csv", "e0\n1\n")));
        _folder.Write("e.csv.json", "{\"weights\": ");
        Assert.Empty(EmbeddingFile.ReadMetadata(_folder["e.csv"]));
        Assert.Empty(EmbeddingFile.ReadMetadata(_folder.Write("e.npz", "no zip")));
        Assert.Empty(EmbeddingFile.ReadMetadata(_folder.Write("e.safetensors", "no safetensors")));
    }

    [Theory]
    [InlineData("()", "{\"weights\": \"w\", \"synthetic\": true, \"rows\": 3}")]
    [InlineData("(1,)", "{\"weights\": \"w\", \"synthetic\": \"true\"}")]
    public void A_text_of_numpy_with_or_without_a_dimension_says_what_made_it(string shape, string text) =>
        Assert.Equal(new Dictionary<string, string> { ["weights"] = "w", ["synthetic"] = "true" }, EmbeddingFile.ReadMetadata(Npz(shape, "U", text)));

    [Theory]
    [InlineData("(2,)", "U", "{}{}", "(2,) is not one text")]
    [InlineData("()", "O", "{}", "Python objects aren't read")]
    [InlineData("()", "U", "made by me", "should be a JSON object")]
    [InlineData("()", "U", "[1]", "and is Array")]
    [InlineData("()", "U", "{\"weights\": \"\\ud800\"}", "can't be read")]
    public void A_remark_that_is_there_and_can_not_be_read_is_refused_by_name(string shape, string kind, string text, string reason)
    {
        var path = Npz(shape, kind, text);
        var message = Assert.Throws<DataSetException>(() => EmbeddingFile.ReadMetadata(path)).Message;
        Assert.StartsWith($"{path}: 'provenance'", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    /// <summary>An NPZ with the array <c>provenance</c> as numpy writes it; of two texts each has half of the characters.</summary>
    private string Npz(string shape, string kind, string text)
    {
        using (var zip = new ZipArchive(File.Create(_folder["p.npz"]), ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("provenance.npy").Open())
        {
            var header = $"{{'descr': '{(kind == "O" ? "|O" : $"<U{text.Length / (shape == "(2,)" ? 2 : 1)}")}', 'fortran_order': False, 'shape': {shape}, }}\n";
            entry.Write([0x93, .. "NUMPY\u0001\0"u8, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. Encoding.UTF32.GetBytes(text)]);
        }
        return _folder["p.npz"];
    }

    // Python writes True.
    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("", false)]
    public void Random_weights_are_known_whoever_wrote_the_file(string value, bool synthetic)
    {
        Dictionary<string, string> facts = new() { ["synthetic"] = value };
        Assert.Equal(synthetic, Origin.IsSynthetic(facts));
        Assert.Equal(synthetic, new ScoringResult { Name = "n", Results = [], MadeBy = facts }.Synthetic);
        Assert.Equal(synthetic, TimelinePage.Render(new DiarizedRecording("n", 1, [], 0, []), null, null, facts, null).Contains("random weights", StringComparison.Ordinal));
    }

    [Fact]
    public void What_can_t_be_written_is_known_before_it_is_made()
    {
        EmbeddingFile.Check("e.csv", ["latent/mean"]);
        EmbeddingFile.Check("e.npz", ["latent/mean", "latent/std"]);
        Assert.Contains("one matrix and there are 2", Assert.Throws<DataSetException>(() => EmbeddingFile.Check("e.CSV", ["latent/mean", "latent/std"])).Message, StringComparison.Ordinal);
        Assert.Contains("'.txt'", Assert.Throws<DataSetException>(() => EmbeddingFile.Check("e.txt", [])).Message, StringComparison.Ordinal);
    }
}
