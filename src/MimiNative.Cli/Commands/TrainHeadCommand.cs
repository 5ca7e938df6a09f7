using System.CommandLine;
using System.Text.Json;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Judgement;
using MimiNative.Analysis.Presentation.Wording;
using MimiNative.Metrics;

namespace MimiNative.Cli.Commands;

/// <summary><c>mimi train-head</c>.</summary>
internal static class TrainHeadCommand
{
    private const string Help = $"""
        Fits a linear map (LDA) on all clean clips that brings out the voice, for --head of embed, compare, score and analyze. The error rates are
        of heads fitted on part of the voices (and texts) and tested on the others; the head itself has seen all: test it on other people.
        {AnalysisInput.DataSets}

        Examples:
          mimi train-head recordings/ --tap transformer.4 --out head.safetensors
          mimi score trials.txt --head head.safetensors
        """;

    public static Command Build(Terminal terminal)
    {
        var data = new Argument<string>("dataset") { Description = "Recordings with their voices" };
        var embedding = new EmbeddingOptions(head: false);
        var kind = Choices.Kind();
        var output = Choices.Out("The head's file, .safetensors", "FILE", required: true);
        var (cache, strict, resamples) = (Choices.Cache(), Choices.Strict(), Choices.Resamples());
        var command = new ExplainedCommand("train-head", "Fit a map that brings out the voice", Help) { data, kind, output, cache, strict, resamples };
        embedding.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = OutputPath.File("--out", parsed.GetValue(output)!, ".safetensors");
            var set = DataInput.Open(parsed.GetRequiredValue(data), terminal).Where(s => s.IsClean);
            using var session = EncoderSession.Open(parsed, terminal);
            var choice = embedding.Read(parsed, session);
            var clips = choice.Embed(set, terminal, new ExtractionOptions { CacheFolder = parsed.GetValue(cache), Strict = parsed.GetValue(strict) });
            var head = HeadTrainer.Run(clips, choice.Key, choice.Origin with { Input = set.Source }, set.Name, TrainedHead.Kinds.Find(parsed.GetValue(kind)!)!.Value,
                new UncertaintyOptions { Replicates = parsed.GetValue(resamples) });
            HeadFile.Write(path, head);
            if (terminal.Json)
                terminal.WriteJson(json =>
                {
                    choice.Origin.Write(json, Terminal.Used);
                    Write(json, head, path);
                });
            else
                HeadText.Trained(terminal, head, path);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Utf8JsonWriter json, TrainedHead head, string path)
    {
        json.WriteString("out", path);
        json.WriteString("kind", head.Kind);
        json.WriteString("embedding", head.Key.ToString());
        json.WriteNumber("dimension", head.Map.Dimension);
        json.WriteNumber("axes", head.Map.Axes);
        json.WriteStartObject("training");
        json.WriteString("data", head.Training.Data);
        json.WriteString("sha256", head.Training.Sha256);
        json.WriteNumber("clips", head.Training.Clips);
        json.WriteStrings("voices", head.Training.Voices);
        json.WriteEndObject();
        json.WriteEstimate("eer_unseen_voices", head.Errors.Head);
        json.WriteEstimate("eer_unseen_voices_cosine", head.Errors.Cosine);
        json.WriteEstimate("eer_unseen_voices_and_texts", head.Errors.HeadUnseenTexts);
        json.WriteEstimate("eer_unseen_voices_and_texts_cosine", head.Errors.CosineUnseenTexts);
        json.WriteEstimate("eer_over_cosine", head.Errors.OverCosine);
        var finding = HeadRules.Judge(head.Errors);
        json.WriteString("finding", HeadWords.Name(finding));
        json.WriteString("meaning", HeadWords.Meaning(finding));
    }
}
