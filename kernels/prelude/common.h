// Functions of the dialect that are the same on every platform; XMath.cs holds the same operations in C#, and Polynomials.cs the coefficients.
DEVICE float max_float(float a, float b) { return a > b ? a : b; }
DEVICE float min_float(float a, float b) { return a < b ? a : b; }
DEVICE int max_int(int a, int b) { return a > b ? a : b; }
DEVICE int min_int(int a, int b) { return a < b ? a : b; }
DEVICE float abs_float(float a) { return a < 0.0f ? -a : a == 0.0f ? 0.0f : a; }
DEVICE int abs_int(int a) { return a < 0 ? (int)(0u - (uint)a) : a; }

// C#'s conversions saturate, and turn what is not a number into 0.
DEVICE int float_to_int(float a) { return a != a ? 0 : a >= 2147483648.0f ? 2147483647 : a <= -2147483648.0f ? -2147483647 - 1 : (int)a; }
DEVICE uint float_to_uint(float a) { return a != a || a <= 0.0f ? 0u : a >= 4294967296.0f ? 4294967295u : (uint)a; }

DEVICE float sqrt_float(float a) { return SQRT(a); }
DEVICE float rsqrt_float(float a) { return 1.0f / SQRT(a); }

DEVICE float exp_float(float a)
{
    const float x = min_float(max_float(a, -88.0f), 89.0f);
    const float n = FMA(x, 1.44269504f, 12582912.0f) - 12582912.0f;
    float r = FMA(n, -0.693145752f, x);
    r = FMA(n, -1.42860677e-6f, r);
    float q = 0.001392625083148979f;
    q = FMA(q, r, 0.008363232883682618f);
    q = FMA(q, r, 0.04166655421298427f);
    q = FMA(q, r, 0.16666576666119928f);
    q = FMA(q, r, 0.5f);
    const float p = FMA(FMA(q, r, 1.0f), r, 1.0f);
    const int half_n = (int)n >> 1;
    float y = p * AS_FLOAT((half_n + 127) << 23) * AS_FLOAT(((int)n - half_n + 127) << 23);
    y = a > 88.7228394f ? AS_FLOAT(0x7f800000) : y;
    y = a < -87.3365479f ? 0.0f : y;
    return a != a ? a : y;
}

DEVICE float circular(float a, int shift)
{
    const float n = FMA(a, 0.636619772f, 12582912.0f) - 12582912.0f;
    float r = FMA(n, -1.57079601f, a);
    r = FMA(n, -3.13916473e-7f, r);
    r = FMA(n, -5.39030253e-15f, r);
    const float s = r * r;
    float sine = 2.7249314054698804e-06f;
    sine = FMA(sine, s, -0.00019840082012765537f);
    sine = FMA(sine, s, 0.008333331865959415f);
    sine = FMA(sine, s, -0.16666666663832763f);
    sine = FMA(sine * s, r, r);
    float cosine = 2.45474372101932e-05f;
    cosine = FMA(cosine, s, -0.00138883006969039f);
    cosine = FMA(cosine, s, 0.04166666464745738f);
    cosine = FMA(cosine, s, -0.5f);
    cosine = FMA(cosine, s, 1.0f);
    const int quadrant = float_to_int(n) + shift;
    const float y = (quadrant & 1) == 0 ? sine : cosine;
    return (quadrant & 2) == 0 ? y : -y;
}

DEVICE float sin_float(float a) { return circular(a, 0); }
DEVICE float cos_float(float a) { return circular(a, 1); }

DEVICE float tanh_float(float a)
{
    const float e = exp_float(-2.0f * abs_float(a));
    const float y = (1.0f - e) / (1.0f + e);
    return a < 0.0f ? -y : y;
}
