using System.CommandLine;
using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Heads;
using MimiNative.Analysis.Origins;

namespace MimiNative.Cli.Inputs;

/// <summary>Options of commands that use one embedding: which tap, which pooling, over how much of a clip, through which head.</summary>
internal sealed class EmbeddingOptions(bool head = true, bool duration = true)
{
    private readonly Option<string?> _tap = Choices.Tap();
    private readonly Option<string?> _pool = Choices.Pool();
    private readonly Option<string?> _duration = Choices.Duration();
    private readonly Option<string?> _head = Choices.Head();

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_tap);
        command.Add(_pool);
        if (duration)
            command.Add(_duration);
        if (head)
            command.Add(_head);
        command.AddEncoder();
    }

    /// <summary>What the command line chooses. What it leaves open the head says, else latent and mean.</summary>
    /// <exception cref="UsageException">A name is wrong, or there are several.</exception>
    /// <exception cref="DataSetException">The head can't be read, or is for something else.</exception>
    public EmbeddingChoice Read(ParseResult parsed, EncoderSession session)
    {
        var trained = head && parsed.GetValue(_head) is { } path ? HeadFile.Read(path) : null;
        var tap = parsed.GetValue(_tap) is { } taps ? TapText.ParseOne(taps, session.Encoder).Name : trained?.Key.Tap ?? "latent";
        var pooling = parsed.GetValue(_pool) is { } pools ? One(pools) : trained?.Key.Pooling ?? Pooling.Mean;
        var seconds = duration && parsed.GetValue(_duration) is { } durations ? Choices.ParseDuration(durations) : trained?.Key.Duration;
        var key = new EmbeddingKey(tap, pooling, seconds);
        var origin = session.Origin with { Taps = [tap], Poolings = [pooling.Name()], Head = trained?.Path, HeadSha256 = trained?.Sha256 };
        trained?.RequireFor(key, origin);
        return new(key, new MimiEmbedder(session.Encoder, TapSelection.Named(tap).Of(session.Encoder.Taps), [pooling], seconds is { } s ? [s] : [], session.Padding), trained, origin);
    }

    private static Pooling One(string text) => Choices.ParsePoolings(text) is [var only] ? only : throw new UsageException($"--pool {text}: this command takes one");
}

/// <summary>One embedding: which, and what makes it.</summary>
/// <param name="Key">Tap, pooling, duration.</param>
/// <param name="Embedder">What embeds clips.</param>
/// <param name="Head">The head to apply, or null.</param>
/// <param name="Origin">What made it, for files and JSON.</param>
internal sealed record EmbeddingChoice(EmbeddingKey Key, MimiEmbedder Embedder, TrainedHead? Head, Origin Origin)
{
    /// <summary>Embeds a data set, without the head; clips that can't be read are named and left out.</summary>
    public EmbeddingSet Embed(DataSet data, Terminal terminal, ExtractionOptions? options = null)
    {
        using var extraction = terminal.Steps(progress => Extractor.Run(data, Embedder, options ?? new ExtractionOptions(), progress, terminal.Cancellation));
        foreach (var failure in extraction.Failures)
            terminal.Complain($"left out: {failure.Reason}");
        return extraction.Set(Key);
    }
}
