namespace MimiNative.Cli.Shell;

/// <summary>What this program is.</summary>
internal static class Product
{
    /// <summary>The version, as 1.2.3.</summary>
    public static string Version { get; } = typeof(Product).Assembly.GetName().Version!.ToString(3);

    /// <summary>Name and version, as files say them.</summary>
    public static string Name { get; } = $"mimi {Version}";
}
