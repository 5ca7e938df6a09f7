#define Conversions_Tiny 1E-30f

// Test.cs:6 Conversions.Run(ArrayView<float>, ArrayView<int>, ArrayView<uint>, int)
KERNEL(32, 1) Conversions_Run(GLOBAL float *x, GLOBAL int *n, GLOBAL uint *u, int count)
{
    int i = GROUP_IDX_X; // Test.cs:9
    x[i] = (float)(n[i] + 1); // Test.cs:10
    x[i] = (float)n[i] * 2.5f + Conversions_Tiny; // Test.cs:11
    n[i] = float_to_int(x[i]); // Test.cs:12
    u[i] = float_to_uint(x[i] + 1.0f); // Test.cs:13
    n[i] = ((int)((uint)((int)((uint)(n[i]) * (uint)(31))) + (uint)((int)u[i]))); // Test.cs:14
    n[i] = n[i] << (count & 31); // Test.cs:15
    n[i] = (int)((uint)n[i] >> 3); // Test.cs:16
    u[i] = (uint)((long)n[i] + (long)u[i]); // Test.cs:17
    x[i] = (-AS_FLOAT(0x7f800000)); // Test.cs:18
    n[i] = (-2147483647 - 1); // Test.cs:19
    n[i] = -(-n[i]); // Test.cs:20
    x[i] = (float)(n[i] / 3) / 2.0f; // Test.cs:21
    x[i] = FMA(x[i], 2.0f, max_float(x[i], 0.0f)) + (float)max_int(n[i], 3); // Test.cs:22
}
