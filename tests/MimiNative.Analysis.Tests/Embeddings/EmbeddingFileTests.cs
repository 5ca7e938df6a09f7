using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Tests.Embeddings;

public sealed class EmbeddingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static EmbeddingSet Make(string name = "latent/mean", int dimension = 3) => new(name,
        [
            new Sample { Id = "a,1", Voice = "v1", Text = "t1" },
            new Sample { Id = "ü", Voice = "v2", Text = "t1" },
        ], dimension, [.. Enumerable.Range(0, 2 * dimension).Select(i => 1f / (i + 3))]);

    [Theory]
    [InlineData("e.safetensors", true)]
    [InlineData("e.npz", true)]
    [InlineData("e.npy", false)]
    [InlineData("e.csv", true)]
    public void What_is_written_is_read_back_to_the_bit(string file, bool hasIds)
    {
        var set = Make();
        EmbeddingFile.Write(_folder[file], [set]);
        var matrix = Assert.Single(EmbeddingFile.Read(_folder[file]));
        Assert.Equal(set.Values.ToArray(), matrix.Values);
        Assert.Equal((2, 3), (matrix.Rows, matrix.Columns));
        Assert.Equal(hasIds ? ["a,1", "ü"] : null, matrix.Ids);
        Assert.Equal(hasIds ? [file] : (string[])[file, "e.npy.csv"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("e.safetensors")]
    [InlineData("e.npz")]
    public void Several_sets_keep_their_names_and_equal_sets_give_equal_bytes(string file)
    {
        EmbeddingSet[] sets = [Make(), Make("transformer.8/stats/3s", 6)];
        EmbeddingFile.Write(_folder[file], sets);
        EmbeddingFile.Write(_folder["again" + file], sets);
        Assert.Equal(["latent/mean", "transformer.8/stats/3s"], EmbeddingFile.Read(_folder[file]).Select(m => m.Name));
        Assert.Equal(File.ReadAllBytes(_folder[file]), File.ReadAllBytes(_folder["again" + file]));
    }

    [Fact]
    public void The_labels_beside_an_npy_file_are_those_of_its_rows()
    {
        List<Sample> samples =
        [
            new() { Id = "a,1", Voice = "v\"1\"", Text = "t", Sentence = "what is\nsaid, here", Gender = "f", Accent = "x", AgeGroup = "20-30", Duration = 1 / 3.0, Augmentation = "light_noise" },
            new() { Id = "=ü", Voice = "-", Text = null },
        ];
        EmbeddingFile.Write(_folder["e.npy"], [new EmbeddingSet("latent/mean", samples, 1, [1, 2])]);
        Assert.Equal(samples, DataSet.OpenLabels(_folder["e.npy.csv"]).Samples);
        Assert.Equal(["v\"1\"", "-"], Assert.Single(EmbeddingSets.Read(_folder["e.npy"], DataSet.OpenLabels(_folder["e.npy.csv"]))).Samples.Select(s => s.Voice));
    }

    [Theory]
    [InlineData("e.npy")]
    [InlineData("e.csv")]
    public void A_matrix_of_many_rows_is_asked_for_some_at_a_time_and_is_the_one_that_is_written_at_once(string file)
    {
        var (count, dimension, asked) = (700, 10_000, new List<(int, int)>());
        var set = new EmbeddingSet("latent/mean", [.. Enumerable.Range(0, count).Select(i => new Sample { Id = $"{i}", Voice = "v" })], dimension, [.. Enumerable.Range(0, count * dimension).Select(i => 1f / (i + 1))]);
        EmbeddingFile.Write(_folder[file], count, (first, rows) =>
        {
            asked.Add((first, rows));
            return [set.Pick([.. Enumerable.Range(first, rows)])];
        });
        Assert.Equal([(0, 1), (0, 419), (419, 281)], asked);
        var matrix = Assert.Single(EmbeddingFile.Read(_folder[file]));
        Assert.Equal((count, dimension), (matrix.Rows, matrix.Columns));
        Assert.True(set.Values.Span.SequenceEqual(matrix.Values));
        Assert.Equal(set.Samples, matrix.Ids is null ? DataSet.OpenLabels(_folder["e.npy.csv"]).Samples : [.. matrix.Ids.Select(id => new Sample { Id = id, Voice = "v" })]);
    }

    [Fact]
    public void A_run_that_ends_while_an_npy_file_is_written_leaves_nothing()
    {
        Assert.Throws<OperationCanceledException>(() => EmbeddingFile.Write(_folder["e.npy"], 9000, (first, rows) =>
            first > 0 ? throw new OperationCanceledException() : [new EmbeddingSet("latent/mean", [.. Enumerable.Range(0, rows).Select(i => new Sample { Id = $"{i}", Voice = "v" })], 4096, new float[rows * 4096])]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_format_of_one_matrix_refuses_two()
    {
        Assert.Contains("holds one matrix", Assert.Throws<DataSetException>(() => EmbeddingFile.Write(_folder["e.npy"], [Make(), Make()])).Message);
        Assert.Contains("no embeddings format", Assert.Throws<DataSetException>(() => EmbeddingFile.Write(_folder["e.doc"], [Make()])).Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void The_projector_gets_a_header_only_with_several_columns()
    {
        EmbeddingFile.Write(_folder["p"], [Make()]);
        Assert.Equal("sample_id\tvoice_id\na,1\tv1\nü\tv2\n", File.ReadAllText(_folder["p/metadata.tsv"]));
        Assert.Equal(2, File.ReadAllLines(_folder["p/vectors.tsv"]).Length);
        EmbeddingFile.Write(_folder["q"], [Make().Where(s => s.Voice == "v1")]);
        Assert.Equal("a,1\n", File.ReadAllText(_folder["q/metadata.tsv"]));
    }

    [Fact]
    public void A_plain_csv_of_numbers_has_no_header()
    {
        var matrix = Assert.Single(EmbeddingFile.Read(_folder.Write("x.csv", "1,2\n3,4e-1\n")));
        Assert.Equal([1, 2, 3, 0.4f], matrix.Values);
        Assert.Null(matrix.Ids);
    }

    [Fact]
    public void Rows_are_joined_with_labels_by_id_or_by_order()
    {
        var labels = new DataSet("l", "l.csv", [new Sample { Id = "2", Voice = "v" }, new Sample { Id = "1", Voice = "w" }]);
        var matrix = new NamedMatrix("m", 2, 1, [10, 20], ["1", "2"]);
        Assert.Equal(["w", "v"], matrix.WithLabels(labels).Samples.Select(s => s.Voice));
        Assert.Equal(["v", "w"], (matrix with { Ids = null }).WithLabels(labels).Samples.Select(s => s.Voice));
        Assert.Contains("row 2: sample id '3'", Assert.Throws<DataSetException>(() => (matrix with { Ids = ["1", "3"] }).WithLabels(labels)).Message);
        Assert.Contains("1 rows", Assert.Throws<DataSetException>(() => new NamedMatrix("m", 1, 1, [1], null).WithLabels(labels)).Message);
        Assert.Contains("row 2, column 1: NaN", Assert.Throws<DataSetException>(() => (matrix with { Values = [1, float.NaN] }).WithLabels(labels)).Message);
    }

    [Theory]
    [InlineData("x.npy")]
    [InlineData("x.safetensors")]
    [InlineData("x.npz")]
    [InlineData("x.csv")]
    public void A_file_of_something_else_is_one_clear_error(string file) =>
        Assert.Contains(file, Assert.Throws<DataSetException>(() => EmbeddingFile.Read(_folder.Write(file, "hello, world\nhow are you\n"))).Message);
}
