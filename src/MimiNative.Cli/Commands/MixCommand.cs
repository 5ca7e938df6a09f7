using System.CommandLine;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Diarization;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Audio;
using MimiNative.Metrics;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi mix</c>.</summary>
internal static class MixCommand
{
    private const string Help = """
        Each clip is a turn, at a common level, in random order, its silent ends cut off; one turn in five overlaps the last. FOLDER/NAME.wav is the conversation and FOLDER/NAME.rttm says who speaks when.

        Example:
          mimi mix recordings/ --speakers 4 --conversations 3 --out conversations/
        """;

    public static Command Build(Terminal terminal)
    {
        var dataset = new Argument<string>("dataset") { Description = "Labelled recordings of at least as many voices" };
        var speakers = Choices.Whole("--speakers", "Speakers of each conversation (default: 4, or as many as there are)", 1, 1000, null);
        var count = Choices.Whole("--conversations", "How many conversations", 1, 10_000, 1);
        var seconds = Choices.Seconds("--seconds-each", "Seconds that a conversation reaches, while there are clips", 1, Conversations.DefaultSeconds);
        var (seed, output) = (Choices.Seed(), Choices.Out("Folder", "FOLDER", required: true));
        var command = new ExplainedCommand("mix", "Make conversations of labelled recordings", Help) { dataset, speakers, count, seconds, seed, output };
        command.SetAction(parsed =>
        {
            var folder = OutputPath.Folder("--out", parsed.GetValue(output)!);
            var data = DataInput.Open(parsed.GetRequiredValue(dataset), terminal).Where(s => s.IsClean);
            var (each, wanted, reached, seeded) = (parsed.Gives(speakers) ? parsed.GetValue(speakers) : Math.Min(4, data.Voices.Count), parsed.GetValue(count), parsed.GetValue(seconds), (ulong)parsed.GetValue(seed));
            if (each > data.Voices.Count)
                throw new UsageException($"--speakers {each}: {data.Source} has {data.Voices.Count} voices");
            var casts = Conversations.Casts(data.Voices, each, wanted, seeded);
            if (casts.Count < wanted)
                terminal.Complain($"{Words.Count(casts.Count, "conversation")} instead of {wanted}: no more groups of {each} among {Words.Count(data.Voices.Count, "voice")} were found, and no two conversations have the same speakers");
            var made = new List<(string Path, double Seconds, IReadOnlyList<SpeakerTurn> Turns)>();
            foreach (var conversation in Conversations.Of(data, casts, reached, seeded))
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                var path = Path.Combine(folder, conversation.Name);
                WavWriter.Write(path + ".wav", conversation.Samples);
                RttmFile.Write(path + ".rttm", [(conversation.Name, conversation.Turns)]);
                made.Add((path, conversation.Seconds, conversation.Turns));
                if (!terminal.Json)
                    terminal.Line($"{path}.wav: {conversation.Seconds:0.0} s, {Words.Count(conversation.Turns.Count, "turn")} of {Words.Count(Speakers(conversation.Turns).Count(), "speaker")}");
            }
            if (terminal.Json)
                terminal.WriteJson(json =>
                {
                    json.WriteStartObject(Terminal.Used);
                    json.WriteString("made_by", Product.Name);
                    json.WriteString("dataset", data.Source);
                    json.WriteNumber("speakers", each);
                    json.WriteNumber("seconds_each", reached);
                    json.WriteNumber("seed", seeded);
                    json.WriteEndObject();
                    Write(json, made);
                });
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<(string Path, double Seconds, IReadOnlyList<SpeakerTurn> Turns)> made)
    {
        json.WriteStartArray("conversations");
        foreach (var (path, seconds, turns) in made)
        {
            json.WriteStartObject();
            json.WriteString("audio", path + ".wav");
            json.WriteString("rttm", path + ".rttm");
            json.WriteNumber("seconds", seconds);
            json.WriteNumber("turns", turns.Count);
            json.WriteStrings("speakers", Speakers(turns));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static IEnumerable<string> Speakers(IEnumerable<SpeakerTurn> turns) => turns.Select(t => t.Speaker).Distinct();
}
