namespace MimiNative.Audio;

/// <summary>Where the ffmpeg program is.</summary>
internal static class FfmpegProgram
{
    private static readonly Lazy<string?> Found = new(() => Find(Environment.GetEnvironmentVariable("PATH"), OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg"));

    /// <summary>Its absolute path, looked up once; null where there is none.</summary>
    public static string? Path => Found.Value;

    /// <summary>
    /// The first folder of <paramref name="path"/> that has the program. Relative folders (also the empty one, which means the current folder) don't count:
    /// what lies in a folder of recordings is never run.
    /// </summary>
    public static string? Find(string? path, string name) => (path ?? "").Split(System.IO.Path.PathSeparator)
        .Where(System.IO.Path.IsPathFullyQualified)
        .Select(folder => System.IO.Path.Combine(folder, name))
        .FirstOrDefault(IsProgram);

    private static bool IsProgram(string file) => File.Exists(file)
        && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
