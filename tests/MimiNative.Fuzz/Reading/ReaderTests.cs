using System.Diagnostics;
using System.Globalization;
using MimiNative.TestSupport;

namespace MimiNative.Fuzz.Reading;

/// <summary>
/// Every reader takes a damaged file or refuses it in one line of its own: nothing else is thrown, nothing hangs, and memory stays in proportion.
/// Another seed every time; <c>MIMI_FUZZ_SEED</c> repeats one. <c>MIMI_FUZZ_SECONDS</c> says how long all readers together take, e.g. 3600 for a long run:
/// <c>MIMI_FUZZ_SECONDS=3600 dotnet test --project tests/MimiNative.Fuzz -c Release</c>. A file that breaks a reader is kept in artifacts/fuzz; mended, it belongs into Corpus.
/// </summary>
public sealed class ReaderTests : IDisposable
{
    private const double DefaultSeconds = 60;
    private const long MostAllocated = 200_000_000;
    private const int LongestMessage = 6000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("MIMI_FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();

    private readonly string _folder = Directory.CreateTempSubdirectory("mimi-fuzz-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Targets => [.. Target.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_corpus_is_read_or_refused(string name)
    {
        var target = Target.All.Single(t => t.Name == name);
        Assert.All(Corpus(target), bytes => Try(target, bytes, "corpus"));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Damaged_files_are_read_or_refused(string name)
    {
        var target = Target.All.Single(t => t.Name == name);
        var mutation = new Mutation(new Random(Seed), Corpus(target));
        var seconds = (double.TryParse(Environment.GetEnvironmentVariable("MIMI_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var all) ? all : DefaultSeconds) / Target.All.Count;
        var (files, refused) = (0, 0);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds; files++)
            refused += Try(target, mutation.Next(), $"MIMI_FUZZ_SEED={Seed}") ? 0 : 1;
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {files} files, {refused} refused, MIMI_FUZZ_SEED={Seed}");
        // Where all are refused, or none, the damage doesn't reach the reader.
        Assert.True(refused > 0 && (refused < files || files < 100), $"{name}: {refused} of {files} files were refused");
    }

    private static List<byte[]> Corpus(Target target) =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests/MimiNative.Fuzz/Corpus", target.Name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>Whether the file was read.</summary>
    private bool Try(Target target, byte[] bytes, string origin)
    {
        var path = Path.Combine(_folder, target.File);
        File.WriteAllBytes(path, bytes);
        if (target.Name == "kaldi")
            File.WriteAllText(Path.Combine(_folder, "utt2spk"), "u1 s1\nu2 s2\n");
        var clock = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exception? thrown = null;
        try
        {
            target.Read(path);
        }
        catch (Exception e)
        {
            thrown = e;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var wrong = thrown is not null && !Target.IsRefusal(thrown) ? thrown.ToString()
            : thrown?.Message.Length > LongestMessage ? $"a message of {thrown.Message.Length} characters"
            : thrown?.Message.Any(char.IsControl) == true ? $"a message with control characters: {thrown.Message}"
            : allocated > MostAllocated ? $"{allocated} bytes allocated for a file of {bytes.Length}"
            : clock.Elapsed > Patience ? $"it took {clock.Elapsed}"
            : null;
        if (wrong is not null)
        {
            var kept = Path.Combine(Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts/fuzz")).FullName, $"{target.Name}-{Guid.NewGuid():N}");
            File.WriteAllBytes(kept, bytes);
            Assert.Fail($"{target.Name} ({origin}), kept as {kept}: {wrong}");
        }

        return thrown is null;
    }
}
