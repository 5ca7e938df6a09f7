using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Formats;

namespace MimiNative.Analysis.Tests.Embeddings;

public sealed class EmbeddingCsvTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a,1,2\nb,3,4\n")]
    [InlineData("1,2,a\n3,4,b\n")]
    [InlineData("1,a,2\n3,b,4\n")]
    [InlineData("sample_id,e0,e1\na,1,2\nb,3,4\n")]
    [InlineData("e0,e1,sample_id\n1,2,a\n3,4,b\n")]
    [InlineData("sample_id,0,1\na,1,2\nb,3,4\n")]
    [InlineData("sample_id,voice_id,sentence_id,e0,e1\na,7,8,1,2\nb,7,9,3,4\n")]
    public void Ids_are_found_wherever_they_stand_and_the_first_row_is_lost_nowhere(string text)
    {
        var matrix = Read(text);
        Assert.Equal([1, 2, 3, 4], matrix.Values);
        Assert.Equal(["a", "b"], matrix.Ids);
    }

    [Theory]
    [InlineData("1,2\n3,4\n")]
    [InlineData("x,y\n1,2\n3,4\n")]
    [InlineData("x,y,w,v\n1,2,ann,bob\n3,4,ann,bob\n")]
    public void Without_ids_there_are_none(string text)
    {
        var matrix = Read(text);
        Assert.Equal([1, 2, 3, 4], matrix.Values);
        Assert.Null(matrix.Ids);
    }

    [Theory]
    [InlineData("sample_id,e0,e1\na,1,\nb,3,4\n", "column 3 is empty in the first row of values, and a number in row 3")]
    [InlineData("sample_id,e0,e1\na,1,2\nb,3\n", "row 3: column 3 is not a number")]
    [InlineData("sample_id,e0,e1\na,1,2\nb,3,x\n", "row 3: column 3 is not a number")]
    [InlineData("e0,sample_id\n1,a\n2\n", "row 3: no sample id (column 2)")]
    [InlineData("e0,sample_id\n1,a\n2,a\n", "rows 1 and 2 have the same id 'a'")]
    [InlineData("sample_id,e0\n,1\n", "the id of row 1 is empty")]
    [InlineData("sample_id,e0\n\"a,1\n", "can't be read as CSV")]
    [InlineData("sample_id,voice_id\na,b\n", "no column of numbers")]
    [InlineData("sample_id,e0\n", "no rows")]
    [InlineData("", "no rows")]
    public void A_wrong_row_is_named(string text, string message) => Assert.Contains(message, Assert.Throws<DataSetException>(() => Read(text)).Message);

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("a\rb", "\"a\rb\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"")]
    [InlineData("+x", "'+x")]
    [InlineData("-x", "'-x")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("-5", "-5")]
    [InlineData("+1e-3", "+1e-3")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("'=1", "''=1")]
    [InlineData("''=1", "'''=1")]
    public void A_field_is_quoted_where_it_must_be_and_never_computed(string field, string written) => Assert.Equal(written, CsvText.Quote(field));

    [Fact]
    public void Ids_and_labels_that_look_like_formulas_come_back_as_they_were()
    {
        string[] ids = ["=1+1", "'=1+1", "''@x", "-5", "'-5", "+a,\"b\"\n", "@", "\t", "plain", "'"];
        var set = new EmbeddingSet("e", [.. ids.Select(i => new Sample { Id = i.Trim().Length == 0 ? "x" : i.Trim(), Voice = i.Trim().Length == 0 ? "v" : i.Trim() })], 1, [.. ids.Select((_, i) => (float)i)]);
        EmbeddingFile.Write(_folder["e.csv"], [set]);
        var back = Assert.Single(EmbeddingFile.Read(_folder["e.csv"]));
        Assert.Equal(set.Samples.Select(s => s.Id), back.Ids);
        Assert.Equal(set.Samples.Select(s => s.Voice), back.WithLabels(MetadataTable.ReadLabels(_folder["e.csv"])).Samples.Select(s => s.Voice));
    }

    private NamedMatrix Read(string text) => Assert.Single(EmbeddingFile.Read(_folder.Write("x.csv", text)));
}
