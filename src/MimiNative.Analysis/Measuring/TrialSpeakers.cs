using MimiNative.Analysis.Data;
using MimiNative.Analysis.Results;
using MimiNative.Metrics;

namespace MimiNative.Analysis.Measuring;

/// <summary>
/// Who speaks on each side of a list's trials. Where nobody says so, the target trials do: recordings that a chain of them joins have one speaker, who goes by the first of their ids in ordinal order.
/// That may take one person for two where no target trial joins two recordings, never two for one (unless the list contradicts itself).
/// </summary>
internal sealed class TrialSpeakers
{
    private readonly TrialList _list;
    private readonly string?[] _speaker;
    private readonly string _source;

    private TrialSpeakers(TrialList list, string?[] speaker, SpeakerTable? table) => (_list, _speaker, IsConcluded, _source) = (list, speaker, table is null, table?.Source ?? list.Source);

    /// <summary>Whether they were concluded from the target trials.</summary>
    public bool IsConcluded { get; }

    /// <summary>The speakers of a labelled list.</summary>
    /// <param name="list">The trials.</param>
    /// <param name="enrolment">Recordings that enrol the list's speakers, if any.</param>
    /// <param name="table">Who speaks; null: concluded.</param>
    /// <exception cref="DataSetException">An answer contradicts the table.</exception>
    public static TrialSpeakers Of(TrialList list, EnrolmentList? enrolment, SpeakerTable? table)
    {
        var speakers = new TrialSpeakers(list, table is null ? Concluded(list, enrolment) : Named(list, enrolment, table), table);
        for (var i = 0; i < list.Enrol.Length && table is not null; i++)
            if (list.Answer(i) is { } target && speakers._speaker[list.Enrol[i]] is { } enrols && speakers._speaker[list.Test[i]] is { } speaks && target != (enrols == speaks))
                throw new DataSetException($"{list.Source}: '{Printable.Quote($"{list.Trials[i].Enrol} {list.Trials[i].Test}")}' is a {(target ? "target" : "non-target")} trial, and by {table.Source} its speakers are {Printable.Quote(enrols)} and {Printable.Quote(speaks)}");
        return speakers;
    }

    /// <summary>The scored trials with their speakers, numbered in ordinal order, and their scores.</summary>
    /// <exception cref="DataSetException">Nobody says who speaks in a recording of theirs.</exception>
    public (TrialSet Trials, double[] Scores) Scored(TrialScores scores)
    {
        int[] kept = [.. Enumerable.Range(0, scores.Array.Length).Where(i => !double.IsNaN(scores.Array[i]))];
        var present = new bool[_speaker.Length];
        foreach (var i in kept)
            (present[_list.Enrol[i]], present[_list.Test[i]]) = (true, true);
        var nameless = Enumerable.Range(0, present.Length).FirstOrDefault(id => present[id] && _speaker[id] is null, -1);
        if (nameless >= 0)
            throw new DataSetException($"{_list.Source}: '{Printable.Quote(_list.Recordings[nameless])}' has no speaker in {_source}");
        string[] names = [.. _speaker.Where((_, id) => present[id]).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var number = names.Index().ToDictionary(n => n.Item, n => n.Index);
        var of = Array.ConvertAll(_speaker, s => s is not null && number.TryGetValue(s, out var n) ? n : -1);
        return (new TrialSet(Array.ConvertAll(kept, i => _list.Answer(i) == true), Array.ConvertAll(kept, i => of[_list.Enrol[i]]), Array.ConvertAll(kept, i => of[_list.Test[i]]), names.Length), Array.ConvertAll(kept, i => scores.Array[i]));
    }

    /// <summary>The speakers' names.</summary>
    public IEnumerable<string> Names => _speaker.OfType<string>().Distinct();

    /// <summary>Non-target trials of one and the same speaker.</summary>
    public IEnumerable<Trial> Contradictions() => Enumerable.Range(0, _list.Enrol.Length).Where(i => _list.Answer(i) == false && _speaker[_list.Enrol[i]] is { } speaker && speaker == _speaker[_list.Test[i]]).Select(i => _list.Trials[i]);

    // An enrolled speaker's own name may be in the table, or his recordings'.
    private static string?[] Named(TrialList list, EnrolmentList? enrolment, SpeakerTable table) =>
        [.. list.Recordings.Select(r => table.Speaker(r) ?? (enrolment?.Recordings(r) is { } clips ? table.Speaker(clips[0]) : null))];

    private static string?[] Concluded(TrialList list, EnrolmentList? enrolment)
    {
        var parent = Enumerable.Range(0, list.Recordings.Count).ToArray();
        for (var i = 0; i < list.Enrol.Length; i++)
            if (list.Answer(i) == true)
                Join(list.Enrol[i], list.Test[i]);
        foreach (var speaker in enrolment?.Speakers ?? [])
            if (list.Find(speaker) is >= 0 and var model)
                foreach (var clip in enrolment!.Recordings(speaker)!)
                    if (list.Find(clip) is >= 0 and var at)
                        Join(model, at);
        var names = new string?[parent.Length];
        for (var i = 0; i < parent.Length; i++)
        {
            ref var name = ref names[Root(i)];
            if (name is null || string.CompareOrdinal(list.Recordings[i], name) < 0)
                name = list.Recordings[i];
        }
        return [.. Enumerable.Range(0, parent.Length).Select(i => names[Root(i)]!)];

        int Root(int i)
        {
            while (parent[i] != i)
                i = parent[i] = parent[parent[i]];
            return i;
        }

        void Join(int a, int b) => parent[Root(a)] = Root(b);
    }
}
