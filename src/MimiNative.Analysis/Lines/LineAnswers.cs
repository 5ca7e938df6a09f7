using System.Text.Json;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Formats;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Origins;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Lines;

/// <summary>Answers to lines, each a JSON object on a line of its own.</summary>
internal sealed class LineAnswers
{
    private readonly IReadOnlyList<(string Name, int Start, int Count)> _vectors;
    private readonly TrainedHead? _head;
    private readonly int _codebooks;
    private readonly int _codesStart;
    private readonly byte[] _origin;

    /// <param name="embedder">What embeds the clips.</param>
    /// <param name="keys">Which of its vectors are told.</param>
    /// <param name="head">Projects them; null: they are told as they are.</param>
    /// <param name="codebooks">Codes of a frame that stand behind the vectors; 0: none.</param>
    /// <param name="origin">What makes the vectors.</param>
    public LineAnswers(ClipEmbedder embedder, IReadOnlyList<EmbeddingKey> keys, TrainedHead? head, int codebooks, Origin origin)
    {
        var starts = new Dictionary<EmbeddingKey, (int Start, int Count)>();
        foreach (var (key, dimension) in embedder.Keys.Zip(embedder.Dimensions))
        {
            starts.Add(key, (_codesStart, dimension));
            _codesStart += dimension;
        }

        _vectors = [.. keys.Select(k => (head is null ? k.ToString() : $"{k}/{head.Kind}", starts[k].Start, starts[k].Count))];
        (_head, _codebooks) = (head, codebooks);
        _origin = JsonText.Line(json =>
        {
            json.WriteStartObject();
            json.WriteFacts(origin.Metadata());
            json.WriteEndObject();
        }).ToArray();
    }

    /// <summary>What a clip gave.</summary>
    /// <param name="request">Who asked.</param>
    /// <param name="seconds">Length of the audio.</param>
    /// <param name="warning">What should be known about audio that could be read all the same.</param>
    /// <param name="values">What the embedder gave: vectors, then codes frame by frame.</param>
    public byte[] Values(LineRequest request, double seconds, string? warning, float[] values) => Object(request, json =>
    {
        json.WriteNumber("seconds", seconds);
        if (warning is not null)
            json.WriteString("warning", Printable.Line(warning));
        json.WriteStartObject("embeddings");
        foreach (var (name, start, count) in _vectors)
        {
            json.WriteStartArray(name);
            var vector = values.AsSpan(start, count);
            foreach (var value in _head is null ? vector : _head.Map.Transform(new EmbeddingMatrix(vector.ToArray(), 1, count)).Values)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        if (_codebooks > 0)
            WriteCodes(json, values.AsSpan(_codesStart));
        json.WritePropertyName("used");
        json.WriteRawValue(_origin, skipInputValidation: true);
    });

    /// <summary>What went wrong.</summary>
    public static byte[] Error(LineRequest request, string message) => Object(request, json => json.WriteString("error", Printable.Line(message)));

    private void WriteCodes(Utf8JsonWriter json, ReadOnlySpan<float> codes)
    {
        json.WriteStartArray("codes");
        for (var book = 0; book < _codebooks; book++)
        {
            json.WriteStartArray();
            for (var i = book; i < codes.Length; i += _codebooks)
                json.WriteNumberValue((int)codes[i]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static byte[] Object(LineRequest request, Action<Utf8JsonWriter> write) =>
    [
        .. JsonText.Line(json =>
        {
            json.WriteStartObject();
            if (request.Id is { } id)
            {
                json.WritePropertyName("id");
                json.WriteRawValue(id, skipInputValidation: true);
            }

            json.WriteNumber("line", request.Line);
            write(json);
            json.WriteEndObject();
        }),
        (byte)'\n',
    ];
}
