
// Test.cs:22 Memory.Sum(ArrayView<float>)
DEVICE float Memory_Sum_L(float *v, int v_length)
{
    float sum = 0.0f; // Test.cs:24
    for (int i = 0; i < (v_length); i++) // Test.cs:25
        sum += v[i]; // Test.cs:26
    return sum; // Test.cs:27
}

// Test.cs:22 Memory.Sum(ArrayView<float>)
DEVICE float Memory_Sum(GLOBAL float *v, int v_length)
{
    float sum = 0.0f; // Test.cs:24
    for (int i = 0; i < (v_length); i++) // Test.cs:25
        sum += v[i]; // Test.cs:26
    return sum; // Test.cs:27
}

// Test.cs:22 Memory.Sum(ArrayView<float>)
DEVICE float Memory_Sum_S(SHARED_POINTER float *v, int v_length)
{
    float sum = 0.0f; // Test.cs:24
    for (int i = 0; i < (v_length); i++) // Test.cs:25
        sum += v[i]; // Test.cs:26
    return sum; // Test.cs:27
}

// Test.cs:4 Memory.Run(ArrayView<float>, ArrayView<int>)
KERNEL(16, 1) Memory_Run(GLOBAL float *x, int x_length, GLOBAL int *n)
{
    SHARED(float, shared, 32); // Test.cs:7
    float own[4]; // Test.cs:8
    GLOBAL float *part = (x + (GRID_IDX_X * 16)); // Test.cs:9
    for (int i = 0; i < (4); i++) // Test.cs:10
        own[i] = part[i]; // Test.cs:11
    shared[GROUP_IDX_X] = Memory_Sum_L(own, (4)) + Memory_Sum((x + 0), (8)) + (float)(x_length); // Test.cs:12
    BARRIER(); // Test.cs:13
    int size = n[0]; // Test.cs:14
    GLOBAL float *rest = (part + size); // Test.cs:15
    int rest_length = size + 1; // Test.cs:15
    size = 0; // Test.cs:16
    shared[size] = (float)(rest_length); // Test.cs:17
    part[GROUP_IDX_X] = Memory_Sum_S(shared, (32)); // Test.cs:18
    ATOMIC_ADD(&n[0], (int)((long)16)); // Test.cs:19
}
