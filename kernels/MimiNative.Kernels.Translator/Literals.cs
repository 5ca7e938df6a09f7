using System;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace MimiNative.Kernels.Translator;

/// <summary>Constants in C.</summary>
internal static class Literals
{
    public static string Write(object value, ITypeSymbol type, Location location) => type.SpecialType switch
    {
        SpecialType.System_Int32 => Signed(Convert.ToInt64(value, CultureInfo.InvariantCulture), int.MinValue, ""),
        SpecialType.System_UInt32 => Convert.ToUInt32(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) + "u",
        SpecialType.System_Int64 => Signed(Convert.ToInt64(value, CultureInfo.InvariantCulture), long.MinValue, "L"),
        SpecialType.System_UInt64 => Convert.ToUInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) + "uL",
        SpecialType.System_Single => Float(Convert.ToSingle(value, CultureInfo.InvariantCulture)),
        SpecialType.System_Boolean => (bool)value ? "true" : "false",
        _ => throw new Refusal(Diagnostics.UnsupportedType, location, type.ToDisplayString()),
    };

    // C has no negative literals, so its smallest integers are differences.
    private static string Signed(long value, long smallest, string suffix) =>
        value == smallest ? $"(-{(value + 1).ToString(CultureInfo.InvariantCulture).Substring(1)}{suffix} - 1)"
        : value < 0 ? $"({value.ToString(CultureInfo.InvariantCulture)}{suffix})"
        : value.ToString(CultureInfo.InvariantCulture) + suffix;

    private static string Float(float value)
    {
        if (float.IsNaN(value))
            return "AS_FLOAT(0x7fc00000)";
        if (float.IsInfinity(value))
            return value > 0 ? "AS_FLOAT(0x7f800000)" : "(-AS_FLOAT(0x7f800000))";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        if (text.IndexOfAny(['.', 'E']) < 0)
            text += ".0";
        return text[0] == '-' ? $"({text}f)" : text + "f";
    }
}
