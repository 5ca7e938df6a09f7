using System.CommandLine;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Diarization;
using MimiNative.Audio;

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
        var speakers = Choices.Whole("--speakers", "Number of speakers", 1, 1000, null);
        var count = Choices.Whole("--conversations", "How many conversations", 1, 10_000, 1);
        var seconds = Choices.Seconds("--seconds-each", "Seconds that a conversation reaches, while there are clips", 1, Conversations.DefaultSeconds);
        var (seed, output) = (Choices.Seed(), Choices.Out("Folder", "FOLDER", required: true));
        var command = new ExplainedCommand("mix", "Make conversations of labelled recordings", Help) { dataset, speakers, count, seconds, seed, output };
        command.SetAction(parsed =>
        {
            var folder = OutputPath.Folder("--out", parsed.GetValue(output)!);
            var data = DataSet.Open(parsed.GetRequiredValue(dataset)).Where(s => s.IsClean);
            var voices = parsed.Gives(speakers) ? parsed.GetValue(speakers) : Math.Min(4, data.Voices.Count);
            if (voices > data.Voices.Count)
                throw new UsageException($"--speakers {voices}: {data.Source} has {data.Voices.Count} voices");
            var seeded = (ulong)parsed.GetValue(seed);
            foreach (var conversation in Conversations.Of(data, [.. Conversations.Casts(data.Voices, voices, parsed.GetValue(count), seeded).Take(parsed.GetValue(count))], parsed.GetValue(seconds), seeded))
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                var path = Path.Combine(folder, conversation.Name);
                WavWriter.Write(path + ".wav", conversation.Samples);
                RttmFile.Write(path + ".rttm", [(conversation.Name, conversation.Turns)]);
                terminal.Line($"{path}.wav: {(double)conversation.Samples.Length / AudioFile.DefaultSampleRate:0.0} s, {conversation.Turns.Count} turns of {conversation.Turns.Select(t => t.Speaker).Distinct().Count()} speakers");
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
