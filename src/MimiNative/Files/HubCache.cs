namespace MimiNative.Files;

/// <summary>The Hugging Face cache, whose place the hub's own tools take from the environment.</summary>
internal static class HubCache
{
    /// <summary>Its folder, whether it is there or not.</summary>
    public static string Folder(Func<string, string?> environment, string home)
    {
        if (Set("HF_HUB_CACHE") is { } hub)
            return hub;
        if (Set("HF_HOME") is { } huggingFace)
            return Path.Combine(huggingFace, "hub");
        return Path.Combine(Set("XDG_CACHE_HOME") ?? Path.Combine(home, ".cache"), "huggingface", "hub");

        string? Set(string variable) => environment(variable) is { Length: > 0 } value ? value : null;
    }
}
