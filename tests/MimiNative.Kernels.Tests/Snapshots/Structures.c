
typedef float Pair VECTOR(2);

typedef struct
{
    Pair First;
    int Count;
} Holder;

typedef struct
{
    int Count;
    float Scale;
} Arguments;

// Test.cs:38 Structures.Grow(ref Pair, float)
DEVICE void Structures_Grow(Pair *pair, float scale)
{
    (*pair).s1 += scale * (*pair).s0; // Test.cs:38
}

// Test.cs:31 Structures.Add(ref Holder, float, float)
DEVICE void Structures_Add(Holder *holder, float value, float scale)
{
    holder->First.s0 += value; // Test.cs:33
    Structures_Grow(&holder->First, scale); // Test.cs:34
    holder->Count++; // Test.cs:35
}

// Test.cs:40 Structures.Total(Pair)
DEVICE float Structures_Total(Pair pair)
{
    return pair.s0 + pair.s1; // Test.cs:40
}

#if CPU_KERNELS
// Test.cs:22 Structures.Run(ArrayView<float>, Arguments)
KERNEL(1, 1) Structures_Run(GLOBAL float *x, Arguments args)
{
    Holder holder = {0}; // Test.cs:25
    for (int i = 0; i < args.Count; i++) // Test.cs:26
        Structures_Add(&holder, x[i], args.Scale); // Test.cs:27
    x[0] = Structures_Total(holder.First) / (float)holder.Count; // Test.cs:28
}
#endif
