using System.Formats.Tar;
using System.Text;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;

namespace MimiNative.Analysis.Tests.Embeddings;

public sealed class SharFieldsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_cut_has_two_members_in_the_order_of_the_cuts_and_those_without_a_vector_are_marked()
    {
        var set = Make("latent/mean", "a", "folder/b.c", "ü");
        Write("field.000000.tar", ["first", "a", "folder/b.c", "x", "ü", "last"], set);
        var members = Members("field.000000.tar");
        Assert.Equal(["first.nodata", "first.nometa", "a.npy", "a.json", "folder/b.c.npy", "folder/b.c.json", "x.nodata", "x.nometa", "ü.npy", "ü.json", "last.nodata", "last.nometa"], members.Select(m => m.Name));
        Assert.All(members.Where(m => m.Name.Contains(".no", StringComparison.Ordinal)), m => Assert.Empty(m.Content));
        foreach (var (member, row) in members.Where(m => m.Name.EndsWith(".npy", StringComparison.Ordinal)).Select((m, i) => (m, i)))
        {
            // numpy.lib.format, version 1: 128 bytes in front of the values.
            Assert.Equal("\u0093NUMPY\u0001\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", Encoding.Latin1.GetString(member.Content, 0, 128).TrimEnd());
            Assert.Equal(Enumerable.Range(0, 3).SelectMany(i => BitConverter.GetBytes(set[row][i])), member.Content[128..]);
        }
        Assert.All(members.Where(m => m.Name.EndsWith(".json", StringComparison.Ordinal)), m => Assert.Equal("""{"storage_type": "shar", "storage_path": "", "storage_key": "", "shape": [3]}""" + "\n", Encoding.UTF8.GetString(m.Content)));
    }

    [Fact]
    public void The_bytes_are_the_same_at_any_time_and_by_any_number_of_rows_at_once()
    {
        string[] ids = [.. Enumerable.Range(0, 300).Select(i => $"{i}"), new string('n', 300)];
        var sets = (EmbeddingSet[])[Make("latent/mean", dimension: 40_000, ids)];
        var most = 0;
        EmbeddingFile.Write(_folder["one.tar"], ids.Length, (first, count) =>
        {
            most = Math.Max(most, count);
            return [sets[0].Pick([.. Enumerable.Range(first, count)])];
        });
        Assert.Equal((1 << 24) / (4 * 40_000), most);
        Thread.Sleep(1100);
        Write("other.tar", null, sets);
        Assert.Equal(File.ReadAllBytes(_folder["one.tar"]), File.ReadAllBytes(_folder["other.tar"]));
        Assert.Equal(ids.SelectMany(i => (string[])[i + ".npy", i + ".json"]), Members("one.tar").Select(m => m.Name));
    }

    [Fact]
    public void Several_embeddings_are_fields_of_their_own_with_what_made_them_beside_them()
    {
        EmbeddingFile.Write(_folder["mimi.000007.tar"], [Make("transformer.4/mean", "a"), Make("latent/std", "a")], new Dictionary<string, string> { ["synthetic"] = "true" });
        Assert.Equal(["mimi_latent_std.000007.tar", "mimi_latent_std.000007.tar.json", "mimi_transformer_4_mean.000007.tar", "mimi_transformer_4_mean.000007.tar.json"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("true", EmbeddingFile.ReadMetadata(_folder["mimi_latent_std.000007.tar"])["synthetic"]);
    }

    [Theory]
    [InlineData("features.000000.tar", "a", "take letters")]
    [InlineData("cuts.000000.tar", "a", "take letters")]
    [InlineData("1st.tar", "a", "take letters")]
    [InlineData("my-field.tar", "a", "take letters")]
    [InlineData("field.tar", "a/", "'a/' would not be found")]
    [InlineData("field.tar", "a//b", "'a//b' would not be found")]
    [InlineData("field.tar", "./a", "'./a' would not be found")]
    [InlineData("shar/field.tar", "a", "CutSet.from_shar(fields=...)")]
    public void What_Lhotse_would_not_find_is_refused(string name, string id, string message)
    {
        _folder.Write("shar/cuts.000000.jsonl.gz");
        Assert.Contains(message, Assert.Throws<DataSetException>(() => EmbeddingFile.Check(_folder[name], [], ["b", id])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_would_be_one_field_rows_out_of_order_and_rows_of_no_cut_are_refused_and_nothing_is_written()
    {
        Refused("the field f_a_b_mean", null, Make("a.b/mean", "a"), Make("a@b/mean", "a"));
        Refused("'a' is none of the ids that are left", ["a", "b"], Make("latent/mean", "b", "a"));
        Refused("'c' is none of the ids that are left", ["a", "b"], Make("latent/mean", "a", "c"));
        EmbeddingFile.Check(_folder["f.tar"], ["latent/mean"], ["/a/b", "..", "a.b", "c d"]);

        void Refused(string message, string[]? ids, params EmbeddingSet[] sets)
        {
            Assert.Contains(message, Assert.Throws<DataSetException>(() => Write("f.tar", ids, sets)).Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        }
    }

    private void Write(string name, string[]? ids, params EmbeddingSet[] sets) => EmbeddingFile.Write(_folder[name], sets[0].Count, (first, count) => [.. sets.Select(s => s.Pick([.. Enumerable.Range(first, count)]))], ids: ids);

    private List<(string Name, byte[] Content)> Members(string name)
    {
        List<(string, byte[])> members = [];
        using var tar = new TarReader(File.OpenRead(_folder[name]));
        while (tar.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            members.Add((entry.Name, content.ToArray()));
        }
        return members;
    }

    private static EmbeddingSet Make(string name, params string[] ids) => Make(name, 3, ids);

    private static EmbeddingSet Make(string name, int dimension, string[] ids) => new(name, [.. ids.Select(i => new Sample { Id = i, Voice = "v" })], dimension, [.. Enumerable.Range(0, ids.Length * dimension).Select(i => 1f / (i + 3))]);
}
