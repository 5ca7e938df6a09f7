namespace MimiNative.Analysis.Data;

/// <summary>Which files of a folder or an archive are taken for recordings.</summary>
internal static class AudioNames
{
    private static readonly string[] Extensions = [".wav", ".wave", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aif", ".aiff", ".au", ".webm"];

    public static bool Fits(string file) => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant());
}
