using MimiNative.Backends;
using MimiNative.Backends.Cpu;

namespace MimiNative.Kernels.Tests;

/// <summary>What can't be is refused before anything runs, and says which argument was wrong; on every backend alike.</summary>
public sealed class ContractTests
{
    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void A_wrong_call_is_refused_by_name(string name)
    {
        using var calls = new WrongCalls(AllBackends.Get(name));
        Assert.All(WrongCalls.Table, wrong =>
        {
            var e = Assert.ThrowsAny<ArgumentException>(() => wrong.Value.Call(calls));
            Assert.Equal(wrong.Value.Argument, e.ParamName);
            Assert.DoesNotContain('\n', e.Message);
        });
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void The_calls_that_the_wrong_ones_differ_from_are_taken(string name)
    {
        using var calls = new WrongCalls(AllBackends.Get(name));
        var backend = calls.Backend;
        backend.Convolve(calls.W, calls.X, 1, 2, [8, 0], new Epilogue { Raw = calls.Third, Scale = calls.Six, Residual = calls.Y, Output = calls.Y, EluOutput = calls.Other });
        backend.Convolve(calls.W, calls.X, 8, 2, [1, 1], new Epilogue { Output = calls.Y, OutputRow = 7 });
        backend.Linear(calls.Square, calls.X, [8, 1], new Epilogue { Scale = calls.Six, Residual = calls.Other, Output = calls.Y, Gelu = true });
        backend.Convolve(calls.Square, calls.X, 1, 0, [8, 8], new Epilogue { Output = calls.Y });
        backend.LayerNorm(calls.Four, calls.Four, 0, calls.X, calls.Mixed, [8, 0]);
        backend.LayerNorm(calls.Four, calls.Four, 1e-5f, calls.X, calls.X, [8, 8]);
        backend.Attention(calls.Qkv, calls.Mixed, 2, 2, 4, 10000, [0, 1 << 20], [8, 1]);
        backend.Quantise(calls.Books, calls.Residual, calls.Sum, calls.Codes, 1, 0, 3, [8, 1]);
        backend.Quantise(calls.Books, calls.Residual, calls.Sum, calls.Codes, 4, 0, 0, [8, 1]);
        backend.Advance(calls.X, [8, 0]);
        backend.Upload(calls.X, 1, -2, new float[40]);
        backend.Repeat(calls.X, 1, -2, 7, 1);
        backend.Zero(calls.X, 1, 8, 0);
        backend.Download(calls.X, 1, -2, new float[40]);
        backend.DownloadCodes(calls.Codes, 1, new int[32]);
        backend.Reset(calls.X, 1);
        backend.Finish();
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void What_another_backend_made_is_refused(string name)
    {
        using var calls = new WrongCalls(AllBackends.Get(name));
        using Backend other = name == "cpu" ? CpuBackend.Create(1, CpuInstructions.Scalar) : CpuBackend.Create(1);
        using var x = other.Allocate(2, 2, 8, 4);
        using var y = other.Allocate(2, 0, 8, 6);
        using var w = other.Prepare(new float[24], [], 6, 4);
        using var six = other.PrepareVector(new float[6]);
        using var books = other.PrepareCodebooks(new float[60], 3, 5, 4);
        using var codes = other.AllocateCodes(2, 8, 4);
        var backend = calls.Backend;
        void Refused(string argument, Action call) => Assert.Contains("another backend", Assert.Throws<ArgumentException>(argument, call).Message);
        Refused("w", () => backend.Linear(w, calls.X, [1, 1], new Epilogue { Output = calls.Y }));
        Refused("x", () => backend.Linear(calls.Square, x, [1, 1], new Epilogue { Output = calls.Y }));
        Refused("Output", () => backend.Linear(calls.Square, calls.X, [1, 1], new Epilogue { Output = y }));
        Refused("Scale", () => backend.Linear(calls.Square, calls.X, [1, 1], new Epilogue { Output = calls.Y, Scale = six }));
        Refused("weight", () => backend.LayerNorm(six, calls.Six, 1e-5f, calls.Y, calls.Y, [1, 1]));
        Refused("codebooks", () => backend.Quantise(books, calls.Residual, calls.Sum, calls.Codes, 0, 0, 1, [1, 1]));
        Refused("codes", () => backend.Quantise(calls.Books, calls.Residual, calls.Sum, codes, 0, 0, 1, [1, 1]));
        Refused("x", () => backend.Upload(x, 0, 0, new float[4]));
        Refused("codes", () => backend.DownloadCodes(codes, 0, new int[4]));
    }

    [Theory]
    [MemberData(nameof(AllBackends.Names), MemberType = typeof(AllBackends))]
    public void What_was_disposed_is_refused(string name)
    {
        using var calls = new WrongCalls(AllBackends.Get(name));
        var backend = calls.Backend;
        calls.Y.Dispose();
        calls.Y.Dispose(); // once more is nothing
        calls.Six.Dispose();
        calls.Codes.Dispose();
        Assert.Equal("Output", Assert.Throws<ObjectDisposedException>(() => backend.Linear(calls.Square, calls.X, [1, 1], new Epilogue { Output = calls.Y })).ObjectName);
        Assert.Equal("Scale", Assert.Throws<ObjectDisposedException>(() => backend.Linear(calls.Square, calls.X, [1, 1], new Epilogue { Output = calls.Other, Scale = calls.Six })).ObjectName);
        Assert.Throws<ObjectDisposedException>(() => backend.Download(calls.Y, 0, 0, new float[6]));
        Assert.Throws<ObjectDisposedException>(() => backend.DownloadCodes(calls.Codes, 0, new int[4]));
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("simulator")]
    public void A_backend_that_was_disposed_refuses_everything(string name)
    {
        using var calls = new WrongCalls(AllBackends.Get(name));
        var backend = calls.Backend;
        backend.Dispose();
        backend.Dispose();
        Assert.Throws<ObjectDisposedException>(() => backend.Allocate(1, 0, 1, 1));
        Assert.Throws<ObjectDisposedException>(() => backend.AllocateCodes(1, 1, 1));
        Assert.Throws<ObjectDisposedException>(() => backend.Prepare(new float[1], [], 1, 1));
        Assert.Throws<ObjectDisposedException>(() => backend.PrepareVector(new float[1]));
        Assert.Throws<ObjectDisposedException>(() => backend.PrepareCodebooks(new float[1], 1, 1, 1));
        Assert.Throws<ObjectDisposedException>(() => backend.Linear(calls.Square, calls.X, [1, 1], new Epilogue { Output = calls.Y }));
        Assert.Throws<ObjectDisposedException>(() => backend.LayerNorm(calls.Four, calls.Four, 0, calls.X, calls.X, [1, 1]));
        Assert.Throws<ObjectDisposedException>(() => backend.Upload(calls.X, 0, 0, new float[4]));
        Assert.Throws<ObjectDisposedException>(() => backend.Advance(calls.X, [1, 1]));
        Assert.Throws<ObjectDisposedException>(() => backend.DownloadCodes(calls.Codes, 0, new int[4]));
        Assert.Throws<ObjectDisposedException>(() => backend.Finish());
        Assert.Throws<ObjectDisposedException>(() => backend.Profile(keepsSpans: false));
    }

    [Fact]
    public void The_CPU_of_one_thread_uses_what_several_threads_prepared()
    {
        using var several = CpuBackend.Create(3);
        using var one = several.WithOneThread();
        Assert.Equal((3, 1), (several.Threads, one.Threads));
        Assert.Same(one, one.WithOneThread());
        using var w = several.Prepare([1, 2, 3, 4], [], 2, 2);
        using var x = several.Allocate(1, 0, 1, 2);
        using var y = one.Allocate(1, 0, 1, 2);
        several.Upload(x, 0, 0, [1, 10]);
        one.Linear(w, x, [1], new Epilogue { Output = y });
        Assert.Equal([21f, 43f], one.Rows(y, 0, 0, 1));
    }

    [Fact]
    public void Codes_of_a_larger_codebook_are_not_looked_up_in_a_smaller_one()
    {
        using var backend = CpuBackend.Create(1);
        using var large = backend.PrepareCodebooks([0, 0, 0, 0, 0, 0, 0, 9], 1, 8, 1);
        using var small = backend.PrepareCodebooks([1, 2, 3, 4], 2, 2, 1);
        using var residual = backend.Allocate(1, 0, 1, 1);
        using var sum = backend.Allocate(1, 0, 1, 1);
        using var codes = backend.AllocateCodes(1, 1, 2);
        backend.Upload(residual, 0, 0, [9]);
        backend.Quantise(large, residual, sum, codes, 0, 0, 1, [1]);
        Assert.Throws<ArgumentException>(() => backend.Quantise(small, residual, sum, codes, 0, 1, 2, [1]));
    }

    [Fact]
    public void A_profile_has_the_operations_of_its_own_thread_and_one_is_taken_at_a_time()
    {
        using var backend = CpuBackend.Create(1);
        using var x = backend.Allocate(1, 0, 2, 3);
        using var w = backend.Prepare(new float[15], [], 5, 3);
        using var y = backend.Allocate(1, 0, 2, 5);
        using (var meter = backend.Profile(keepsSpans: true))
        {
            backend.BeginLayer("first");
            backend.Linear(w, x, [2], new Epilogue { Output = y });
            backend.Linear(w, x, [1], new Epilogue { Output = y });
            var elsewhere = new Thread(() => backend.Convolve(w, x, 1, 0, [2], new Epilogue { Output = y }));
            elsewhere.Start();
            elsewhere.Join();
            backend.BeginLayer("second");
            backend.Advance(x, [2]);
            Assert.Equal([("first", "linear", 2L, 45.0), ("second", "copy", 1L, 0.0)], meter.Profiles.Select(p => (p.Layer, p.Operation, p.Calls, p.Macs)));
            Assert.Equal(["linear", "linear", "copy"], meter.Spans.Select(s => s.Operation));
            Assert.Throws<InvalidOperationException>(() => backend.Profile(keepsSpans: false));
            backend.Linear(w, x, [2], new Epilogue { Output = y });
        }

        using var next = backend.Profile(keepsSpans: false);
        Assert.Empty(next.Profiles);
    }

    /// <summary>A pass in which each operation was held up is there beside one in which none was: neither adds to the other, and the held up one leaves no trace.</summary>
    [Fact]
    public void Of_several_passes_each_operation_s_fastest_time_counts()
    {
        using var backend = CpuBackend.Create(1);
        using var meter = backend.Profile(keepsSpans: true);
        foreach (var milliseconds in (int[][])[[60, 0, 60], [0, 60, 60]])
        {
            meter.BeginPass();
            for (var i = 0; i < milliseconds.Length; i++)
            {
                meter.Layer = i < 2 ? "first" : "second";
                var start = meter.Start();
                Thread.Sleep(milliseconds[i]);
                meter.Stop(start, "linear", macs: 10 + i, bytes: 100);
            }

            Assert.Equal(3, meter.Spans.Count);
        }

        var (first, second) = (meter.Profiles.First(), meter.Profiles.Last());
        Assert.Equal(("first", 2L, 21.0, 200.0), (first.Layer, first.Calls, first.Macs, first.Bytes));
        Assert.InRange(first.Seconds, 0, 0.05);
        Assert.Equal(("second", 1L, 12.0, 100.0), (second.Layer, second.Calls, second.Macs, second.Bytes));
        Assert.InRange(second.Seconds, 0.055, 10);

        meter.BeginPass();
        Assert.Throws<InvalidOperationException>(() => meter.Stop(meter.Start(), "linear", macs: 11, bytes: 100));
    }
}
