using System.Globalization;
using MimiNative.Backends;

namespace MimiNative.Tests.Backends;

/// <summary>Looks at the whole process: nothing else runs beside it.</summary>
[CollectionDefinition(nameof(ReturnedMemoryTests), DisableParallelization = true)]
[Collection(nameof(ReturnedMemoryTests))]
public sealed class ReturnedMemoryTests
{
    /// <summary>A C library would keep most of what many threads had at once.</summary>
    [Fact]
    public void What_was_given_back_is_the_system_s_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self/statm");
        var before = Resident();
        for (var round = 0; round < 3; round++)
        {
            Thread[] threads = [.. Enumerable.Range(0, 12).Select(t => new Thread(() =>
            {
                var random = new Random(t);
                FloatBlock[] blocks = [.. Enumerable.Range(0, 12).Select(_ => new FloatBlock(random.Next(75_000, 2_000_000)))];
                foreach (var block in blocks)
                    block.Span.Fill(1);
                random.Shuffle(blocks);
                foreach (var block in blocks)
                    block.Dispose();
            }))];
            foreach (var thread in threads)
                thread.Start();
            foreach (var thread in threads)
                thread.Join();
        }

        Assert.InRange(Resident() - before, long.MinValue, 60_000_000);

        static long Resident() => long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
