namespace MimiNative.Kernels.Tests;

/// <summary>Every construct that has no translation is refused by its own diagnostic, at its own line.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("MIMI001", "switch (count) { case 1: break; }")]
    [InlineData("MIMI001", "try { } finally { }")]
    [InlineData("MIMI001", "goto end; end: ;")]
    [InlineData("MIMI001", "throw null!;")]
    [InlineData("MIMI001", "foreach (var i in new int[1]) { }")]
    [InlineData("MIMI001", "int Local() => 1; n[0] = Local();")]
    [InlineData("MIMI002", "x[0] = x[1] % x[2];")]
    [InlineData("MIMI002", "n[0] = new int[] { 1 }[0];")]
    [InlineData("MIMI002", "n[0] = checked(n[1] + 1);")]
    [InlineData("MIMI002", "n[0] = count switch { 1 => 2, _ => 3 };")]
    [InlineData("MIMI002", "n[0] = (int)(long)x[0] + unchecked((int)(long)(float)count);")]
    [InlineData("MIMI002", "ref var first = ref x[0]; first = 1f;")]
    [InlineData("MIMI003", "var d = 1.0; x[0] = (float)d;")]
    [InlineData("MIMI003", "x[0] = (float)((double)x[1] * 2.0);")]
    [InlineData("MIMI003", "var s = \"text\"; n[0] = 0;")]
    [InlineData("MIMI003", "byte b = 1; n[0] = b;")]
    [InlineData("MIMI004", "x[0] = MathF.Log(x[1]);")]
    [InlineData("MIMI004", "n[0] = Math.Max(n[1], 2);")]
    [InlineData("MIMI007", "var s = SharedMemory.Allocate<float>(count);")]
    [InlineData("MIMI007", "var s = LocalMemory.Allocate<float>(n[0]);")]
    [InlineData("MIMI008", "x[0] = SharedMemory.Allocate<float>(4)[0];")]
    [InlineData("MIMI008", "if (count > 0) { var s = SharedMemory.Allocate<float>(4); s[0] = 1f; }")]
    [InlineData("MIMI009", "var i = 0; n[i++] = 1;")]
    [InlineData("MIMI009", "int i; n[0] = i = 3;")]
    [InlineData("MIMI009", "int a, b; a = b = 1; n[0] = a + b;")]
    [InlineData("MIMI009", "var i = 0; n[0] = --i;")]
    [InlineData("MIMI011", "var v = count > 0 ? x : x; v[0] = 1f;")]
    [InlineData("MIMI011", "var v = x; v = x; v[0] = 1f;")]
    [InlineData("MIMI013", "x[0] = Warp.Shuffle(x[1], 0);")]
    [InlineData("MIMI013", "x[0] = Warp.ShuffleXor(x[1], 1);")]
    [InlineData("MIMI013", "n[0] = Warp.LaneIdx;")]
    [InlineData("MIMI014", "x[0] = MathF.CopySign(x[1], x[2]);")]
    [InlineData("MIMI016", "if (count > 0) return; Group.Barrier(); x[0] = 1f;")]
    [InlineData("MIMI016", "for (var i = 0; i < count; i++) { Group.Barrier(); if (n[i] > 0) return; }")]
    [InlineData("MIMI017", "n[0] = count / 4;")]
    [InlineData("MIMI017", "n[0] = n[1] / 2;")]
    [InlineData("MIMI017", "var i = count; i /= 8; n[0] = i;")]
    [InlineData("MIMI017", "var i = 3; i -= count; n[0] = i / 2;")]
    [InlineData("MIMI017", "var i = Group.IdxX; i--; n[0] = i / 2;")]
    [InlineData("MIMI017", "var i = 0; i = i + count; n[0] = i / 2;")]
    [InlineData("MIMI017", "n[0] = XMath.Min(count, 3) / 2;")]
    public void A_statement_outside_the_subset_is_refused_at_its_line(string id, string statement)
    {
        var (text, diagnostics) = Translate.Body(statement);
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(6, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal("", text);
    }

    [Theory]
    [InlineData("MIMI005", "n[0] = Again(count);", "static int Again(int i) => i == 0 ? 0 : Again(i - 1);")]
    [InlineData("MIMI005", "n[0] = Ping(count);", "static int Ping(int i) => Pong(i); static int Pong(int i) => Ping(i);")]
    [InlineData("MIMI004", "n[0] = Generic(count);", "static T Generic<T>(T t) => t;")]
    [InlineData("MIMI002", "Out(out var i); n[0] = i;", "static void Out(out int i) { i = 1; }")]
    [InlineData("MIMI008", "Helper(x);", "static void Helper(ArrayView<float> x) { var s = SharedMemory.Allocate<float>(4); s[0] = x[0]; }")]
    [InlineData("MIMI016", "if (count > 0) return; Meet(); x[0] = 1f;", "static void Meet() { Group.Barrier(); }")]
    [InlineData("MIMI016", "n[0] = Meet(count);", "static int Meet(int i) { if (i > 0) return 1; Group.Barrier(); return 2; }")]
    [InlineData("MIMI012", "n[0] = Twice(1); x[0] = Twice(1f);", "static int Twice(int i) => 2 * i; static float Twice(float i) => 2f * i;")]
    [InlineData("MIMI015", "n[0] = Counter;", "static int Counter;")]
    [InlineData("MIMI015", "n[0] = Table;", "static readonly int Table = 3;")]
    public void A_member_outside_the_subset_is_refused(string id, string body, string members) =>
        Assert.Equal(id, Assert.Single(Translate.Body(body, members).Diagnostics).Id);

    [Theory]
    [InlineData("MIMI006", "[Kernel(32)] public static int Run(ArrayView<float> x) => 1;")]
    [InlineData("MIMI006", "[Kernel(32)] public static void Run(int count, ArrayView<float> x) { }")]
    [InlineData("MIMI006", "[Kernel(32)] public static void Run(ArrayView<float> x, int a, int b) { }")]
    [InlineData("MIMI006", "[Kernel(32)] public static void Run(ArrayView<float> x, ref int a) { }")]
    [InlineData("MIMI006", "[Kernel(32)] public static void Run<T>(ArrayView<float> x) { }")]
    [InlineData("MIMI003", "[Kernel(32)] public static void Run(ArrayView<double> x) { }")]
    [InlineData("MIMI003", "[Kernel(32)] public static void Run(ArrayView<float> x, double a) { }")]
    [InlineData("MIMI010", "[Kernel(32)] public static void Run(ArrayView<float> x, bool a) { }")]
    [InlineData("MIMI010", "public struct S { public int A; public long B; } [Kernel(32)] public static void Run(ArrayView<float> x, S s) { }")]
    [InlineData("MIMI010", "[Vector] struct V { public float A, B, C; } [Kernel(32)] public static void Run(ArrayView<float> x) { V v; v.A = 1f; x[0] = v.A; }")]
    public void A_signature_that_cannot_cross_to_a_device_is_refused(string id, string members) =>
        Assert.Equal(id, Assert.Single(Translate.File($"static class K {{ {members} }}").Diagnostics).Id);

    [Theory]
    [InlineData("n[0] = count / 3;")]
    [InlineData("n[0] = count / n[1];")]
    [InlineData("n[0] = count >> 2;")]
    [InlineData("n[0] = (Grid.IdxX * 64 + Group.IdxX) % count / 16;")]
    [InlineData("n[0] = XMath.Max(count, 0) / 2;")]
    [InlineData("var i = Group.IdxX; for (var j = 64; j > 0; j /= 2) i += j; n[0] = i / 2;")]
    [InlineData("x[0] = x[1] / 2f;")]
    public void Divisions_that_ILGPU_rounds_as_C_sharp_does_are_fine(string statement) => Assert.Empty(Translate.Body(statement).Diagnostics);

    [Fact]
    public void A_return_behind_the_last_barrier_is_fine() =>
        Assert.Empty(Translate.Body("for (var i = 0; i < count; i++) Group.Barrier(); for (var i = 0; i < count; i++) if (n[i] > 0) return; x[0] = 1f;").Diagnostics);

    [Fact]
    public void Every_kernel_that_is_wrong_is_reported_in_one_build()
    {
        const string Two = "static class K { [Kernel(1)] public static int A() => 1; [Kernel(1)] public static int B() => 1; }";
        Assert.Equal(2, Translate.File(Two).Diagnostics.Length);
    }
}
