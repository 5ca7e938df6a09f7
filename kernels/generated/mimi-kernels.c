// Made from kernels/MimiNative.Kernels by MimiNative.Kernels.Translator; do not edit. MIMI_UPDATE=1 dotnet test --filter Snapshot rewrites it.
#define AttentionWide_Keys 64
#define AttentionWide_Lanes 16
#define AttentionWide_Queries 12
#define Attention_Keys 64
#define Attention_PerThread 4
#define Attention_PitchK 65
#define Attention_Queries 16
#define Attention_Seen (-5E+29f)
#define Attention_Unseen (-1E+30f)
#define Gemm128_PitchA 132
#define Gemm128_SecondColumn 64
#define Gemm128_StageA 1056
#define Gemm128_StageB 1024
#define Gemm128_StepK 8
#define Gemm128_TileM 128
#define Gemm128_TileN 128
#define Gemm64_PitchA 68
#define Gemm64_StageA 1088
#define Gemm64_StageB 1024
#define Gemm64_StepK 16
#define Gemm64_TileM 64
#define Gemm64_TileN 64
#define GemmArguments_Panel 16
#define GemmPlain_Outputs 64
#define GemmWide_TileM 12
#define GemmWide_TileN 16
#define History_Threads 64
#define LayerNorm_Threads 128
#define Polynomials_ErfEnd 4.0f
#define Polynomials_ErfSwitch 0.92f
#define Polynomials_Far0 0.1286782f
#define Polynomials_Far1 0.63498443f
#define Polynomials_Far2 0.1065847f
#define Polynomials_Far3 (-0.024116544f)
#define Polynomials_Far4 0.0038316245f
#define Polynomials_Far5 (-0.0003734478f)
#define Polynomials_Far6 1.6588685E-05f
#define Polynomials_Near0 0.12837915f
#define Polynomials_Near1 (-0.3761249f)
#define Polynomials_Near2 0.11281754f
#define Polynomials_Near3 (-0.026763994f)
#define Polynomials_Near4 0.004988906f
#define Polynomials_Near5 (-0.0005967311f)
#define Quantiser_Far 3.4E+38f
#define Quantiser_Rounding 2.4476998E-07f
#define Quantiser_Threads 64
#define Rope_Threads 64

typedef float Float16 VECTOR(16);

typedef struct
{
    int Rows;
    int Sequences;
    int Heads;
    int HeadDimension;
    int Window;
    int InputPitch;
    int InputStart;
    int OutputPitch;
    int OutputStart;
    float Scale;
} AttentionArguments;

typedef float Float4 VECTOR(4);

typedef struct
{
    int Rows;
    int Sequences;
    int N;
    int K;
    int PaddedK;
    int BlockK;
    int Panels;
    int BandTiles;
    int InputPitch;
    int InputStart;
    int InputStep;
    int RawPitch;
    int RawStart;
    int ResidualPitch;
    int ResidualStart;
    int OutputPitch;
    int OutputStart;
    int EluPitch;
    int EluStart;
    int HasRaw;
    int HasScale;
    int HasResidual;
    int HasGelu;
    int HasOutput;
    int HasElu;
} GemmArguments;

typedef struct
{
    Float4 C0A;
    Float4 C0B;
    Float4 C1A;
    Float4 C1B;
    Float4 C2A;
    Float4 C2B;
    Float4 C3A;
    Float4 C3B;
    Float4 C4A;
    Float4 C4B;
    Float4 C5A;
    Float4 C5B;
    Float4 C6A;
    Float4 C6B;
    Float4 C7A;
    Float4 C7B;
} Tile8x8;

typedef struct
{
    Float4 C0A;
    Float4 C1A;
    Float4 C2A;
    Float4 C3A;
} Tile4x4;

typedef struct
{
    int Channels;
    int Headroom;
    int Pitch;
} HistoryArguments;

typedef struct
{
    int Rows;
    int Sequences;
    int Channels;
    int InputPitch;
    int InputStart;
    int OutputPitch;
    int OutputStart;
    float Epsilon;
} RowArguments;

typedef struct
{
    int Rows;
    int Sequences;
    int Size;
    int Dimension;
    int ScorePitch;
    int ResidualPitch;
    int ResidualStart;
    int SumPitch;
    int SumStart;
    int CodePitch;
    int CodeStep;
    int CodeColumn;
    int SumMode;
    float LargestNorm;
} QuantiserArguments;

// Float16.cs:14 Float16.Load(ArrayView<float>, int)
DEVICE Float16 Float16_Load_L(float *from, int index)
{
    float *at = (from + index); // Float16.cs:16
    Float16 r; // Float16.cs:17
    r.s0 = at[0]; // Float16.cs:18
    r.s1 = at[1]; // Float16.cs:19
    r.s2 = at[2]; // Float16.cs:20
    r.s3 = at[3]; // Float16.cs:21
    r.s4 = at[4]; // Float16.cs:22
    r.s5 = at[5]; // Float16.cs:23
    r.s6 = at[6]; // Float16.cs:24
    r.s7 = at[7]; // Float16.cs:25
    r.s8 = at[8]; // Float16.cs:26
    r.s9 = at[9]; // Float16.cs:27
    r.sa = at[10]; // Float16.cs:28
    r.sb = at[11]; // Float16.cs:29
    r.sc = at[12]; // Float16.cs:30
    r.sd = at[13]; // Float16.cs:31
    r.se = at[14]; // Float16.cs:32
    r.sf = at[15]; // Float16.cs:33
    return r; // Float16.cs:34
}

// Scalar.cs:10 Scalar.MultiplyAdd(float, float, float)
DEVICE float Scalar_MultiplyAdd(float a, float b, float c)
{
    return FMA(a, b, c); // Scalar.cs:10
}

// Float16.cs:60 Float16.MultiplyAdd(float, Float16, Float16)
DEVICE Float16 Float16_MultiplyAdd(float a, Float16 b, Float16 c)
{
    Float16 r; // Float16.cs:62
    r.s0 = Scalar_MultiplyAdd(a, b.s0, c.s0); // Float16.cs:63
    r.s1 = Scalar_MultiplyAdd(a, b.s1, c.s1); // Float16.cs:64
    r.s2 = Scalar_MultiplyAdd(a, b.s2, c.s2); // Float16.cs:65
    r.s3 = Scalar_MultiplyAdd(a, b.s3, c.s3); // Float16.cs:66
    r.s4 = Scalar_MultiplyAdd(a, b.s4, c.s4); // Float16.cs:67
    r.s5 = Scalar_MultiplyAdd(a, b.s5, c.s5); // Float16.cs:68
    r.s6 = Scalar_MultiplyAdd(a, b.s6, c.s6); // Float16.cs:69
    r.s7 = Scalar_MultiplyAdd(a, b.s7, c.s7); // Float16.cs:70
    r.s8 = Scalar_MultiplyAdd(a, b.s8, c.s8); // Float16.cs:71
    r.s9 = Scalar_MultiplyAdd(a, b.s9, c.s9); // Float16.cs:72
    r.sa = Scalar_MultiplyAdd(a, b.sa, c.sa); // Float16.cs:73
    r.sb = Scalar_MultiplyAdd(a, b.sb, c.sb); // Float16.cs:74
    r.sc = Scalar_MultiplyAdd(a, b.sc, c.sc); // Float16.cs:75
    r.sd = Scalar_MultiplyAdd(a, b.sd, c.sd); // Float16.cs:76
    r.se = Scalar_MultiplyAdd(a, b.se, c.se); // Float16.cs:77
    r.sf = Scalar_MultiplyAdd(a, b.sf, c.sf); // Float16.cs:78
    return r; // Float16.cs:79
}

// Float16.cs:38 Float16.Store(ArrayView<float>, int, Float16)
DEVICE void Float16_Store_L(float *to, int index, Float16 a)
{
    float *at = (to + index); // Float16.cs:40
    at[0] = a.s0; // Float16.cs:41
    at[1] = a.s1; // Float16.cs:42
    at[2] = a.s2; // Float16.cs:43
    at[3] = a.s3; // Float16.cs:44
    at[4] = a.s4; // Float16.cs:45
    at[5] = a.s5; // Float16.cs:46
    at[6] = a.s6; // Float16.cs:47
    at[7] = a.s7; // Float16.cs:48
    at[8] = a.s8; // Float16.cs:49
    at[9] = a.s9; // Float16.cs:50
    at[10] = a.sa; // Float16.cs:51
    at[11] = a.sb; // Float16.cs:52
    at[12] = a.sc; // Float16.cs:53
    at[13] = a.sd; // Float16.cs:54
    at[14] = a.se; // Float16.cs:55
    at[15] = a.sf; // Float16.cs:56
}

// AttentionWide.cs:98 AttentionWide.Scores(ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int)
DEVICE void AttentionWide_Scores_LLL(float *q, float *k, float *s, int column, int headDim)
{
    Float16 c0 = (Float16)(0.0f); // AttentionWide.cs:100
    Float16 c1 = (Float16)(0.0f); // AttentionWide.cs:101
    Float16 c2 = (Float16)(0.0f); // AttentionWide.cs:102
    Float16 c3 = (Float16)(0.0f); // AttentionWide.cs:103
    Float16 c4 = (Float16)(0.0f); // AttentionWide.cs:104
    Float16 c5 = (Float16)(0.0f); // AttentionWide.cs:105
    Float16 c6 = (Float16)(0.0f); // AttentionWide.cs:106
    Float16 c7 = (Float16)(0.0f); // AttentionWide.cs:107
    Float16 c8 = (Float16)(0.0f); // AttentionWide.cs:108
    Float16 c9 = (Float16)(0.0f); // AttentionWide.cs:109
    Float16 c10 = (Float16)(0.0f); // AttentionWide.cs:110
    Float16 c11 = (Float16)(0.0f); // AttentionWide.cs:111
    for (int d = 0; d < headDim; d++) // AttentionWide.cs:112
    {
        Float16 key = Float16_Load_L(k, d * AttentionWide_Lanes); // AttentionWide.cs:114
        c0 = Float16_MultiplyAdd(q[d], key, c0); // AttentionWide.cs:115
        c1 = Float16_MultiplyAdd(q[AttentionWide_Keys + d], key, c1); // AttentionWide.cs:116
        c2 = Float16_MultiplyAdd(q[2 * AttentionWide_Keys + d], key, c2); // AttentionWide.cs:117
        c3 = Float16_MultiplyAdd(q[3 * AttentionWide_Keys + d], key, c3); // AttentionWide.cs:118
        c4 = Float16_MultiplyAdd(q[4 * AttentionWide_Keys + d], key, c4); // AttentionWide.cs:119
        c5 = Float16_MultiplyAdd(q[5 * AttentionWide_Keys + d], key, c5); // AttentionWide.cs:120
        c6 = Float16_MultiplyAdd(q[6 * AttentionWide_Keys + d], key, c6); // AttentionWide.cs:121
        c7 = Float16_MultiplyAdd(q[7 * AttentionWide_Keys + d], key, c7); // AttentionWide.cs:122
        c8 = Float16_MultiplyAdd(q[8 * AttentionWide_Keys + d], key, c8); // AttentionWide.cs:123
        c9 = Float16_MultiplyAdd(q[9 * AttentionWide_Keys + d], key, c9); // AttentionWide.cs:124
        c10 = Float16_MultiplyAdd(q[10 * AttentionWide_Keys + d], key, c10); // AttentionWide.cs:125
        c11 = Float16_MultiplyAdd(q[11 * AttentionWide_Keys + d], key, c11); // AttentionWide.cs:126
    }
    Float16_Store_L(s, column, c0); // AttentionWide.cs:128
    Float16_Store_L(s, AttentionWide_Keys + column, c1); // AttentionWide.cs:129
    Float16_Store_L(s, 2 * AttentionWide_Keys + column, c2); // AttentionWide.cs:130
    Float16_Store_L(s, 3 * AttentionWide_Keys + column, c3); // AttentionWide.cs:131
    Float16_Store_L(s, 4 * AttentionWide_Keys + column, c4); // AttentionWide.cs:132
    Float16_Store_L(s, 5 * AttentionWide_Keys + column, c5); // AttentionWide.cs:133
    Float16_Store_L(s, 6 * AttentionWide_Keys + column, c6); // AttentionWide.cs:134
    Float16_Store_L(s, 7 * AttentionWide_Keys + column, c7); // AttentionWide.cs:135
    Float16_Store_L(s, 8 * AttentionWide_Keys + column, c8); // AttentionWide.cs:136
    Float16_Store_L(s, 9 * AttentionWide_Keys + column, c9); // AttentionWide.cs:137
    Float16_Store_L(s, 10 * AttentionWide_Keys + column, c10); // AttentionWide.cs:138
    Float16_Store_L(s, 11 * AttentionWide_Keys + column, c11); // AttentionWide.cs:139
}

// Attention.cs:139 Attention.IsSeen(int, int)
DEVICE bool Attention_IsSeen(int age, int window)
{
    return age >= 0 && age < window; // Attention.cs:139
}

// Attention.cs:162 Attention.Largest(ArrayView<float>, int)
DEVICE float Attention_Largest_L(float *s, int at)
{
    float m0 = s[at]; // Attention.cs:164
    float m1 = s[at + 1]; // Attention.cs:165
    float m2 = s[at + 2]; // Attention.cs:166
    float m3 = s[at + 3]; // Attention.cs:167
    for (int i = 4; i < Attention_Keys; i += 4) // Attention.cs:168
    {
        m0 = max_float(m0, s[at + i]); // Attention.cs:170
        m1 = max_float(m1, s[at + i + 1]); // Attention.cs:171
        m2 = max_float(m2, s[at + i + 2]); // Attention.cs:172
        m3 = max_float(m3, s[at + i + 3]); // Attention.cs:173
    }
    return max_float(max_float(m0, m1), max_float(m2, m3)); // Attention.cs:175
}

// Attention.cs:142 Attention.Weight(float, float)
DEVICE float Attention_Weight(float score, float max_)
{
    return score < Attention_Seen ? 0.0f : exp_float(score - max_); // Attention.cs:142
}

// AttentionWide.cs:143 AttentionWide.Sums(ArrayView<float>, ArrayView<float>, int, int)
DEVICE void AttentionWide_Sums_LL(float *s, float *sum, int from, int to)
{
    for (int i = 0; i < AttentionWide_Queries; i++) // AttentionWide.cs:145
    {
        float total = sum[i]; // AttentionWide.cs:147
        for (int c = from; c <= to; c++) // AttentionWide.cs:148
            total += s[i * AttentionWide_Keys + c]; // AttentionWide.cs:149
        sum[i] = total; // AttentionWide.cs:150
    }
}

// Float16.cs:14 Float16.Load(ArrayView<float>, int)
DEVICE Float16 Float16_Load(GLOBAL float *from, int index)
{
    GLOBAL float *at = (from + index); // Float16.cs:16
    Float16 r; // Float16.cs:17
    r.s0 = at[0]; // Float16.cs:18
    r.s1 = at[1]; // Float16.cs:19
    r.s2 = at[2]; // Float16.cs:20
    r.s3 = at[3]; // Float16.cs:21
    r.s4 = at[4]; // Float16.cs:22
    r.s5 = at[5]; // Float16.cs:23
    r.s6 = at[6]; // Float16.cs:24
    r.s7 = at[7]; // Float16.cs:25
    r.s8 = at[8]; // Float16.cs:26
    r.s9 = at[9]; // Float16.cs:27
    r.sa = at[10]; // Float16.cs:28
    r.sb = at[11]; // Float16.cs:29
    r.sc = at[12]; // Float16.cs:30
    r.sd = at[13]; // Float16.cs:31
    r.se = at[14]; // Float16.cs:32
    r.sf = at[15]; // Float16.cs:33
    return r; // Float16.cs:34
}

// AttentionWide.cs:155 AttentionWide.Values(ArrayView<float>, int, int, ArrayView<float>, ArrayView<float>, int, int, int)
DEVICE void AttentionWide_Values_GLL(GLOBAL float *qkv, int at, int stride, float *s, float *o, int d, int from, int to)
{
    Float16 c0 = Float16_Load_L(o, d); // AttentionWide.cs:157
    Float16 c1 = Float16_Load_L(o, AttentionWide_Keys + d); // AttentionWide.cs:158
    Float16 c2 = Float16_Load_L(o, 2 * AttentionWide_Keys + d); // AttentionWide.cs:159
    Float16 c3 = Float16_Load_L(o, 3 * AttentionWide_Keys + d); // AttentionWide.cs:160
    Float16 c4 = Float16_Load_L(o, 4 * AttentionWide_Keys + d); // AttentionWide.cs:161
    Float16 c5 = Float16_Load_L(o, 5 * AttentionWide_Keys + d); // AttentionWide.cs:162
    Float16 c6 = Float16_Load_L(o, 6 * AttentionWide_Keys + d); // AttentionWide.cs:163
    Float16 c7 = Float16_Load_L(o, 7 * AttentionWide_Keys + d); // AttentionWide.cs:164
    Float16 c8 = Float16_Load_L(o, 8 * AttentionWide_Keys + d); // AttentionWide.cs:165
    Float16 c9 = Float16_Load_L(o, 9 * AttentionWide_Keys + d); // AttentionWide.cs:166
    Float16 c10 = Float16_Load_L(o, 10 * AttentionWide_Keys + d); // AttentionWide.cs:167
    Float16 c11 = Float16_Load_L(o, 11 * AttentionWide_Keys + d); // AttentionWide.cs:168
    for (int c = from; c <= to; c++) // AttentionWide.cs:169
    {
        Float16 v = Float16_Load(qkv, at + c * stride); // AttentionWide.cs:171
        c0 = Float16_MultiplyAdd(s[c], v, c0); // AttentionWide.cs:172
        c1 = Float16_MultiplyAdd(s[AttentionWide_Keys + c], v, c1); // AttentionWide.cs:173
        c2 = Float16_MultiplyAdd(s[2 * AttentionWide_Keys + c], v, c2); // AttentionWide.cs:174
        c3 = Float16_MultiplyAdd(s[3 * AttentionWide_Keys + c], v, c3); // AttentionWide.cs:175
        c4 = Float16_MultiplyAdd(s[4 * AttentionWide_Keys + c], v, c4); // AttentionWide.cs:176
        c5 = Float16_MultiplyAdd(s[5 * AttentionWide_Keys + c], v, c5); // AttentionWide.cs:177
        c6 = Float16_MultiplyAdd(s[6 * AttentionWide_Keys + c], v, c6); // AttentionWide.cs:178
        c7 = Float16_MultiplyAdd(s[7 * AttentionWide_Keys + c], v, c7); // AttentionWide.cs:179
        c8 = Float16_MultiplyAdd(s[8 * AttentionWide_Keys + c], v, c8); // AttentionWide.cs:180
        c9 = Float16_MultiplyAdd(s[9 * AttentionWide_Keys + c], v, c9); // AttentionWide.cs:181
        c10 = Float16_MultiplyAdd(s[10 * AttentionWide_Keys + c], v, c10); // AttentionWide.cs:182
        c11 = Float16_MultiplyAdd(s[11 * AttentionWide_Keys + c], v, c11); // AttentionWide.cs:183
    }
    Float16_Store_L(o, d, c0); // AttentionWide.cs:185
    Float16_Store_L(o, AttentionWide_Keys + d, c1); // AttentionWide.cs:186
    Float16_Store_L(o, 2 * AttentionWide_Keys + d, c2); // AttentionWide.cs:187
    Float16_Store_L(o, 3 * AttentionWide_Keys + d, c3); // AttentionWide.cs:188
    Float16_Store_L(o, 4 * AttentionWide_Keys + d, c4); // AttentionWide.cs:189
    Float16_Store_L(o, 5 * AttentionWide_Keys + d, c5); // AttentionWide.cs:190
    Float16_Store_L(o, 6 * AttentionWide_Keys + d, c6); // AttentionWide.cs:191
    Float16_Store_L(o, 7 * AttentionWide_Keys + d, c7); // AttentionWide.cs:192
    Float16_Store_L(o, 8 * AttentionWide_Keys + d, c8); // AttentionWide.cs:193
    Float16_Store_L(o, 9 * AttentionWide_Keys + d, c9); // AttentionWide.cs:194
    Float16_Store_L(o, 10 * AttentionWide_Keys + d, c10); // AttentionWide.cs:195
    Float16_Store_L(o, 11 * AttentionWide_Keys + d, c11); // AttentionWide.cs:196
}

#if CPU_KERNELS
// AttentionWide.cs:16 AttentionWide.Window(ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<int>, AttentionArguments)
KERNEL(1, 1) AttentionWide_Window(GLOBAL float *qkv, GLOBAL float *y, GLOBAL int *positions, GLOBAL int *firsts, AttentionArguments args)
{
    float q[768]; // AttentionWide.cs:19
    float k[1024]; // AttentionWide.cs:20
    float s[768]; // AttentionWide.cs:21
    float o[768]; // AttentionWide.cs:22
    float max_[12]; // AttentionWide.cs:23
    float sum[12]; // AttentionWide.cs:24
    float keep[12]; // AttentionWide.cs:25
    int sequence = GRID_IDX_Z; // AttentionWide.cs:26
    int count = firsts[sequence + 1] - firsts[sequence]; // AttentionWide.cs:27
    int first = GRID_IDX_X * AttentionWide_Queries; // AttentionWide.cs:28
    if (first >= count) // AttentionWide.cs:29
        return; // AttentionWide.cs:30
    int stride = 3 * args.Heads * args.HeadDimension; // AttentionWide.cs:31
    int origin = sequence * args.InputPitch + args.InputStart + GRID_IDX_Y * args.HeadDimension; // AttentionWide.cs:32
    int position = positions[sequence]; // AttentionWide.cs:33
    for (int i = 0; i < AttentionWide_Queries; i++) // AttentionWide.cs:35
    {
        int row = origin + min_int(first + i, count - 1) * stride; // AttentionWide.cs:37
        for (int d = 0; d < args.HeadDimension; d++) // AttentionWide.cs:38
            q[i * AttentionWide_Keys + d] = qkv[row + d] * args.Scale; // AttentionWide.cs:39
        for (int d = 0; d < args.HeadDimension; d++) // AttentionWide.cs:40
            o[i * AttentionWide_Keys + d] = 0.0f; // AttentionWide.cs:41
        max_[i] = Attention_Unseen; // AttentionWide.cs:42
        sum[i] = 0.0f; // AttentionWide.cs:43
    }
    int oldest = max_int(position + first - args.Window + 1, 0); // AttentionWide.cs:46
    int newest = position + min_int(first + AttentionWide_Queries, count) - 1; // AttentionWide.cs:47
    for (int block = oldest / AttentionWide_Keys * AttentionWide_Keys; block <= newest; block += AttentionWide_Keys) // AttentionWide.cs:48
    {
        int from = max_int(block, oldest); // AttentionWide.cs:50
        int to = min_int(block + AttentionWide_Keys - 1, newest); // AttentionWide.cs:51
        for (int tile = block; tile < block + AttentionWide_Keys; tile += AttentionWide_Lanes) // AttentionWide.cs:52
        {
            for (int i = 0; i < AttentionWide_Lanes; i++) // AttentionWide.cs:55
            {
                int key = origin + args.Heads * args.HeadDimension + (min_int(max_int(tile + i, from), to) - position) * stride; // AttentionWide.cs:57
                for (int d = 0; d < args.HeadDimension; d++) // AttentionWide.cs:58
                    k[d * AttentionWide_Lanes + i] = qkv[key + d]; // AttentionWide.cs:59
            }
            AttentionWide_Scores_LLL(q, k, s, tile - block, args.HeadDimension); // AttentionWide.cs:61
        }
        for (int i = 0; i < AttentionWide_Queries; i++) // AttentionWide.cs:64
        {
            int age = position + first + i - block; // AttentionWide.cs:66
            for (int c = 0; c < AttentionWide_Keys; c++) // AttentionWide.cs:67
                s[i * AttentionWide_Keys + c] = Attention_IsSeen(age - c, args.Window) ? s[i * AttentionWide_Keys + c] : Attention_Unseen; // AttentionWide.cs:68
            float larger = max_float(max_[i], Attention_Largest_L(s, i * AttentionWide_Keys)); // AttentionWide.cs:69
            keep[i] = max_[i]; // AttentionWide.cs:70
            max_[i] = larger; // AttentionWide.cs:71
        }
        for (int i = 0; i < AttentionWide_Queries; i++) // AttentionWide.cs:73
            keep[i] = Attention_Weight(keep[i], max_[i]); // AttentionWide.cs:74
        for (int i = 0; i < AttentionWide_Queries; i++) // AttentionWide.cs:75
        {
            float m = max_[i]; // AttentionWide.cs:77
            for (int c = 0; c < AttentionWide_Keys; c++) // AttentionWide.cs:78
                s[i * AttentionWide_Keys + c] = Attention_Weight(s[i * AttentionWide_Keys + c], m); // AttentionWide.cs:79
            float factor = keep[i]; // AttentionWide.cs:80
            for (int d = 0; d < args.HeadDimension; d++) // AttentionWide.cs:81
                o[i * AttentionWide_Keys + d] *= factor; // AttentionWide.cs:82
            sum[i] *= factor; // AttentionWide.cs:83
        }
        AttentionWide_Sums_LL(s, sum, from - block, to - block); // AttentionWide.cs:85
        for (int d = 0; d < args.HeadDimension; d += AttentionWide_Lanes) // AttentionWide.cs:86
            AttentionWide_Values_GLL(qkv, origin + 2 * args.Heads * args.HeadDimension + (block - position) * stride + d, stride, s, o, d, from - block, to - block); // AttentionWide.cs:87
    }
    int end = min_int(AttentionWide_Queries, count - first); // AttentionWide.cs:90
    int target = sequence * args.OutputPitch + args.OutputStart + GRID_IDX_Y * args.HeadDimension; // AttentionWide.cs:91
    for (int i = 0; i < end; i++) // AttentionWide.cs:92
        for (int d = 0; d < args.HeadDimension; d++) // AttentionWide.cs:93
            y[target + (first + i) * args.Heads * args.HeadDimension + d] = o[i * AttentionWide_Keys + d] / sum[i]; // AttentionWide.cs:94
}
#endif

// Attention.cs:158 Attention.Dot(float, Float4, float, float, float, float)
DEVICE float Attention_Dot(float sum, Float4 q, float k0, float k1, float k2, float k3)
{
    return Scalar_MultiplyAdd(q.s3, k3, Scalar_MultiplyAdd(q.s2, k2, Scalar_MultiplyAdd(q.s1, k1, Scalar_MultiplyAdd(q.s0, k0, sum)))); // Attention.cs:158
}

// Float4.cs:13 Float4.Load(ArrayView<float>, int)
DEVICE Float4 Float4_Load_S(SHARED_POINTER float *from, int index)
{
    SHARED_POINTER float *at = (from + index); // Float4.cs:15
    Float4 r; // Float4.cs:16
    r.s0 = at[0]; // Float4.cs:17
    r.s1 = at[1]; // Float4.cs:18
    r.s2 = at[2]; // Float4.cs:19
    r.s3 = at[3]; // Float4.cs:20
    return r; // Float4.cs:21
}

// Attention.cs:145 Attention.Scores(Float4, ArrayView<float>, int, ArrayView<float>, int)
DEVICE Float4 Attention_Scores_SS(Float4 score, SHARED_POINTER float *q, int atQ, SHARED_POINTER float *k, int atK)
{
    float k0 = k[atK]; // Attention.cs:147
    float k1 = k[atK + Attention_PitchK]; // Attention.cs:148
    float k2 = k[atK + 2 * Attention_PitchK]; // Attention.cs:149
    float k3 = k[atK + 3 * Attention_PitchK]; // Attention.cs:150
    score.s0 = Attention_Dot(score.s0, Float4_Load_S(q, atQ), k0, k1, k2, k3); // Attention.cs:151
    score.s1 = Attention_Dot(score.s1, Float4_Load_S(q, atQ + Attention_Keys), k0, k1, k2, k3); // Attention.cs:152
    score.s2 = Attention_Dot(score.s2, Float4_Load_S(q, atQ + 2 * Attention_Keys), k0, k1, k2, k3); // Attention.cs:153
    score.s3 = Attention_Dot(score.s3, Float4_Load_S(q, atQ + 3 * Attention_Keys), k0, k1, k2, k3); // Attention.cs:154
    return score; // Attention.cs:155
}

// Attention.cs:162 Attention.Largest(ArrayView<float>, int)
DEVICE float Attention_Largest_S(SHARED_POINTER float *s, int at)
{
    float m0 = s[at]; // Attention.cs:164
    float m1 = s[at + 1]; // Attention.cs:165
    float m2 = s[at + 2]; // Attention.cs:166
    float m3 = s[at + 3]; // Attention.cs:167
    for (int i = 4; i < Attention_Keys; i += 4) // Attention.cs:168
    {
        m0 = max_float(m0, s[at + i]); // Attention.cs:170
        m1 = max_float(m1, s[at + i + 1]); // Attention.cs:171
        m2 = max_float(m2, s[at + i + 2]); // Attention.cs:172
        m3 = max_float(m3, s[at + i + 3]); // Attention.cs:173
    }
    return max_float(max_float(m0, m1), max_float(m2, m3)); // Attention.cs:175
}

// Float4.cs:57 Float4.Multiply(Float4, Float4)
DEVICE Float4 Float4_Multiply(Float4 a, Float4 b)
{
    Float4 r; // Float4.cs:59
    r.s0 = a.s0 * b.s0; // Float4.cs:60
    r.s1 = a.s1 * b.s1; // Float4.cs:61
    r.s2 = a.s2 * b.s2; // Float4.cs:62
    r.s3 = a.s3 * b.s3; // Float4.cs:63
    return r; // Float4.cs:64
}

// Float4.cs:25 Float4.Store(ArrayView<float>, int, Float4)
DEVICE void Float4_Store_S(SHARED_POINTER float *to, int index, Float4 a)
{
    SHARED_POINTER float *at = (to + index); // Float4.cs:27
    at[0] = a.s0; // Float4.cs:28
    at[1] = a.s1; // Float4.cs:29
    at[2] = a.s2; // Float4.cs:30
    at[3] = a.s3; // Float4.cs:31
}

// Float4.cs:46 Float4.Add(Float4, Float4)
DEVICE Float4 Float4_Add(Float4 a, Float4 b)
{
    Float4 r; // Float4.cs:48
    r.s0 = a.s0 + b.s0; // Float4.cs:49
    r.s1 = a.s1 + b.s1; // Float4.cs:50
    r.s2 = a.s2 + b.s2; // Float4.cs:51
    r.s3 = a.s3 + b.s3; // Float4.cs:52
    return r; // Float4.cs:53
}

// Float4.cs:35 Float4.MultiplyAdd(float, Float4, Float4)
DEVICE Float4 Float4_MultiplyAdd(float a, Float4 b, Float4 c)
{
    Float4 r; // Float4.cs:37
    r.s0 = Scalar_MultiplyAdd(a, b.s0, c.s0); // Float4.cs:38
    r.s1 = Scalar_MultiplyAdd(a, b.s1, c.s1); // Float4.cs:39
    r.s2 = Scalar_MultiplyAdd(a, b.s2, c.s2); // Float4.cs:40
    r.s3 = Scalar_MultiplyAdd(a, b.s3, c.s3); // Float4.cs:41
    return r; // Float4.cs:42
}

// Attention.cs:29 Attention.Window(ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<int>, AttentionArguments)
KERNEL(64, 4) Attention_Window(GLOBAL float *qkv, GLOBAL float *y, GLOBAL int *positions, GLOBAL int *firsts, AttentionArguments args)
{
    SHARED(float, q, 1024); // Attention.cs:32
    SHARED(float, k, 4160); // Attention.cs:33
    SHARED(float, v, 4096); // Attention.cs:34
    SHARED(float, s, 1024); // Attention.cs:35
    int lane = GROUP_IDX_X; // Attention.cs:36
    int own = GROUP_IDX_Y * Attention_PerThread; // Attention.cs:37
    int sequence = GRID_IDX_Z; // Attention.cs:38
    int count = firsts[sequence + 1] - firsts[sequence]; // Attention.cs:39
    int first = GRID_IDX_X * Attention_Queries; // Attention.cs:40
    int width = args.Heads * args.HeadDimension; // Attention.cs:41
    int origin = sequence * args.InputPitch + args.InputStart + GRID_IDX_Y * args.HeadDimension; // Attention.cs:42
    int position = positions[sequence]; // Attention.cs:43
    for (int i = 0; i < Attention_PerThread; i++) // Attention.cs:45
    {
        int row = max_int(min_int(first + own + i, count - 1), 0); // Attention.cs:47
        q[(own + i) * Attention_Keys + lane] = lane < args.HeadDimension ? qkv[origin + row * 3 * width + lane] * args.Scale : 0.0f; // Attention.cs:48
    }
    float max0 = Attention_Unseen; // Attention.cs:51
    float max1 = Attention_Unseen; // Attention.cs:52
    float max2 = Attention_Unseen; // Attention.cs:53
    float max3 = Attention_Unseen; // Attention.cs:54
    Float4 sum = (Float4)(0.0f); // Attention.cs:55
    Float4 o = (Float4)(0.0f); // Attention.cs:56
    int query = position + first + own; // Attention.cs:57
    int oldest = max_int(position + first - args.Window + 1, 0) / Attention_Keys * Attention_Keys; // Attention.cs:58
    int newest = first < count ? position + min_int(first + Attention_Queries, count) - 1 : -1; // Attention.cs:60
    for (int block = oldest; block <= newest; block += Attention_Keys) // Attention.cs:61
    {
        BARRIER(); // Attention.cs:63
        for (int i = GROUP_IDX_Y; i < Attention_Keys; i += Attention_Queries / Attention_PerThread) // Attention.cs:64
        {
            int key = block + i - position; // Attention.cs:67
            bool exists = lane < args.HeadDimension && block + i >= 0 && block + i <= newest && key > first - args.Window; // Attention.cs:68
            int at = origin + key * 3 * width + lane; // Attention.cs:69
            k[lane * Attention_PitchK + i] = exists ? qkv[at + width] : 0.0f; // Attention.cs:70
            v[i * Attention_Keys + lane] = exists ? qkv[at + 2 * width] : 0.0f; // Attention.cs:71
        }
        BARRIER(); // Attention.cs:73
        Float4 score = (Float4)(0.0f); // Attention.cs:75
        for (int d = 0; d < args.HeadDimension; d += 4) // Attention.cs:76
            score = Attention_Scores_SS(score, q, own * Attention_Keys + d, k, d * Attention_PitchK + lane); // Attention.cs:77
        int age = query - (block + lane); // Attention.cs:78
        s[own * Attention_Keys + lane] = Attention_IsSeen(age, args.Window) ? score.s0 : Attention_Unseen; // Attention.cs:79
        s[(own + 1) * Attention_Keys + lane] = Attention_IsSeen(age + 1, args.Window) ? score.s1 : Attention_Unseen; // Attention.cs:80
        s[(own + 2) * Attention_Keys + lane] = Attention_IsSeen(age + 2, args.Window) ? score.s2 : Attention_Unseen; // Attention.cs:81
        s[(own + 3) * Attention_Keys + lane] = Attention_IsSeen(age + 3, args.Window) ? score.s3 : Attention_Unseen; // Attention.cs:82
        BARRIER(); // Attention.cs:83
        float new0 = max_float(max0, Attention_Largest_S(s, own * Attention_Keys)); // Attention.cs:85
        float new1 = max_float(max1, Attention_Largest_S(s, (own + 1) * Attention_Keys)); // Attention.cs:86
        float new2 = max_float(max2, Attention_Largest_S(s, (own + 2) * Attention_Keys)); // Attention.cs:87
        float new3 = max_float(max3, Attention_Largest_S(s, (own + 3) * Attention_Keys)); // Attention.cs:88
        Float4 keep; // Attention.cs:89
        keep.s0 = Attention_Weight(max0, new0); // Attention.cs:90
        keep.s1 = Attention_Weight(max1, new1); // Attention.cs:91
        keep.s2 = Attention_Weight(max2, new2); // Attention.cs:92
        keep.s3 = Attention_Weight(max3, new3); // Attention.cs:93
        sum = Float4_Multiply(sum, keep); // Attention.cs:94
        o = Float4_Multiply(o, keep); // Attention.cs:95
        max0 = new0; // Attention.cs:96
        max1 = new1; // Attention.cs:97
        max2 = new2; // Attention.cs:98
        max3 = new3; // Attention.cs:99
        BARRIER(); // Attention.cs:100
        Float4 weight; // Attention.cs:103
        weight.s0 = Attention_IsSeen(age, args.Window) ? Attention_Weight(score.s0, max0) : 0.0f; // Attention.cs:104
        weight.s1 = Attention_IsSeen(age + 1, args.Window) ? Attention_Weight(score.s1, max1) : 0.0f; // Attention.cs:105
        weight.s2 = Attention_IsSeen(age + 2, args.Window) ? Attention_Weight(score.s2, max2) : 0.0f; // Attention.cs:106
        weight.s3 = Attention_IsSeen(age + 3, args.Window) ? Attention_Weight(score.s3, max3) : 0.0f; // Attention.cs:107
        Float4_Store_S(s, lane * Attention_Queries + own, weight); // Attention.cs:108
        BARRIER(); // Attention.cs:109
        for (int i = 0; i < Attention_Keys; i += 4) // Attention.cs:111
        {
            Float4 w0 = Float4_Load_S(s, i * Attention_Queries + own); // Attention.cs:113
            Float4 w1 = Float4_Load_S(s, (i + 1) * Attention_Queries + own); // Attention.cs:114
            Float4 w2 = Float4_Load_S(s, (i + 2) * Attention_Queries + own); // Attention.cs:115
            Float4 w3 = Float4_Load_S(s, (i + 3) * Attention_Queries + own); // Attention.cs:116
            sum = Float4_Add(Float4_Add(Float4_Add(Float4_Add(sum, w0), w1), w2), w3); // Attention.cs:117
            o = Float4_MultiplyAdd(v[i * Attention_Keys + lane], w0, o); // Attention.cs:118
            o = Float4_MultiplyAdd(v[(i + 1) * Attention_Keys + lane], w1, o); // Attention.cs:119
            o = Float4_MultiplyAdd(v[(i + 2) * Attention_Keys + lane], w2, o); // Attention.cs:120
            o = Float4_MultiplyAdd(v[(i + 3) * Attention_Keys + lane], w3, o); // Attention.cs:121
        }
    }
    if (lane >= args.HeadDimension) // Attention.cs:125
        return; // Attention.cs:126
    int to = sequence * args.OutputPitch + args.OutputStart + GRID_IDX_Y * args.HeadDimension + lane; // Attention.cs:127
    if (first + own < count) // Attention.cs:128
        y[to + (first + own) * width] = o.s0 / sum.s0; // Attention.cs:129
    if (first + own + 1 < count) // Attention.cs:130
        y[to + (first + own + 1) * width] = o.s1 / sum.s1; // Attention.cs:131
    if (first + own + 2 < count) // Attention.cs:132
        y[to + (first + own + 2) * width] = o.s2 / sum.s2; // Attention.cs:133
    if (first + own + 3 < count) // Attention.cs:134
        y[to + (first + own + 3) * width] = o.s3 / sum.s3; // Attention.cs:135
}

// Rows.cs:12 Rows.Sequence(ArrayView<int>, int, int)
DEVICE int Rows_Sequence(GLOBAL int *firsts, int sequences, int row)
{
    int low = 0; // Rows.cs:15
    int high = sequences; // Rows.cs:16
    while (high - low > 1) // Rows.cs:17
    {
        int middle = (low + high) >> 1; // Rows.cs:19
        if (firsts[middle] <= row) // Rows.cs:20
            low = middle; // Rows.cs:21
        else // Rows.cs:22
            high = middle; // Rows.cs:23
    }
    return low; // Rows.cs:25
}

// Rows.cs:29 Rows.Input(ArrayView<int>, GemmArguments, int)
DEVICE int Rows_Input(GLOBAL int *firsts, GemmArguments args, int row)
{
    int sequence = Rows_Sequence(firsts, args.Sequences, row); // Rows.cs:31
    return sequence * args.InputPitch + args.InputStart + (row - firsts[sequence]) * args.InputStep; // Rows.cs:32
}

// Gemm128.cs:105 Gemm128.PutA(ArrayView<float>, int, Float4)
DEVICE void Gemm128_PutA_S(SHARED_POINTER float *a, int at, Float4 v)
{
    a[at] = v.s0; // Gemm128.cs:107
    a[at + Gemm128_PitchA] = v.s1; // Gemm128.cs:108
    a[at + 2 * Gemm128_PitchA] = v.s2; // Gemm128.cs:109
    a[at + 3 * Gemm128_PitchA] = v.s3; // Gemm128.cs:110
}

// Float4.cs:13 Float4.Load(ArrayView<float>, int)
DEVICE Float4 Float4_Load(GLOBAL float *from, int index)
{
    GLOBAL float *at = (from + index); // Float4.cs:15
    Float4 r; // Float4.cs:16
    r.s0 = at[0]; // Float4.cs:17
    r.s1 = at[1]; // Float4.cs:18
    r.s2 = at[2]; // Float4.cs:19
    r.s3 = at[3]; // Float4.cs:20
    return r; // Float4.cs:21
}

// Rows.cs:36 Rows.Load(ArrayView<float>, int, int, int)
DEVICE Float4 Rows_Load(GLOBAL float *x, int from, int k, int count)
{
    Float4 r = (Float4)(0.0f); // Rows.cs:38
    if (k + 4 <= count) // Rows.cs:39
        r = Float4_Load(x, from + k); // Rows.cs:40
    else // Rows.cs:41
    {
        r.s0 = k < count ? x[from + k] : 0.0f; // Rows.cs:43
        r.s1 = k + 1 < count ? x[from + k + 1] : 0.0f; // Rows.cs:44
        r.s2 = k + 2 < count ? x[from + k + 2] : 0.0f; // Rows.cs:45
    }
    return r; // Rows.cs:47
}

// Gemm128.cs:128 Tile8x8.Step(ref Tile8x8, ArrayView<float>, int, ArrayView<float>, int)
DEVICE void Tile8x8_Step_SS(Tile8x8 *c, SHARED_POINTER float *a, int atA, SHARED_POINTER float *b, int atB)
{
    Float4 a0 = Float4_Load_S(a, atA); // Gemm128.cs:130
    Float4 a1 = Float4_Load_S(a, atA + 4); // Gemm128.cs:131
    Float4 bA = Float4_Load_S(b, atB); // Gemm128.cs:132
    Float4 bB = Float4_Load_S(b, atB + Gemm128_SecondColumn); // Gemm128.cs:133
    c->C0A = Float4_MultiplyAdd(a0.s0, bA, c->C0A); // Gemm128.cs:134
    c->C0B = Float4_MultiplyAdd(a0.s0, bB, c->C0B); // Gemm128.cs:135
    c->C1A = Float4_MultiplyAdd(a0.s1, bA, c->C1A); // Gemm128.cs:136
    c->C1B = Float4_MultiplyAdd(a0.s1, bB, c->C1B); // Gemm128.cs:137
    c->C2A = Float4_MultiplyAdd(a0.s2, bA, c->C2A); // Gemm128.cs:138
    c->C2B = Float4_MultiplyAdd(a0.s2, bB, c->C2B); // Gemm128.cs:139
    c->C3A = Float4_MultiplyAdd(a0.s3, bA, c->C3A); // Gemm128.cs:140
    c->C3B = Float4_MultiplyAdd(a0.s3, bB, c->C3B); // Gemm128.cs:141
    c->C4A = Float4_MultiplyAdd(a1.s0, bA, c->C4A); // Gemm128.cs:142
    c->C4B = Float4_MultiplyAdd(a1.s0, bB, c->C4B); // Gemm128.cs:143
    c->C5A = Float4_MultiplyAdd(a1.s1, bA, c->C5A); // Gemm128.cs:144
    c->C5B = Float4_MultiplyAdd(a1.s1, bB, c->C5B); // Gemm128.cs:145
    c->C6A = Float4_MultiplyAdd(a1.s2, bA, c->C6A); // Gemm128.cs:146
    c->C6B = Float4_MultiplyAdd(a1.s2, bB, c->C6B); // Gemm128.cs:147
    c->C7A = Float4_MultiplyAdd(a1.s3, bA, c->C7A); // Gemm128.cs:148
    c->C7B = Float4_MultiplyAdd(a1.s3, bB, c->C7B); // Gemm128.cs:149
}

// Gemm128.cs:153 Tile8x8.Add(ref Tile8x8, Tile8x8)
DEVICE void Tile8x8_Add(Tile8x8 *total, Tile8x8 c)
{
    total->C0A = Float4_Add(total->C0A, c.C0A); // Gemm128.cs:155
    total->C0B = Float4_Add(total->C0B, c.C0B); // Gemm128.cs:156
    total->C1A = Float4_Add(total->C1A, c.C1A); // Gemm128.cs:157
    total->C1B = Float4_Add(total->C1B, c.C1B); // Gemm128.cs:158
    total->C2A = Float4_Add(total->C2A, c.C2A); // Gemm128.cs:159
    total->C2B = Float4_Add(total->C2B, c.C2B); // Gemm128.cs:160
    total->C3A = Float4_Add(total->C3A, c.C3A); // Gemm128.cs:161
    total->C3B = Float4_Add(total->C3B, c.C3B); // Gemm128.cs:162
    total->C4A = Float4_Add(total->C4A, c.C4A); // Gemm128.cs:163
    total->C4B = Float4_Add(total->C4B, c.C4B); // Gemm128.cs:164
    total->C5A = Float4_Add(total->C5A, c.C5A); // Gemm128.cs:165
    total->C5B = Float4_Add(total->C5B, c.C5B); // Gemm128.cs:166
    total->C6A = Float4_Add(total->C6A, c.C6A); // Gemm128.cs:167
    total->C6B = Float4_Add(total->C6B, c.C6B); // Gemm128.cs:168
    total->C7A = Float4_Add(total->C7A, c.C7A); // Gemm128.cs:169
    total->C7B = Float4_Add(total->C7B, c.C7B); // Gemm128.cs:170
}

// Float4.cs:25 Float4.Store(ArrayView<float>, int, Float4)
DEVICE void Float4_Store(GLOBAL float *to, int index, Float4 a)
{
    GLOBAL float *at = (to + index); // Float4.cs:27
    at[0] = a.s0; // Float4.cs:28
    at[1] = a.s1; // Float4.cs:29
    at[2] = a.s2; // Float4.cs:30
    at[3] = a.s3; // Float4.cs:31
}

// Activation.cs:12 Activation.Elu(float)
DEVICE float Activation_Elu(float x)
{
    float below = exp_float(min_float(x, 0.0f)) - 1.0f; // Activation.cs:14
    return x > 0.0f ? x : below; // Activation.cs:15
}

// Float4.cs:68 Float4.Elu(Float4)
DEVICE Float4 Float4_Elu(Float4 a)
{
    Float4 r; // Float4.cs:70
    r.s0 = Activation_Elu(a.s0); // Float4.cs:71
    r.s1 = Activation_Elu(a.s1); // Float4.cs:72
    r.s2 = Activation_Elu(a.s2); // Float4.cs:73
    r.s3 = Activation_Elu(a.s3); // Float4.cs:74
    return r; // Float4.cs:75
}

// Activation.cs:22 Activation.OnePlusErf(float)
DEVICE float Activation_OnePlusErf(float z)
{
    float s = z * z; // Activation.cs:24
    float p = Polynomials_Near5; // Activation.cs:25
    p = Scalar_MultiplyAdd(p, s, Polynomials_Near4); // Activation.cs:26
    p = Scalar_MultiplyAdd(p, s, Polynomials_Near3); // Activation.cs:27
    p = Scalar_MultiplyAdd(p, s, Polynomials_Near2); // Activation.cs:28
    p = Scalar_MultiplyAdd(p, s, Polynomials_Near1); // Activation.cs:29
    p = Scalar_MultiplyAdd(p, s, Polynomials_Near0); // Activation.cs:30
    float near = 1.0f + Scalar_MultiplyAdd(p, z, z); // Activation.cs:31
    float t = min_float(abs_float(z), Polynomials_ErfEnd); // Activation.cs:33
    float h = Polynomials_Far6; // Activation.cs:34
    h = Scalar_MultiplyAdd(h, t, Polynomials_Far5); // Activation.cs:35
    h = Scalar_MultiplyAdd(h, t, Polynomials_Far4); // Activation.cs:36
    h = Scalar_MultiplyAdd(h, t, Polynomials_Far3); // Activation.cs:37
    h = Scalar_MultiplyAdd(h, t, Polynomials_Far2); // Activation.cs:38
    h = Scalar_MultiplyAdd(h, t, Polynomials_Far1); // Activation.cs:39
    h = Scalar_MultiplyAdd(h, t, Polynomials_Far0); // Activation.cs:40
    float erfc = exp_float(-Scalar_MultiplyAdd(h, t, t)); // Activation.cs:41
    float far = z > 0.0f ? 2.0f - erfc : erfc; // Activation.cs:42
    return t > Polynomials_ErfSwitch ? far : near; // Activation.cs:43
}

// Activation.cs:19 Activation.Gelu(float)
DEVICE float Activation_Gelu(float x)
{
    return 0.5f * x * Activation_OnePlusErf(x * 0.70710677f); // Activation.cs:19
}

// Float4.cs:79 Float4.Gelu(Float4)
DEVICE Float4 Float4_Gelu(Float4 a)
{
    Float4 r; // Float4.cs:81
    r.s0 = Activation_Gelu(a.s0); // Float4.cs:82
    r.s1 = Activation_Gelu(a.s1); // Float4.cs:83
    r.s2 = Activation_Gelu(a.s2); // Float4.cs:84
    r.s3 = Activation_Gelu(a.s3); // Float4.cs:85
    return r; // Float4.cs:86
}

// GemmEpilogue.cs:34 GemmEpilogue.Write4(ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, GemmArguments, int, int, Float4)
DEVICE void GemmEpilogue_Write4(GLOBAL float *bias, GLOBAL float *scale, GLOBAL float *residual, GLOBAL float *raw, GLOBAL float *output, GLOBAL float *elu, GLOBAL int *firsts, GemmArguments args, int row, int n, Float4 v)
{
    if (row >= args.Rows || n >= args.N) // GemmEpilogue.cs:37
        return; // GemmEpilogue.cs:38
    int sequence = Rows_Sequence(firsts, args.Sequences, row); // GemmEpilogue.cs:39
    int at = (row - firsts[sequence]) * args.N + n; // GemmEpilogue.cs:40
    v = Float4_Add(v, Float4_Load(bias, n)); // GemmEpilogue.cs:41
    if (args.HasRaw != 0) // GemmEpilogue.cs:42
        Float4_Store(raw, sequence * args.RawPitch + args.RawStart + at, v); // GemmEpilogue.cs:43
    if (args.HasScale != 0) // GemmEpilogue.cs:44
        v = Float4_Multiply(v, Float4_Load(scale, n)); // GemmEpilogue.cs:45
    if (args.HasResidual != 0) // GemmEpilogue.cs:46
        v = Float4_Add(v, Float4_Load(residual, sequence * args.ResidualPitch + args.ResidualStart + at)); // GemmEpilogue.cs:47
    if (args.HasElu != 0) // GemmEpilogue.cs:48
        Float4_Store(elu, sequence * args.EluPitch + args.EluStart + at, Float4_Elu(v)); // GemmEpilogue.cs:49
    if (args.HasGelu != 0) // GemmEpilogue.cs:50
        v = Float4_Gelu(v); // GemmEpilogue.cs:51
    if (args.HasOutput != 0) // GemmEpilogue.cs:52
        Float4_Store(output, sequence * args.OutputPitch + args.OutputStart + at, v); // GemmEpilogue.cs:53
}

// Gemm128.cs:26 Gemm128.Tile(ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, GemmArguments)
KERNEL(16, 16) Gemm128_Tile(GLOBAL float *x, GLOBAL float *weight, GLOBAL float *bias, GLOBAL float *scale, GLOBAL float *residual, GLOBAL float *raw, GLOBAL float *output, GLOBAL float *elu, GLOBAL int *firsts, GemmArguments args)
{
    SHARED(float, a, 2112); // Gemm128.cs:30
    SHARED(float, b, 2048); // Gemm128.cs:31
    int thread = GROUP_IDX_Y * 16 + GROUP_IDX_X; // Gemm128.cs:32
    int m = GRID_IDX_X * Gemm128_TileM; // Gemm128.cs:33
    int n = GRID_IDX_Y * Gemm128_TileN; // Gemm128.cs:34
    int row = thread / 2; // Gemm128.cs:37
    int along = thread % 2 * 4; // Gemm128.cs:38
    int from = Rows_Input(firsts, args, min_int(m + row, args.Rows - 1)); // Gemm128.cs:39
    int depth = thread / 32; // Gemm128.cs:40
    int column = thread % 32 * 4; // Gemm128.cs:41
    int panel = min_int((n + column) / GemmArguments_Panel, args.Panels - 1); // Gemm128.cs:42
    int weights = (panel * args.PaddedK + depth) * GemmArguments_Panel + column % GemmArguments_Panel; // Gemm128.cs:43
    int putA = along * Gemm128_PitchA + row; // Gemm128.cs:44
    int putB = depth * Gemm128_TileN + column; // Gemm128.cs:45
    int takeA = GROUP_IDX_Y * 8; // Gemm128.cs:46
    int takeB = GROUP_IDX_X * 4; // Gemm128.cs:47
    Gemm128_PutA_S(a, putA, Rows_Load(x, from, along, args.K)); // Gemm128.cs:49
    Float4_Store_S(b, putB, Float4_Load(weight, weights)); // Gemm128.cs:50
    BARRIER(); // Gemm128.cs:51
    Tile8x8 total = {0}; // Gemm128.cs:53
    int stage = 0; // Gemm128.cs:54
    for (int block = 0; block < args.PaddedK; block += args.BlockK) // Gemm128.cs:55
    {
        int end = min_int(block + args.BlockK, args.PaddedK); // Gemm128.cs:57
        Tile8x8 c = {0}; // Gemm128.cs:58
        for (int k = block; k < end; k += Gemm128_StepK) // Gemm128.cs:59
        {
            Float4 nextA = (Float4)(0.0f); // Gemm128.cs:62
            Float4 nextB = (Float4)(0.0f); // Gemm128.cs:63
            if (k + Gemm128_StepK < args.PaddedK) // Gemm128.cs:64
            {
                nextA = Rows_Load(x, from, k + Gemm128_StepK + along, args.K); // Gemm128.cs:66
                nextB = Float4_Load(weight, weights + (k + Gemm128_StepK) * GemmArguments_Panel); // Gemm128.cs:67
            }
            int atA = stage * Gemm128_StageA + takeA; // Gemm128.cs:69
            int atB = stage * Gemm128_StageB + takeB; // Gemm128.cs:70
            Tile8x8_Step_SS(&c, a, atA, b, atB); // Gemm128.cs:71
            Tile8x8_Step_SS(&c, a, atA + 1 * Gemm128_PitchA, b, atB + 1 * Gemm128_TileN); // Gemm128.cs:72
            Tile8x8_Step_SS(&c, a, atA + 2 * Gemm128_PitchA, b, atB + 2 * Gemm128_TileN); // Gemm128.cs:73
            Tile8x8_Step_SS(&c, a, atA + 3 * Gemm128_PitchA, b, atB + 3 * Gemm128_TileN); // Gemm128.cs:74
            Tile8x8_Step_SS(&c, a, atA + 4 * Gemm128_PitchA, b, atB + 4 * Gemm128_TileN); // Gemm128.cs:75
            Tile8x8_Step_SS(&c, a, atA + 5 * Gemm128_PitchA, b, atB + 5 * Gemm128_TileN); // Gemm128.cs:76
            Tile8x8_Step_SS(&c, a, atA + 6 * Gemm128_PitchA, b, atB + 6 * Gemm128_TileN); // Gemm128.cs:77
            Tile8x8_Step_SS(&c, a, atA + 7 * Gemm128_PitchA, b, atB + 7 * Gemm128_TileN); // Gemm128.cs:78
            stage = 1 - stage; // Gemm128.cs:79
            Gemm128_PutA_S(a, stage * Gemm128_StageA + putA, nextA); // Gemm128.cs:80
            Float4_Store_S(b, stage * Gemm128_StageB + putB, nextB); // Gemm128.cs:81
            BARRIER(); // Gemm128.cs:82
        }
        Tile8x8_Add(&total, c); // Gemm128.cs:84
    }
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA, n + takeB, total.C0A); // Gemm128.cs:87
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA, n + takeB + Gemm128_SecondColumn, total.C0B); // Gemm128.cs:88
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 1, n + takeB, total.C1A); // Gemm128.cs:89
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 1, n + takeB + Gemm128_SecondColumn, total.C1B); // Gemm128.cs:90
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 2, n + takeB, total.C2A); // Gemm128.cs:91
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 2, n + takeB + Gemm128_SecondColumn, total.C2B); // Gemm128.cs:92
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 3, n + takeB, total.C3A); // Gemm128.cs:93
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 3, n + takeB + Gemm128_SecondColumn, total.C3B); // Gemm128.cs:94
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 4, n + takeB, total.C4A); // Gemm128.cs:95
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 4, n + takeB + Gemm128_SecondColumn, total.C4B); // Gemm128.cs:96
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 5, n + takeB, total.C5A); // Gemm128.cs:97
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 5, n + takeB + Gemm128_SecondColumn, total.C5B); // Gemm128.cs:98
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 6, n + takeB, total.C6A); // Gemm128.cs:99
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 6, n + takeB + Gemm128_SecondColumn, total.C6B); // Gemm128.cs:100
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 7, n + takeB, total.C7A); // Gemm128.cs:101
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 7, n + takeB + Gemm128_SecondColumn, total.C7B); // Gemm128.cs:102
}

// Gemm64.cs:98 Gemm64.PutA(ArrayView<float>, int, Float4)
DEVICE void Gemm64_PutA_S(SHARED_POINTER float *a, int at, Float4 v)
{
    a[at] = v.s0; // Gemm64.cs:100
    a[at + Gemm64_PitchA] = v.s1; // Gemm64.cs:101
    a[at + 2 * Gemm64_PitchA] = v.s2; // Gemm64.cs:102
    a[at + 3 * Gemm64_PitchA] = v.s3; // Gemm64.cs:103
}

// Gemm64.cs:117 Tile4x4.Step(ref Tile4x4, ArrayView<float>, int, ArrayView<float>, int)
DEVICE void Tile4x4_Step_SS(Tile4x4 *c, SHARED_POINTER float *a, int atA, SHARED_POINTER float *b, int atB)
{
    Float4 a0 = Float4_Load_S(a, atA); // Gemm64.cs:119
    Float4 bA = Float4_Load_S(b, atB); // Gemm64.cs:120
    c->C0A = Float4_MultiplyAdd(a0.s0, bA, c->C0A); // Gemm64.cs:121
    c->C1A = Float4_MultiplyAdd(a0.s1, bA, c->C1A); // Gemm64.cs:122
    c->C2A = Float4_MultiplyAdd(a0.s2, bA, c->C2A); // Gemm64.cs:123
    c->C3A = Float4_MultiplyAdd(a0.s3, bA, c->C3A); // Gemm64.cs:124
}

// Gemm64.cs:128 Tile4x4.Add(ref Tile4x4, Tile4x4)
DEVICE void Tile4x4_Add(Tile4x4 *total, Tile4x4 c)
{
    total->C0A = Float4_Add(total->C0A, c.C0A); // Gemm64.cs:130
    total->C1A = Float4_Add(total->C1A, c.C1A); // Gemm64.cs:131
    total->C2A = Float4_Add(total->C2A, c.C2A); // Gemm64.cs:132
    total->C3A = Float4_Add(total->C3A, c.C3A); // Gemm64.cs:133
}

// Gemm64.cs:23 Gemm64.Tile(ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, GemmArguments)
KERNEL(16, 16) Gemm64_Tile(GLOBAL float *x, GLOBAL float *weight, GLOBAL float *bias, GLOBAL float *scale, GLOBAL float *residual, GLOBAL float *raw, GLOBAL float *output, GLOBAL float *elu, GLOBAL int *firsts, GemmArguments args)
{
    SHARED(float, a, 2176); // Gemm64.cs:27
    SHARED(float, b, 2048); // Gemm64.cs:28
    int thread = GROUP_IDX_Y * 16 + GROUP_IDX_X; // Gemm64.cs:29
    int m = GRID_IDX_X * Gemm64_TileM; // Gemm64.cs:30
    int n = GRID_IDX_Y * Gemm64_TileN; // Gemm64.cs:31
    int row = thread / 4; // Gemm64.cs:34
    int along = thread % 4 * 4; // Gemm64.cs:35
    int from = Rows_Input(firsts, args, min_int(m + row, args.Rows - 1)); // Gemm64.cs:36
    int depth = thread / 16; // Gemm64.cs:37
    int column = thread % 16 * 4; // Gemm64.cs:38
    int panel = min_int((n + column) / GemmArguments_Panel, args.Panels - 1); // Gemm64.cs:39
    int weights = (panel * args.PaddedK + depth) * GemmArguments_Panel + column % GemmArguments_Panel; // Gemm64.cs:40
    int putA = along * Gemm64_PitchA + row; // Gemm64.cs:41
    int putB = depth * Gemm64_TileN + column; // Gemm64.cs:42
    int takeA = GROUP_IDX_Y * 4; // Gemm64.cs:43
    int takeB = GROUP_IDX_X * 4; // Gemm64.cs:44
    Gemm64_PutA_S(a, putA, Rows_Load(x, from, along, args.K)); // Gemm64.cs:46
    Float4_Store_S(b, putB, Float4_Load(weight, weights)); // Gemm64.cs:47
    BARRIER(); // Gemm64.cs:48
    Tile4x4 total = {0}; // Gemm64.cs:50
    int stage = 0; // Gemm64.cs:51
    for (int block = 0; block < args.PaddedK; block += args.BlockK) // Gemm64.cs:52
    {
        int end = min_int(block + args.BlockK, args.PaddedK); // Gemm64.cs:54
        Tile4x4 c = {0}; // Gemm64.cs:55
        for (int k = block; k < end; k += Gemm64_StepK) // Gemm64.cs:56
        {
            Float4 nextA = (Float4)(0.0f); // Gemm64.cs:59
            Float4 nextB = (Float4)(0.0f); // Gemm64.cs:60
            if (k + Gemm64_StepK < args.PaddedK) // Gemm64.cs:61
            {
                nextA = Rows_Load(x, from, k + Gemm64_StepK + along, args.K); // Gemm64.cs:63
                nextB = Float4_Load(weight, weights + (k + Gemm64_StepK) * GemmArguments_Panel); // Gemm64.cs:64
            }
            int atA = stage * Gemm64_StageA + takeA; // Gemm64.cs:66
            int atB = stage * Gemm64_StageB + takeB; // Gemm64.cs:67
            Tile4x4_Step_SS(&c, a, atA, b, atB); // Gemm64.cs:68
            Tile4x4_Step_SS(&c, a, atA + 1 * Gemm64_PitchA, b, atB + 1 * Gemm64_TileN); // Gemm64.cs:69
            Tile4x4_Step_SS(&c, a, atA + 2 * Gemm64_PitchA, b, atB + 2 * Gemm64_TileN); // Gemm64.cs:70
            Tile4x4_Step_SS(&c, a, atA + 3 * Gemm64_PitchA, b, atB + 3 * Gemm64_TileN); // Gemm64.cs:71
            Tile4x4_Step_SS(&c, a, atA + 4 * Gemm64_PitchA, b, atB + 4 * Gemm64_TileN); // Gemm64.cs:72
            Tile4x4_Step_SS(&c, a, atA + 5 * Gemm64_PitchA, b, atB + 5 * Gemm64_TileN); // Gemm64.cs:73
            Tile4x4_Step_SS(&c, a, atA + 6 * Gemm64_PitchA, b, atB + 6 * Gemm64_TileN); // Gemm64.cs:74
            Tile4x4_Step_SS(&c, a, atA + 7 * Gemm64_PitchA, b, atB + 7 * Gemm64_TileN); // Gemm64.cs:75
            Tile4x4_Step_SS(&c, a, atA + 8 * Gemm64_PitchA, b, atB + 8 * Gemm64_TileN); // Gemm64.cs:76
            Tile4x4_Step_SS(&c, a, atA + 9 * Gemm64_PitchA, b, atB + 9 * Gemm64_TileN); // Gemm64.cs:77
            Tile4x4_Step_SS(&c, a, atA + 10 * Gemm64_PitchA, b, atB + 10 * Gemm64_TileN); // Gemm64.cs:78
            Tile4x4_Step_SS(&c, a, atA + 11 * Gemm64_PitchA, b, atB + 11 * Gemm64_TileN); // Gemm64.cs:79
            Tile4x4_Step_SS(&c, a, atA + 12 * Gemm64_PitchA, b, atB + 12 * Gemm64_TileN); // Gemm64.cs:80
            Tile4x4_Step_SS(&c, a, atA + 13 * Gemm64_PitchA, b, atB + 13 * Gemm64_TileN); // Gemm64.cs:81
            Tile4x4_Step_SS(&c, a, atA + 14 * Gemm64_PitchA, b, atB + 14 * Gemm64_TileN); // Gemm64.cs:82
            Tile4x4_Step_SS(&c, a, atA + 15 * Gemm64_PitchA, b, atB + 15 * Gemm64_TileN); // Gemm64.cs:83
            stage = 1 - stage; // Gemm64.cs:84
            Gemm64_PutA_S(a, stage * Gemm64_StageA + putA, nextA); // Gemm64.cs:85
            Float4_Store_S(b, stage * Gemm64_StageB + putB, nextB); // Gemm64.cs:86
            BARRIER(); // Gemm64.cs:87
        }
        Tile4x4_Add(&total, c); // Gemm64.cs:89
    }
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA, n + takeB, total.C0A); // Gemm64.cs:92
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 1, n + takeB, total.C1A); // Gemm64.cs:93
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 2, n + takeB, total.C2A); // Gemm64.cs:94
    GemmEpilogue_Write4(bias, scale, residual, raw, output, elu, firsts, args, m + takeA + 3, n + takeB, total.C3A); // Gemm64.cs:95
}

// GemmEpilogue.cs:13 GemmEpilogue.WriteOne(ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, GemmArguments, int, int, float)
DEVICE void GemmEpilogue_WriteOne(GLOBAL float *bias, GLOBAL float *scale, GLOBAL float *residual, GLOBAL float *raw, GLOBAL float *output, GLOBAL float *elu, GLOBAL int *firsts, GemmArguments args, int row, int n, float v)
{
    int sequence = Rows_Sequence(firsts, args.Sequences, row); // GemmEpilogue.cs:16
    int at = (row - firsts[sequence]) * args.N + n; // GemmEpilogue.cs:17
    v += bias[n]; // GemmEpilogue.cs:18
    if (args.HasRaw != 0) // GemmEpilogue.cs:19
        raw[sequence * args.RawPitch + args.RawStart + at] = v; // GemmEpilogue.cs:20
    if (args.HasScale != 0) // GemmEpilogue.cs:21
        v *= scale[n]; // GemmEpilogue.cs:22
    if (args.HasResidual != 0) // GemmEpilogue.cs:23
        v += residual[sequence * args.ResidualPitch + args.ResidualStart + at]; // GemmEpilogue.cs:24
    if (args.HasElu != 0) // GemmEpilogue.cs:25
        elu[sequence * args.EluPitch + args.EluStart + at] = Activation_Elu(v); // GemmEpilogue.cs:26
    if (args.HasGelu != 0) // GemmEpilogue.cs:27
        v = Activation_Gelu(v); // GemmEpilogue.cs:28
    if (args.HasOutput != 0) // GemmEpilogue.cs:29
        output[sequence * args.OutputPitch + args.OutputStart + at] = v; // GemmEpilogue.cs:30
}

// GemmPlain.cs:16 GemmPlain.Tile(ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, GemmArguments)
KERNEL(64, 1) GemmPlain_Tile(GLOBAL float *x, GLOBAL float *weight, GLOBAL float *bias, GLOBAL float *scale, GLOBAL float *residual, GLOBAL float *raw, GLOBAL float *output, GLOBAL float *elu, GLOBAL int *firsts, GemmArguments args)
{
    int at = GRID_IDX_X * GemmPlain_Outputs + GROUP_IDX_X; // GemmPlain.cs:20
    if (at >= args.Rows * args.N) // GemmPlain.cs:21
        return; // GemmPlain.cs:22
    int row = at / args.N; // GemmPlain.cs:23
    int n = at % args.N; // GemmPlain.cs:24
    int from = Rows_Input(firsts, args, row); // GemmPlain.cs:25
    int weights = n / GemmArguments_Panel * args.PaddedK * GemmArguments_Panel + n % GemmArguments_Panel; // GemmPlain.cs:26
    float total = 0.0f; // GemmPlain.cs:27
    for (int block = 0; block < args.K; block += args.BlockK) // GemmPlain.cs:28
    {
        int end = min_int(block + args.BlockK, args.K); // GemmPlain.cs:30
        float sum = 0.0f; // GemmPlain.cs:31
        for (int k = block; k < end; k++) // GemmPlain.cs:32
            sum = Scalar_MultiplyAdd(x[from + k], weight[weights + k * GemmArguments_Panel], sum); // GemmPlain.cs:33
        total += sum; // GemmPlain.cs:34
    }
    GemmEpilogue_WriteOne(bias, scale, residual, raw, output, elu, firsts, args, row, n, total); // GemmPlain.cs:36
}

// Float16.cs:83 Float16.Add(Float16, Float16)
DEVICE Float16 Float16_Add(Float16 a, Float16 b)
{
    Float16 r; // Float16.cs:85
    r.s0 = a.s0 + b.s0; // Float16.cs:86
    r.s1 = a.s1 + b.s1; // Float16.cs:87
    r.s2 = a.s2 + b.s2; // Float16.cs:88
    r.s3 = a.s3 + b.s3; // Float16.cs:89
    r.s4 = a.s4 + b.s4; // Float16.cs:90
    r.s5 = a.s5 + b.s5; // Float16.cs:91
    r.s6 = a.s6 + b.s6; // Float16.cs:92
    r.s7 = a.s7 + b.s7; // Float16.cs:93
    r.s8 = a.s8 + b.s8; // Float16.cs:94
    r.s9 = a.s9 + b.s9; // Float16.cs:95
    r.sa = a.sa + b.sa; // Float16.cs:96
    r.sb = a.sb + b.sb; // Float16.cs:97
    r.sc = a.sc + b.sc; // Float16.cs:98
    r.sd = a.sd + b.sd; // Float16.cs:99
    r.se = a.se + b.se; // Float16.cs:100
    r.sf = a.sf + b.sf; // Float16.cs:101
    return r; // Float16.cs:102
}

// Float16.cs:38 Float16.Store(ArrayView<float>, int, Float16)
DEVICE void Float16_Store(GLOBAL float *to, int index, Float16 a)
{
    GLOBAL float *at = (to + index); // Float16.cs:40
    at[0] = a.s0; // Float16.cs:41
    at[1] = a.s1; // Float16.cs:42
    at[2] = a.s2; // Float16.cs:43
    at[3] = a.s3; // Float16.cs:44
    at[4] = a.s4; // Float16.cs:45
    at[5] = a.s5; // Float16.cs:46
    at[6] = a.s6; // Float16.cs:47
    at[7] = a.s7; // Float16.cs:48
    at[8] = a.s8; // Float16.cs:49
    at[9] = a.s9; // Float16.cs:50
    at[10] = a.sa; // Float16.cs:51
    at[11] = a.sb; // Float16.cs:52
    at[12] = a.sc; // Float16.cs:53
    at[13] = a.sd; // Float16.cs:54
    at[14] = a.se; // Float16.cs:55
    at[15] = a.sf; // Float16.cs:56
}

// Float16.cs:106 Float16.Multiply(Float16, Float16)
DEVICE Float16 Float16_Multiply(Float16 a, Float16 b)
{
    Float16 r; // Float16.cs:108
    r.s0 = a.s0 * b.s0; // Float16.cs:109
    r.s1 = a.s1 * b.s1; // Float16.cs:110
    r.s2 = a.s2 * b.s2; // Float16.cs:111
    r.s3 = a.s3 * b.s3; // Float16.cs:112
    r.s4 = a.s4 * b.s4; // Float16.cs:113
    r.s5 = a.s5 * b.s5; // Float16.cs:114
    r.s6 = a.s6 * b.s6; // Float16.cs:115
    r.s7 = a.s7 * b.s7; // Float16.cs:116
    r.s8 = a.s8 * b.s8; // Float16.cs:117
    r.s9 = a.s9 * b.s9; // Float16.cs:118
    r.sa = a.sa * b.sa; // Float16.cs:119
    r.sb = a.sb * b.sb; // Float16.cs:120
    r.sc = a.sc * b.sc; // Float16.cs:121
    r.sd = a.sd * b.sd; // Float16.cs:122
    r.se = a.se * b.se; // Float16.cs:123
    r.sf = a.sf * b.sf; // Float16.cs:124
    return r; // Float16.cs:125
}

// GemmEpilogue.cs:57 GemmEpilogue.Combine16(ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, GemmArguments, int, int, Float16)
DEVICE Float16 GemmEpilogue_Combine16(GLOBAL float *bias, GLOBAL float *scale, GLOBAL float *residual, GLOBAL float *raw, GLOBAL int *firsts, GemmArguments args, int row, int n, Float16 v)
{
    if (row >= args.Rows) // GemmEpilogue.cs:59
        return v; // GemmEpilogue.cs:60
    int sequence = Rows_Sequence(firsts, args.Sequences, row); // GemmEpilogue.cs:61
    int at = (row - firsts[sequence]) * args.N + n; // GemmEpilogue.cs:62
    v = Float16_Add(v, Float16_Load(bias, n)); // GemmEpilogue.cs:63
    if (args.HasRaw != 0) // GemmEpilogue.cs:64
        Float16_Store(raw, sequence * args.RawPitch + args.RawStart + at, v); // GemmEpilogue.cs:65
    if (args.HasScale != 0) // GemmEpilogue.cs:66
        v = Float16_Multiply(v, Float16_Load(scale, n)); // GemmEpilogue.cs:67
    if (args.HasResidual != 0) // GemmEpilogue.cs:68
        v = Float16_Add(v, Float16_Load(residual, sequence * args.ResidualPitch + args.ResidualStart + at)); // GemmEpilogue.cs:69
    return v; // GemmEpilogue.cs:70
}

// GemmWide.cs:130 GemmWide.Keep(ArrayView<float>, Float16, Float16, Float16, Float16, Float16, Float16, Float16, Float16, Float16, Float16, Float16, Float16)
DEVICE void GemmWide_Keep_L(float *tile, Float16 t0, Float16 t1, Float16 t2, Float16 t3, Float16 t4, Float16 t5, Float16 t6, Float16 t7, Float16 t8, Float16 t9, Float16 t10, Float16 t11)
{
    Float16_Store_L(tile, 0, t0); // GemmWide.cs:132
    Float16_Store_L(tile, 1 * GemmWide_TileN, t1); // GemmWide.cs:133
    Float16_Store_L(tile, 2 * GemmWide_TileN, t2); // GemmWide.cs:134
    Float16_Store_L(tile, 3 * GemmWide_TileN, t3); // GemmWide.cs:135
    Float16_Store_L(tile, 4 * GemmWide_TileN, t4); // GemmWide.cs:136
    Float16_Store_L(tile, 5 * GemmWide_TileN, t5); // GemmWide.cs:137
    Float16_Store_L(tile, 6 * GemmWide_TileN, t6); // GemmWide.cs:138
    Float16_Store_L(tile, 7 * GemmWide_TileN, t7); // GemmWide.cs:139
    Float16_Store_L(tile, 8 * GemmWide_TileN, t8); // GemmWide.cs:140
    Float16_Store_L(tile, 9 * GemmWide_TileN, t9); // GemmWide.cs:141
    Float16_Store_L(tile, 10 * GemmWide_TileN, t10); // GemmWide.cs:142
    Float16_Store_L(tile, 11 * GemmWide_TileN, t11); // GemmWide.cs:143
}

// GemmEpilogue.cs:74 GemmEpilogue.Write16(ArrayView<float>, int, ArrayView<float>, int, int, ArrayView<int>, GemmArguments, int, int)
DEVICE void GemmEpilogue_Write16_LGG(float *tile, int count, GLOBAL float *to, int pitch, int start, GLOBAL int *firsts, GemmArguments args, int row, int n)
{
    int end = min_int(row + count, args.Rows); // GemmEpilogue.cs:76
    for (int r = row; r < end; r++) // GemmEpilogue.cs:77
    {
        int sequence = Rows_Sequence(firsts, args.Sequences, r); // GemmEpilogue.cs:79
        Float16_Store(to, sequence * pitch + start + (r - firsts[sequence]) * args.N + n, Float16_Load_L(tile, (r - row) * 16)); // GemmEpilogue.cs:80
    }
}

#if CPU_KERNELS
// GemmWide.cs:20 GemmWide.Tile(ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, GemmArguments)
KERNEL(1, 1) GemmWide_Tile(GLOBAL float *x, GLOBAL float *weight, GLOBAL float *bias, GLOBAL float *scale, GLOBAL float *residual, GLOBAL float *raw, GLOBAL float *output, GLOBAL float *elu, GLOBAL int *firsts, GemmArguments args)
{
    int inBand = GRID_IDX_X % (args.Panels * args.BandTiles); // GemmWide.cs:24
    int m = (GRID_IDX_X / (args.Panels * args.BandTiles) * args.BandTiles + inBand % args.BandTiles) * GemmWide_TileM; // GemmWide.cs:25
    if (m >= args.Rows) // GemmWide.cs:26
        return; // GemmWide.cs:27
    int n = inBand / args.BandTiles * GemmWide_TileN; // GemmWide.cs:28
    int panel = inBand / args.BandTiles * args.PaddedK * GemmArguments_Panel; // GemmWide.cs:29
    int last = args.Rows - 1; // GemmWide.cs:31
    int x0 = Rows_Input(firsts, args, min_int(m, last)); // GemmWide.cs:32
    int x1 = Rows_Input(firsts, args, min_int(m + 1, last)); // GemmWide.cs:33
    int x2 = Rows_Input(firsts, args, min_int(m + 2, last)); // GemmWide.cs:34
    int x3 = Rows_Input(firsts, args, min_int(m + 3, last)); // GemmWide.cs:35
    int x4 = Rows_Input(firsts, args, min_int(m + 4, last)); // GemmWide.cs:36
    int x5 = Rows_Input(firsts, args, min_int(m + 5, last)); // GemmWide.cs:37
    int x6 = Rows_Input(firsts, args, min_int(m + 6, last)); // GemmWide.cs:38
    int x7 = Rows_Input(firsts, args, min_int(m + 7, last)); // GemmWide.cs:39
    int x8 = Rows_Input(firsts, args, min_int(m + 8, last)); // GemmWide.cs:40
    int x9 = Rows_Input(firsts, args, min_int(m + 9, last)); // GemmWide.cs:41
    int x10 = Rows_Input(firsts, args, min_int(m + 10, last)); // GemmWide.cs:42
    int x11 = Rows_Input(firsts, args, min_int(m + 11, last)); // GemmWide.cs:43
    Float16 t0 = (Float16)(0.0f); // GemmWide.cs:44
    Float16 t1 = (Float16)(0.0f); // GemmWide.cs:45
    Float16 t2 = (Float16)(0.0f); // GemmWide.cs:46
    Float16 t3 = (Float16)(0.0f); // GemmWide.cs:47
    Float16 t4 = (Float16)(0.0f); // GemmWide.cs:48
    Float16 t5 = (Float16)(0.0f); // GemmWide.cs:49
    Float16 t6 = (Float16)(0.0f); // GemmWide.cs:50
    Float16 t7 = (Float16)(0.0f); // GemmWide.cs:51
    Float16 t8 = (Float16)(0.0f); // GemmWide.cs:52
    Float16 t9 = (Float16)(0.0f); // GemmWide.cs:53
    Float16 t10 = (Float16)(0.0f); // GemmWide.cs:54
    Float16 t11 = (Float16)(0.0f); // GemmWide.cs:55
    for (int block = 0; block < args.K; block += args.BlockK) // GemmWide.cs:56
    {
        int end = min_int(block + args.BlockK, args.K); // GemmWide.cs:58
        Float16 c0 = (Float16)(0.0f); // GemmWide.cs:59
        Float16 c1 = (Float16)(0.0f); // GemmWide.cs:60
        Float16 c2 = (Float16)(0.0f); // GemmWide.cs:61
        Float16 c3 = (Float16)(0.0f); // GemmWide.cs:62
        Float16 c4 = (Float16)(0.0f); // GemmWide.cs:63
        Float16 c5 = (Float16)(0.0f); // GemmWide.cs:64
        Float16 c6 = (Float16)(0.0f); // GemmWide.cs:65
        Float16 c7 = (Float16)(0.0f); // GemmWide.cs:66
        Float16 c8 = (Float16)(0.0f); // GemmWide.cs:67
        Float16 c9 = (Float16)(0.0f); // GemmWide.cs:68
        Float16 c10 = (Float16)(0.0f); // GemmWide.cs:69
        Float16 c11 = (Float16)(0.0f); // GemmWide.cs:70
        for (int k = block; k < end; k++) // GemmWide.cs:71
        {
            Float16 b = Float16_Load(weight, panel + k * GemmArguments_Panel); // GemmWide.cs:73
            c0 = Float16_MultiplyAdd(x[x0 + k], b, c0); // GemmWide.cs:74
            c1 = Float16_MultiplyAdd(x[x1 + k], b, c1); // GemmWide.cs:75
            c2 = Float16_MultiplyAdd(x[x2 + k], b, c2); // GemmWide.cs:76
            c3 = Float16_MultiplyAdd(x[x3 + k], b, c3); // GemmWide.cs:77
            c4 = Float16_MultiplyAdd(x[x4 + k], b, c4); // GemmWide.cs:78
            c5 = Float16_MultiplyAdd(x[x5 + k], b, c5); // GemmWide.cs:79
            c6 = Float16_MultiplyAdd(x[x6 + k], b, c6); // GemmWide.cs:80
            c7 = Float16_MultiplyAdd(x[x7 + k], b, c7); // GemmWide.cs:81
            c8 = Float16_MultiplyAdd(x[x8 + k], b, c8); // GemmWide.cs:82
            c9 = Float16_MultiplyAdd(x[x9 + k], b, c9); // GemmWide.cs:83
            c10 = Float16_MultiplyAdd(x[x10 + k], b, c10); // GemmWide.cs:84
            c11 = Float16_MultiplyAdd(x[x11 + k], b, c11); // GemmWide.cs:85
        }
        t0 = Float16_Add(t0, c0); // GemmWide.cs:87
        t1 = Float16_Add(t1, c1); // GemmWide.cs:88
        t2 = Float16_Add(t2, c2); // GemmWide.cs:89
        t3 = Float16_Add(t3, c3); // GemmWide.cs:90
        t4 = Float16_Add(t4, c4); // GemmWide.cs:91
        t5 = Float16_Add(t5, c5); // GemmWide.cs:92
        t6 = Float16_Add(t6, c6); // GemmWide.cs:93
        t7 = Float16_Add(t7, c7); // GemmWide.cs:94
        t8 = Float16_Add(t8, c8); // GemmWide.cs:95
        t9 = Float16_Add(t9, c9); // GemmWide.cs:96
        t10 = Float16_Add(t10, c10); // GemmWide.cs:97
        t11 = Float16_Add(t11, c11); // GemmWide.cs:98
    }
    t0 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m, n, t0); // GemmWide.cs:100
    t1 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 1, n, t1); // GemmWide.cs:101
    t2 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 2, n, t2); // GemmWide.cs:102
    t3 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 3, n, t3); // GemmWide.cs:103
    t4 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 4, n, t4); // GemmWide.cs:104
    t5 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 5, n, t5); // GemmWide.cs:105
    t6 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 6, n, t6); // GemmWide.cs:106
    t7 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 7, n, t7); // GemmWide.cs:107
    t8 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 8, n, t8); // GemmWide.cs:108
    t9 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 9, n, t9); // GemmWide.cs:109
    t10 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 10, n, t10); // GemmWide.cs:110
    t11 = GemmEpilogue_Combine16(bias, scale, residual, raw, firsts, args, m + 11, n, t11); // GemmWide.cs:111
    float tile[192]; // GemmWide.cs:112
    if (args.HasElu != 0) // GemmWide.cs:113
    {
        GemmWide_Keep_L(tile, t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11); // GemmWide.cs:115
        for (int i = 0; i < GemmWide_TileM * GemmWide_TileN; i++) // GemmWide.cs:117
            tile[i] = Activation_Elu(tile[i]); // GemmWide.cs:118
        GemmEpilogue_Write16_LGG(tile, GemmWide_TileM, elu, args.EluPitch, args.EluStart, firsts, args, m, n); // GemmWide.cs:119
    }
    if (args.HasOutput == 0) // GemmWide.cs:121
        return; // GemmWide.cs:122
    GemmWide_Keep_L(tile, t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11); // GemmWide.cs:123
    if (args.HasGelu != 0) // GemmWide.cs:124
        for (int i = 0; i < GemmWide_TileM * GemmWide_TileN; i++) // GemmWide.cs:125
            tile[i] = Activation_Gelu(tile[i]); // GemmWide.cs:126
    GemmEpilogue_Write16_LGG(tile, GemmWide_TileM, output, args.OutputPitch, args.OutputStart, firsts, args, m, n); // GemmWide.cs:127
}
#endif

// History.cs:21 History.Advance(ArrayView<float>, ArrayView<int>, HistoryArguments)
KERNEL(64, 1) History_Advance(GLOBAL float *x, GLOBAL int *firsts, HistoryArguments args)
{
    int c = GRID_IDX_X * History_Threads + GROUP_IDX_X; // History.cs:24
    int rows = firsts[GRID_IDX_Y + 1] - firsts[GRID_IDX_Y]; // History.cs:25
    if (c >= args.Channels || rows == 0) // History.cs:26
        return; // History.cs:27
    int to = GRID_IDX_Y * args.Pitch + c; // History.cs:28
    int from = to + rows * args.Channels; // History.cs:29
    for (int i = 0; i < args.Headroom; i++) // History.cs:30
        x[to + i * args.Channels] = x[from + i * args.Channels]; // History.cs:31
}

// Reduction.cs:10 Reduction.Sum(ArrayView<float>, int, int, float)
DEVICE float Reduction_Sum_S(SHARED_POINTER float *room, int thread, int threads, float value)
{
    BARRIER(); // Reduction.cs:12
    room[thread] = value; // Reduction.cs:13
    for (int half_ = threads >> 1; half_ > 0; half_ >>= 1) // Reduction.cs:14
    {
        BARRIER(); // Reduction.cs:16
        if (thread < half_) // Reduction.cs:17
            room[thread] += room[thread + half_]; // Reduction.cs:18
    }
    BARRIER(); // Reduction.cs:20
    return room[0]; // Reduction.cs:21
}

// LayerNorm.cs:29 LayerNorm.Normalise(ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, RowArguments)
KERNEL(128, 1) LayerNorm_Normalise(GLOBAL float *x, GLOBAL float *weight, GLOBAL float *bias, GLOBAL float *y, GLOBAL int *firsts, RowArguments args)
{
    SHARED(float, room, 128); // LayerNorm.cs:32
    int thread = GROUP_IDX_X; // LayerNorm.cs:33
    int sequence = Rows_Sequence(firsts, args.Sequences, GRID_IDX_X); // LayerNorm.cs:34
    int at = (GRID_IDX_X - firsts[sequence]) * args.Channels; // LayerNorm.cs:35
    int from = sequence * args.InputPitch + args.InputStart + at; // LayerNorm.cs:36
    int to = sequence * args.OutputPitch + args.OutputStart + at; // LayerNorm.cs:37
    float sum = 0.0f; // LayerNorm.cs:39
    for (int c = thread; c < args.Channels; c += LayerNorm_Threads) // LayerNorm.cs:40
        sum += x[from + c]; // LayerNorm.cs:41
    float mean = Reduction_Sum_S(room, thread, LayerNorm_Threads, sum) / (float)args.Channels; // LayerNorm.cs:42
    float squares = 0.0f; // LayerNorm.cs:44
    for (int c = thread; c < args.Channels; c += LayerNorm_Threads) // LayerNorm.cs:45
    {
        float d = x[from + c] - mean; // LayerNorm.cs:47
        squares = Scalar_MultiplyAdd(d, d, squares); // LayerNorm.cs:48
    }
    float scale = rsqrt_float(Reduction_Sum_S(room, thread, LayerNorm_Threads, squares) / (float)args.Channels + args.Epsilon); // LayerNorm.cs:50
    for (int c = thread; c < args.Channels; c += LayerNorm_Threads) // LayerNorm.cs:52
        y[to + c] = Scalar_MultiplyAdd((x[from + c] - mean) * scale, weight[c], bias[c]); // LayerNorm.cs:53
}

// Reduction.cs:25 Reduction.Min(ArrayView<float>, int, int, float)
DEVICE float Reduction_Min_S(SHARED_POINTER float *room, int thread, int threads, float value)
{
    BARRIER(); // Reduction.cs:27
    room[thread] = value; // Reduction.cs:28
    for (int half_ = threads >> 1; half_ > 0; half_ >>= 1) // Reduction.cs:29
    {
        BARRIER(); // Reduction.cs:31
        if (thread < half_) // Reduction.cs:32
            room[thread] = min_float(room[thread + half_], room[thread]); // Reduction.cs:33
    }
    BARRIER(); // Reduction.cs:35
    return room[0]; // Reduction.cs:36
}

// Quantiser.cs:128 Quantiser.Measure(ArrayView<float>, int, ArrayView<float>, int, ArrayView<float>, int, int)
DEVICE void Quantiser_Measure_GGS(GLOBAL float *x, int from, GLOBAL float *codebook, int row, SHARED_POINTER float *room, int thread, int dim)
{
    float high = 0.0f; // Quantiser.cs:130
    float low = 0.0f; // Quantiser.cs:131
    for (int d = 0; d < dim; d++) // Quantiser.cs:132
    {
        float a = x[from + d]; // Quantiser.cs:135
        float c = codebook[row + d]; // Quantiser.cs:136
        float difference = a - c; // Quantiser.cs:137
        float part = difference - a; // Quantiser.cs:138
        float error = a - (difference - part) - (c + part); // Quantiser.cs:139
        float square = difference * difference; // Quantiser.cs:140
        float rest = Scalar_MultiplyAdd(difference, difference, -square) + 2.0f * difference * error; // Quantiser.cs:141
        float sum = high + square; // Quantiser.cs:142
        float taken = sum - high; // Quantiser.cs:143
        low += high - (sum - taken) + (square - taken) + rest; // Quantiser.cs:144
        high = sum; // Quantiser.cs:145
    }
    room[thread] = high; // Quantiser.cs:147
    room[Quantiser_Threads + thread] = low; // Quantiser.cs:148
}

// Quantiser.cs:42 Quantiser.Choose(ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<int>, QuantiserArguments)
KERNEL(64, 1) Quantiser_Choose(GLOBAL float *scores, GLOBAL float *codebook, GLOBAL float *residual, GLOBAL float *sum, GLOBAL float *lost, GLOBAL int *codes, GLOBAL int *firsts, QuantiserArguments args)
{
    SHARED(float, room, 128); // Quantiser.cs:45
    SHARED(int, index, 64); // Quantiser.cs:46
    int thread = GROUP_IDX_X; // Quantiser.cs:47
    int sequence = Rows_Sequence(firsts, args.Sequences, GRID_IDX_X); // Quantiser.cs:48
    int t = GRID_IDX_X - firsts[sequence]; // Quantiser.cs:49
    int from = sequence * args.ResidualPitch + args.ResidualStart + t * args.Dimension; // Quantiser.cs:50
    int ranked = sequence * args.ScorePitch + t * args.Size; // Quantiser.cs:51
    float lowest = Quantiser_Far; // Quantiser.cs:53
    for (int c = thread; c < args.Size; c += Quantiser_Threads) // Quantiser.cs:54
        lowest = min_float(scores[ranked + c], lowest); // Quantiser.cs:55
    lowest = Reduction_Min_S(room, thread, Quantiser_Threads, lowest); // Quantiser.cs:56
    float square = 0.0f; // Quantiser.cs:57
    for (int d = thread; d < args.Dimension; d += Quantiser_Threads) // Quantiser.cs:58
        square = Scalar_MultiplyAdd(residual[from + d], residual[from + d], square); // Quantiser.cs:59
    square = Reduction_Sum_S(room, thread, Quantiser_Threads, square); // Quantiser.cs:60
    float threshold = lowest + Quantiser_Rounding * (float)((float)(args.Dimension + 2)) * args.LargestNorm * (sqrt_float(square) + args.LargestNorm); // Quantiser.cs:61
    BARRIER(); // Quantiser.cs:62
    float high = Quantiser_Far; // Quantiser.cs:65
    float low = 0.0f; // Quantiser.cs:66
    int nearest = 0; // Quantiser.cs:67
    for (int c = thread; c < args.Size; c += Quantiser_Threads) // Quantiser.cs:68
        if (scores[ranked + c] <= threshold) // Quantiser.cs:69
        {
            Quantiser_Measure_GGS(residual, from, codebook, c * args.Dimension, room, thread, args.Dimension); // Quantiser.cs:71
            if (room[thread] - high + (room[Quantiser_Threads + thread] - low) < 0.0f) // Quantiser.cs:72
            {
                high = room[thread]; // Quantiser.cs:74
                low = room[Quantiser_Threads + thread]; // Quantiser.cs:75
                nearest = c; // Quantiser.cs:76
            }
        }
    room[thread] = high; // Quantiser.cs:79
    room[Quantiser_Threads + thread] = low; // Quantiser.cs:80
    index[thread] = nearest; // Quantiser.cs:81
    for (int half_ = Quantiser_Threads / 2; half_ > 0; half_ /= 2) // Quantiser.cs:82
    {
        BARRIER(); // Quantiser.cs:84
        if (thread < half_) // Quantiser.cs:85
        {
            int other = thread + half_; // Quantiser.cs:87
            float difference = room[other] - room[thread] + (room[Quantiser_Threads + other] - room[Quantiser_Threads + thread]); // Quantiser.cs:89
            if (difference < 0.0f || (difference == 0.0f && index[other] < index[thread])) // Quantiser.cs:90
            {
                room[thread] = room[other]; // Quantiser.cs:92
                room[Quantiser_Threads + thread] = room[Quantiser_Threads + other]; // Quantiser.cs:93
                index[thread] = index[other]; // Quantiser.cs:94
            }
        }
    }
    BARRIER(); // Quantiser.cs:98
    int code = index[0]; // Quantiser.cs:99
    if (thread == 0) // Quantiser.cs:101
        codes[sequence * args.CodePitch + t * args.CodeStep + args.CodeColumn] = code; // Quantiser.cs:102
    int to = sequence * args.SumPitch + args.SumStart + t * args.Dimension; // Quantiser.cs:103
    for (int d = thread; d < args.Dimension; d += Quantiser_Threads) // Quantiser.cs:104
    {
        float c = codebook[code * args.Dimension + d]; // Quantiser.cs:106
        residual[from + d] -= c; // Quantiser.cs:107
        if (args.SumMode == 1) // Quantiser.cs:108
        {
            sum[to + d] = c; // Quantiser.cs:110
            lost[to + d] = 0.0f; // Quantiser.cs:111
        }
        if (args.SumMode == 2) // Quantiser.cs:113
        {
            float before = sum[to + d]; // Quantiser.cs:116
            float total = before + c; // Quantiser.cs:117
            float taken = total - before; // Quantiser.cs:118
            float error = lost[to + d] + (before - (total - taken) + (c - taken)); // Quantiser.cs:119
            float rounded = total + error; // Quantiser.cs:120
            sum[to + d] = rounded; // Quantiser.cs:121
            lost[to + d] = error - (rounded - total); // Quantiser.cs:122
        }
    }
}

// Rope.cs:28 Rope.Rotate(ArrayView<float>, ArrayView<float>, ArrayView<int>, ArrayView<int>, AttentionArguments)
KERNEL(64, 1) Rope_Rotate(GLOBAL float *qkv, GLOBAL float *table, GLOBAL int *tables, GLOBAL int *firsts, AttentionArguments args)
{
    int pair = GRID_IDX_Y * Rope_Threads + GROUP_IDX_X; // Rope.cs:31
    int width = args.Heads * args.HeadDimension; // Rope.cs:32
    if (pair >= width) // Rope.cs:33
        return; // Rope.cs:34
    int sequence = Rows_Sequence(firsts, args.Sequences, GRID_IDX_X); // Rope.cs:35
    int t = GRID_IDX_X - firsts[sequence]; // Rope.cs:36
    int at = sequence * args.InputPitch + args.InputStart + t * 3 * width + 2 * pair; // Rope.cs:37
    int angle = (tables[sequence] + t) * args.HeadDimension + pair % (args.HeadDimension >> 1) * 2; // Rope.cs:38
    float cos_ = table[angle]; // Rope.cs:39
    float sin_ = table[angle + 1]; // Rope.cs:40
    float a = qkv[at]; // Rope.cs:41
    float b = qkv[at + 1]; // Rope.cs:42
    qkv[at] = a * cos_ - b * sin_; // Rope.cs:43
    qkv[at + 1] = a * sin_ + b * cos_; // Rope.cs:44
}
