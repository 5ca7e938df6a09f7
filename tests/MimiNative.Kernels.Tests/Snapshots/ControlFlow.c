#define Flow_Limit 10

// Test.cs:31 Flow.Smallest(int)
DEVICE int Flow_Smallest(int i)
{
    return i < Flow_Limit ? i : Flow_Limit; // Test.cs:31
}

// Test.cs:6 Flow.Run(ArrayView<int>, int)
KERNEL(8, 4) Flow_Run(GLOBAL int *n, int count)
{
    int i = GROUP_IDX_Y * GROUP_DIM_X + GROUP_IDX_X; // Test.cs:9
    if (i >= count || n[i] < 0) // Test.cs:10
        return; // Test.cs:11
    for (int a = 0, b = Flow_Limit; a < b; a++, b--) // Test.cs:12
    {
        if ((a & 1) == 0) // Test.cs:14
            continue; // Test.cs:15
        else // Test.cs:16
            if (a > 7) // Test.cs:16
                break; // Test.cs:17
        n[i] += a; // Test.cs:18
    }
    while (n[i] > Flow_Limit) // Test.cs:20
        n[i] >>= 1; // Test.cs:21
    do // Test.cs:22
    {
        n[i]++; // Test.cs:24
    }
    while (n[i] < Flow_Smallest(i)); // Test.cs:26
    int kernel_ = n[i] == 3 ? 1 : -1; // Test.cs:27
    n[i] = kernel_; // Test.cs:28
}
