using System.Runtime.InteropServices;

namespace MimiNative.Benchmarks;

/// <summary>The few functions of OpenBLAS that are compared with; see <c>cblas.h</c>.</summary>
internal static unsafe partial class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101, AsIs = 111;

    /// <summary>Version and the processor that its kernels were chosen for; null where the library isn't installed. It computes on one thread from here on.</summary>
    public static string? Open()
    {
        try
        {
            SetThreads(1);
            return $"{Marshal.PtrToStringUTF8(Config())!.Split(' ')[1]}, kernels for {Marshal.PtrToStringUTF8(Core())}";
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>c (m, n) = a (m, k) · b (k, n), all dense and row-major.</summary>
    public static void Multiply(float[] a, float[] b, float[] c, int m, int n, int k)
    {
        fixed (float* pa = a, pb = b, pc = c)
            Sgemm(RowMajor, AsIs, AsIs, m, n, k, 1, pa, k, pb, n, 0, pc, n);
    }

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    private static partial nint Config();

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial nint Core();

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(int order, int transposeA, int transposeB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);
}
