using System.Text;
using System.Text.Json;
using MimiNative.Weights;

namespace MimiNative.Tests.Weights;

/// <summary>weights/manifest.json is made here. After a change: <c>MIMI_UPDATE=1 dotnet test tests/MimiNative.Tests</c>, then look at the difference.</summary>
public sealed class ManifestTests
{
    [Fact]
    public void The_committed_manifest_of_names_and_shapes_is_up_to_date()
    {
        var path = Path.Combine(Repository.Root, "weights", "manifest.json");
        var expected = Make();
        if (Environment.GetEnvironmentVariable("MIMI_UPDATE") == "1")
            File.WriteAllText(path, expected);
        Assert.Equal(expected, File.ReadAllText(path));
    }

    private static string Make()
    {
        var config = new MimiConfig();
        var text = new StringBuilder();
        text.Append("""
            {
              "about": "Every tensor of a released Mimi checkpoint: native name, shape, names in the Hugging Face layout (q, k, v apart there). Made by tests/MimiNative.Tests/Weights/ManifestTests.cs.",
              "tensors": [

            """);
        var tensors = TensorCatalog.Native(config);
        foreach (var tensor in tensors)
        {
            text.Append($"    {{\"name\": {Quote(tensor.Name)}, \"shape\": [{string.Join(", ", tensor.Shape)}], \"encoder\": {(tensor.InEncoder ? "true" : "false")}, ");
            text.Append($"\"huggingface\": [{string.Join(", ", LayoutNames.HuggingFace(tensor.Name).Select(Quote))}]}}{(tensor == tensors[^1] ? "" : ",")}\n");
        }
        return text.Append("  ]\n}\n").ToString();

        static string Quote(string name) => $"\"{JsonEncodedText.Encode(name)}\"";
    }
}
