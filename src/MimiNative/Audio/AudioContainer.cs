namespace MimiNative.Audio;

/// <summary>
/// A format that ffmpeg is asked to read, found by the content's first bytes: ffmpeg's own guess would also take playlists and scripts, which name other files and addresses.
/// </summary>
/// <param name="Demuxer">ffmpeg's name of the format.</param>
/// <param name="Seeks">Whether the index may stand behind the sound, so that reading needs to go back.</param>
internal sealed record AudioContainer(string Demuxer, bool Seeks = false)
{
    private const int HeadBytes = 192;

    /// <summary>The format of what begins at <paramref name="start"/>; null where no format that holds sound begins so.</summary>
    public static AudioContainer? Of(Stream audio, long start)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        return ReadHead(audio, start, ref head) && TagBytes(head) is var tag and > 0
            ? ReadHead(audio, start + tag, ref head) && Recognise(head) is { Demuxer: "aac" or "flac" } tagged ? tagged : new("mp3")
            : Recognise(head);
    }

    private static bool ReadHead(Stream audio, long start, ref Span<byte> head)
    {
        audio.Position = start;
        head = head[..audio.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head.Length >= 12;
    }

    /// <summary>Bytes of an ID3v2 tag; 0 where there is none.</summary>
    private static long TagBytes(ReadOnlySpan<byte> head) =>
        head.StartsWith("ID3"u8) && !head[6..10].ContainsAnyInRange((byte)0x80, (byte)0xFF) ? 10L + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]) : 0;

    private static AudioContainer? Recognise(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12)
            return null;
        if (head[4..8] is var box && (box.SequenceEqual("ftyp"u8) || box.SequenceEqual("moov"u8) || box.SequenceEqual("mdat"u8) || box.SequenceEqual("wide"u8) || box.SequenceEqual("free"u8) || box.SequenceEqual("skip"u8)))
            return new("mov", Seeks: true);
        if (head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("AVI "u8))
            return new("avi");
        if (WavHeader.IsWav(head))
            return new("wav");
        if (head.StartsWith("FORM"u8) && head[8..11].SequenceEqual("AIF"u8))
            return new("aiff");
        if (head[0] == 0x0B && head[1] == 0x77)
            return new(head[5] >> 3 > 10 ? "eac3" : "ac3");
        if (head[0] == 0x47 && head.Length > 188 && head[188] == 0x47)
            return new("mpegts");
        foreach (var (start, demuxer) in Starts)
            if (head.StartsWith(start))
                return new(demuxer);
        // The two formats without a name begin with a pattern of bits; the third value of a layer is none.
        if (head[0] == 0xFF && (head[1] & 0xF6) == 0xF0)
            return new("aac");
        return head[0] == 0xFF && (head[1] & 0xE0) == 0xE0 && (head[1] & 0x06) != 0 && (head[2] & 0xF0) != 0xF0 ? new("mp3") : null;
    }

    private static readonly (byte[] Start, string Demuxer)[] Starts =
    [
        ([0x1A, 0x45, 0xDF, 0xA3], "matroska"),
        ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], "asf"),
        ([0x00, 0x00, 0x01, 0xBA], "mpeg"),
        ([.. "OggS"u8], "ogg"),
        ([.. "fLaC"u8], "flac"),
        ([.. "FLV\u0001"u8], "flv"),
        ([.. "#!AMR"u8], "amr"),
        ([.. "wvpk"u8], "wv"),
        ([.. "MAC "u8], "ape"),
        ([.. "TTA1"u8], "tta"),
        ([.. "MPCK"u8], "mpc8"),
        ([.. "MP+"u8], "mpc"),
        ([.. "caff"u8], "caf"),
        ([.. ".snd"u8], "au"),
        ([.. "riff"u8, 0x2E, 0x91, 0xCF, 0x11], "w64"),
        ([.. "DSD "u8], "dsf"),
        ([.. "FRM8"u8], "iff"),
        ([.. ".RMF"u8], "rm"),
        ([.. "ajkg"u8], "shn"),
        ([.. "NIST_1A"u8], "nistsphere"),
        ([.. "Creative Voice File"u8], "voc"),
    ];
}
