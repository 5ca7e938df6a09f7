using ILGPU.Algorithms;
using MimiNative.Plain;

namespace MimiNative.Kernels.Tests;

/// <summary>The elementary functions against float64.</summary>
public sealed class AccuracyTests
{
    [Fact]
    public void Exp_is_within_two_units_in_the_last_place()
    {
        for (var x = -87f; x < 88.7f; x += 0.00173f)
        {
            var exact = Math.Exp(x);
            Assert.True(Math.Abs(XMath.Exp(x) - exact) <= 2 * 5.97e-8 * 2 * exact, $"exp({x:R}) = {XMath.Exp(x):R}, not {exact}");
        }
        Assert.Equal(float.PositiveInfinity, XMath.Exp(89f));
        Assert.Equal(0f, XMath.Exp(-200f));
        Assert.Equal(1f, XMath.Exp(0f));
        Assert.True(float.IsNaN(XMath.Exp(float.NaN)));
        Assert.Equal(0f, XMath.Exp(float.NegativeInfinity));
    }

    [Fact]
    public void Sine_and_cosine_are_within_2e_7()
    {
        for (var x = -10000f; x < 10000f; x += 0.37f)
        {
            Assert.True(Math.Abs(XMath.Sin(x) - Math.Sin(x)) < 2e-7, $"sin({x:R}) = {XMath.Sin(x):R}");
            Assert.True(Math.Abs(XMath.Cos(x) - Math.Cos(x)) < 2e-7, $"cos({x:R}) = {XMath.Cos(x):R}");
        }
    }

    [Fact]
    public void Tanh_is_within_2e_7()
    {
        for (var x = -12f; x < 12f; x += 0.0031f)
            Assert.True(Math.Abs(XMath.Tanh(x) - Math.Tanh(x)) < 2e-7, $"tanh({x:R}) = {XMath.Tanh(x):R}");
    }

    [Fact]
    public void Elu_and_gelu_follow_their_definitions()
    {
        for (var x = -20f; x < 20f; x += 0.0033f)
        {
            Assert.True(Math.Abs(Activation.Elu(x) - PlainEncoder.Elu(x)) <= 1e-7 * Math.Max(1, Math.Abs(x)), $"elu({x:R})");
            Assert.True(Math.Abs(Activation.Gelu(x) - PlainEncoder.Gelu(x)) <= 1.2e-7 * Math.Max(1, Math.Abs(x)), $"gelu({x:R})");
        }
    }
}
