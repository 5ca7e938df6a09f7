using System.Globalization;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Data;

/// <summary>
/// Who speaks when, in NIST's Rich Transcription Time Marked form: <c>SPEAKER file channel start duration &lt;NA&gt; &lt;NA&gt; speaker &lt;NA&gt; &lt;NA&gt;</c>, times in seconds; several recordings in one file.
/// Channels are not told apart.
/// </summary>
public sealed class RttmFile
{
    private const string Speaker = "SPEAKER";
    private const string None = "<NA>";

    // A century: what is longer was written in another unit, and sums of it would round milliseconds away.
    private const double LongestSeconds = 3.2e9;

    // The types of NIST's RT-09 evaluation plan: a file may have them, and what they say isn't who speaks when.
    private static readonly HashSet<string> OtherTypes =
        ["SEGMENT", "NOSCORE", "NO_RT_METADATA", "LEXEME", "NON-LEX", "NON-SPEECH", "FILLER", "EDIT", "IP", "SU", "CB", "A/P", "SPKR-INFO"];

    private RttmFile(string source, IReadOnlyDictionary<string, IReadOnlyList<SpeakerTurn>> recordings, IReadOnlyDictionary<string, int> others) =>
        (Source, Recordings, OtherLines) = (source, recordings, others);

    /// <summary>The file or folder.</summary>
    public string Source { get; }

    /// <summary>The turns of every recording that is named, in the file's order; recordings in ordinal order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SpeakerTurn>> Recordings { get; }

    /// <summary>Lines of other types, which are not read, by type.</summary>
    public IReadOnlyDictionary<string, int> OtherLines { get; }

    /// <summary>SHA-256 of the file; null of a folder.</summary>
    public string? Sha256 => File.Exists(Source) ? InputFile.Sha256(Source) : null;

    /// <summary>Reads a file, or all files of a folder whose names end in <c>.rttm</c>. Nothing but comments is no mistake: then nobody speaks.</summary>
    /// <exception cref="DataSetException">There is no such file, a line has another form (file and row are named), or a folder has no RTTM file.</exception>
    public static RttmFile Read(string path)
    {
        var turns = new SortedDictionary<string, List<SpeakerTurn>>(StringComparer.Ordinal);
        var others = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in Files(path))
            foreach (var (row, line, words) in Words(file))
            {
                if (words[0] != Speaker)
                {
                    others[words[0]] = OtherTypes.Contains(words[0]) ? others.GetValueOrDefault(words[0]) + 1
                        : throw new DataSetException($"{file}, row {row}: expected 'SPEAKER file channel start duration <NA> <NA> speaker', found '{Printable.Quote(line.Trim())}'");
                    continue;
                }
                var (recording, turn) = Turn(file, row, line, words);
                if (!turns.TryGetValue(recording, out var list))
                    turns.Add(recording, list = []);
                list.Add(turn);
            }
        return new(path, turns.ToDictionary(t => t.Key, t => (IReadOnlyList<SpeakerTurn>)t.Value), others);
    }

    /// <summary>Writes turns, by start; blanks in names become <c>_</c>, since the form has no quotes. The file is whole or not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="recordings">The turns of each recording.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, IEnumerable<(string Recording, IReadOnlyList<SpeakerTurn> Turns)> recordings) => AtomicFile.WriteText(path, writer =>
    {
        foreach (var (recording, turns) in recordings)
            foreach (var turn in turns.OrderBy(t => t.Start).ThenBy(t => t.Speaker, StringComparer.Ordinal))
                writer.WriteLine(Line(recording, turn));
    });

    /// <summary>A turn as a line; see <see cref="Write"/>.</summary>
    public static string Line(string recording, SpeakerTurn turn) =>
        string.Create(CultureInfo.InvariantCulture, $"{Speaker} {Word(recording)} 1 {turn.Start:0.000} {turn.Duration:0.000} {None} {None} {Word(turn.Speaker)} {None} {None}");

    /// <summary>A name as the form can hold it.</summary>
    public static string Word(string name) => name.Length == 0 ? "_" : string.Concat(name.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c));

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var files = Directory.GetFiles(path, "*.rttm").Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new DataSetException($"{path}: no file in this folder ends in .rttm");
    }

    private static (string Recording, SpeakerTurn Turn) Turn(string file, int row, string line, string[] words)
    {
        if (words.Length is < 8 or > 10)
            throw new DataSetException($"{file}, row {row}: expected 'SPEAKER file channel start duration <NA> <NA> speaker', which is 8 to 10 words, found '{Printable.Quote(line.Trim())}'");
        if (words[7] == None)
            throw new DataSetException($"{file}, row {row}: no speaker (word 8 is {None})");
        var (start, duration) = (Seconds(file, row, "start", words[3]), Seconds(file, row, "duration", words[4]));
        return (words[1], new SpeakerTurn(words[7], start, start + duration));
    }

    /// <summary>The lines of one of NIST's files in words, comments left out.</summary>
    internal static IEnumerable<(int Row, string Line, string[] Words)> Words(string path) => InputFile.Words(path).Where(l => !l.Words[0].StartsWith(";;", StringComparison.Ordinal));

    internal static double Seconds(string file, int row, string what, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= LongestSeconds ? value
            : throw new DataSetException($"{file}, row {row}: {what} '{Printable.Quote(text)}' is not a number of seconds from 0 on");
}
