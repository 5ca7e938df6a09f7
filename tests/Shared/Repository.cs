namespace MimiNative.TestSupport;

/// <summary>Where the checkout and the reference files beside it are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds MimiNative.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder under ../shared; skips the calling test, saying why, where it is absent.</summary>
    public static string Shared(string relative)
    {
        var path = Path.Combine(Root, "..", "shared", relative);
        Assert.SkipUnless(Path.Exists(path), $"reference files are not beside this checkout: {Path.GetFullPath(path)}");
        return Path.GetFullPath(path);
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "MimiNative.sln")))
                return directory.FullName;
        throw new InvalidOperationException($"MimiNative.sln is not above {AppContext.BaseDirectory}");
    }
}
