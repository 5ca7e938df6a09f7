namespace MimiNative.Analysis.Data;

/// <summary>A file inside an archive that isn't compressed, so that its bytes lie in the archive as they are.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Start">Its first byte, from the archive's beginning.</param>
/// <param name="Length">How many bytes it has.</param>
public sealed record ArchiveMember(string Name, long Start, long Length);
