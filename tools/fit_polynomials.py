#!/usr/bin/env python3
"""Makes the table kernels/MimiNative.Kernels/Polynomials.cs: Chebyshev interpolation in exact arithmetic. No packages needed.

    python3 tools/fit_polynomials.py
"""
import math
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 50


def nodes(a, b, n):
    return [(a + b) / 2 + (b - a) / 2 * math.cos(math.pi * (2 * i + 1) / (2 * n)) for i in range(n)]


def interpolate(f, xs):
    """Coefficients, lowest power first, of the polynomial through (x, f(x))."""
    n = len(xs)
    rows = [[Fraction(x) ** j for j in range(n)] + [Fraction(f(x))] for x in xs]
    for c in range(n):
        pivot = max(range(c, n), key=lambda r: abs(rows[r][c]))
        rows[c], rows[pivot] = rows[pivot], rows[c]
        for r in range(n):
            if r != c:
                m = rows[r][c] / rows[c][c]
                rows[r] = [u - m * v for u, v in zip(rows[r], rows[c])]
    return [float(rows[i][n] / rows[i][i]) for i in range(n)]


def erf(x):
    x = Decimal(x)
    term = total = x
    k = 0
    while abs(term) > Decimal(10) ** -45:
        k += 1
        term = -term * x * x / k
        total += term / (2 * k + 1)
    return total * 2 / Decimal("3.14159265358979323846264338327950288419716939937510").sqrt()


def expm1_tail(r):
    """(e^r - 1 - r) / r^2"""
    d = Decimal(r)
    return Fraction(1, 2) if abs(r) < 1e-6 else Fraction((d.exp() - 1 - d) / (d * d))


def erf_tail(s):
    """erf(a)/a - 1 at a^2 = s"""
    return Fraction(2 / math.sqrt(math.pi)) - 1 if s < 1e-12 else Fraction(erf(Decimal(s).sqrt()) / Decimal(s).sqrt() - 1)


def erfc_exponent(t):
    """(-log(erfc(t)) - t) / t"""
    return Fraction((-(1 - erf(t)).ln() - Decimal(t)) / Decimal(t))


def series(x, first):
    """x^first/first! - x^(first+2)/(first+2)! + ..."""
    term = Decimal(x) ** first / math.factorial(first)
    total = term
    k = first
    while abs(term) > Decimal(10) ** -45:
        term = -term * Decimal(x) ** 2 / ((k + 1) * (k + 2))
        total += term
        k += 2
    return total


def sin_tail(s):
    """(sin r - r) / r^3 at r^2 = s"""
    r = Decimal(s).sqrt()
    return Fraction(-1, 6) if s < 1e-12 else Fraction((series(r, 1) - r) / r**3)


def cos_tail(s):
    """(cos r - 1 + r^2 / 2) / r^4 at r^2 = s"""
    r = Decimal(s).sqrt()
    return Fraction(1, 24) if s < 1e-12 else Fraction((series(r, 0) - 1 + r * r / 2) / r**4)


half = math.log(2) / 2 * 1.001
quarter = (math.pi / 4 * 1.001) ** 2
print("expm1 :", interpolate(expm1_tail, nodes(-half, half, 5)))
print("erf   :", interpolate(erf_tail, nodes(0, 0.93 ** 2, 6)))
print("erfc  :", interpolate(erfc_exponent, nodes(0.9, 4.0, 7)))
print("sin   :", interpolate(sin_tail, nodes(0, quarter, 4)))
print("cos   :", interpolate(cos_tail, nodes(0, quarter, 3)))
