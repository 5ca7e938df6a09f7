using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MimiNative.Numerics;

namespace MimiNative.Kernels.Tests;

/// <summary>One table of coefficients, also where it stands in C.</summary>
public sealed class CoefficientTests
{
    [Theory]
    [InlineData("exp_float", new[] { "Log2E", "Rounder", "Ln2High", "Ln2Low", "Exp2", "Exp3", "Exp4", "Exp5", "Exp6" })]
    [InlineData("circular", new[] { "Rounder", "InverseHalfPi", "HalfPiHigh", "HalfPiMiddle", "HalfPiLow", "Sin3", "Sin5", "Sin7", "Sin9", "Cos4", "Cos6", "Cos8" })]
    public void The_prelude_has_the_coefficients_of_the_table(string function, string[] names)
    {
        var prelude = File.ReadAllText(Path.Combine(Repository.Root, "kernels", "prelude", "common.h"));
        var body = Regex.Match(prelude, $@"DEVICE float {function}\(.*?\n}}", RegexOptions.Singleline).Value;
        var numbers = Regex.Matches(body, @"\d+\.\d+(e-?\d+)?(?=f)").Select(m => float.Parse(m.Value, CultureInfo.InvariantCulture)).ToHashSet();
        foreach (var name in names)
            Assert.Contains(MathF.Abs((float)typeof(Polynomials).GetField(name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!), numbers);
    }
}
