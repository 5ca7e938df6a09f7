using System.Reflection;
using System.Runtime.CompilerServices;

namespace MimiNative.Metrics.Tests;

/// <summary>Calls that can't be meant: each is refused by an exception that names the argument and its limit.</summary>
public sealed class WrongCallsTests
{
    private static readonly Space Some = Space.Random(1, 3, 2, 1, 4);

    public static TheoryData<string> Calls => [.. Methods().SelectMany(m => NotNull(m).Select(p => $"{Signature(m)}: {p.Name}"))];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Null_is_refused_by_name(string call)
    {
        var method = Methods().Single(m => call.StartsWith(Signature(m) + ": ", StringComparison.Ordinal));
        var wrong = NotNull(method).Single(p => call.EndsWith(": " + p.Name, StringComparison.Ordinal));
        var arguments = method.GetParameters().Select(p => p == wrong ? null : p.IsOptional ? p.DefaultValue : Sample(p.ParameterType)).ToArray();
        var error = Assert.Throws<TargetInvocationException>(() => method is ConstructorInfo made ? made.Invoke(arguments) : method.Invoke(method.IsStatic ? null : Blank(method.DeclaringType!), arguments));
        Assert.Equal(wrong.Name, Assert.IsType<ArgumentNullException>(error.InnerException).ParamName);
    }

    [Fact]
    public void The_public_surface_was_found() => Assert.InRange(Calls.Count(), 50, 500);

    [Fact]
    public void Rows_and_channels_that_are_not_there_are_refused()
    {
        var (matrix, labels) = Some;
        Refused("row", "there are 6 embeddings", () => matrix.Row(500));
        Refused("row", "there are 6 embeddings", () => matrix.Row(-1));
        Refused("rows", "there are 6 embeddings", () => matrix.Select([0, 6]));
        Refused("rows", "there are 6 rows", () => labels.Select([500]));
        Refused("first", "there are 4 channels", () => matrix.Channels(10, 10));
        Refused("first", "there are 4 channels", () => matrix.Channels(-1, 1));
        Refused("count", "from channel 1 on there are 3 channels", () => matrix.Channels(1, 4));
        Refused("count", "from channel 1 on there are 3 channels", () => matrix.Channels(1, 0));
    }

    [Fact]
    public void Components_that_are_not_there_are_refused()
    {
        var (matrix, labels) = Some;
        var pca = Pca.Fit(matrix);
        Refused("index", "there are 4 components", () => pca.Component(99));
        Refused("index", "there are 4 components", () => pca.Component(-1));
        foreach (var none in (int[])[0, -1])
        {
            Refused("components", "", () => pca.Project(matrix, none));
            Refused("count", "", () => Lda.Fit(matrix, labels).Project(matrix, none));
        }
    }

    [Fact]
    public void Groups_that_are_not_there_are_refused_and_an_empty_one_adds_nothing()
    {
        var (matrix, labels) = Some;
        Assert.Contains("6 embeddings but 2 groups", Assert.Throws<MetricsException>(() => VarianceShare.Compute(matrix, [0, 1], 2)).Message);
        Assert.Contains("6 embeddings but 2 groups", Assert.Throws<MetricsException>(() => Centroids.Means(matrix, [0, 1], 2)).Message);
        Refused("group", "row 4 is of a group that is none of the 2", () => VarianceShare.Compute(matrix, labels.Voice, 2));
        Refused("group", "row 4 is of a group that is none of the 2", () => Centroids.Means(matrix, labels.Voice, 2));
        Refused("group", "row 0", () => Centroids.Means(matrix, [-1, 0, 0, 0, 0, 0], 1));
        Refused("groups", "", () => Centroids.Means(matrix, labels.Voice, -1));
        var share = VarianceShare.Compute(matrix, labels.Voice, 3);
        Assert.True(share > 0);
        Assert.Equal(share, VarianceShare.Compute(matrix, labels.Voice, 4));
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(2, 3)]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    public void Values_that_are_not_so_many_points_are_refused(int values, int points)
    {
        Assert.Contains($"{values} values are not {points} points", Assert.Throws<ArgumentException>("points", () => Ward.Linkage(new double[values], points)).Message);
        Refused("n", "", () => Ward.Linkage([], -1));
        Assert.Empty(Ward.Linkage([], 0));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_prior_that_is_no_chance_is_refused(double prior)
    {
        var scores = ScoreDistribution.FromScores([4, 2], [3, 1]);
        Refused("prior", "above 0 and below 1", () => scores.MinDcf(prior));
        Refused("prior", "above 0 and below 1", () => scores.AtMinDcf(prior));
        Refused("prior", "above 0 and below 1", () => ScoreCalibration.ActDcfOf(scores, prior));
        Refused("prior", "above 0 and below 1", () => ScoreCalibration.Threshold(prior));
    }

    [Fact]
    public void Sample_rates_too_low_for_a_window_are_named()
    {
        Assert.Contains("sample rate of 0 Hz", Assert.Throws<MetricsException>(() => new Mfcc(0)).Message);
        Assert.Contains("lowest is 100 Hz", Assert.Throws<MetricsException>(() => new Mfcc(99)).Message);
        Assert.Contains("lowest is 40 Hz", Assert.Throws<MetricsException>(() => new Mfcc(39, hop: 1)).Message);
        Assert.Contains("lowest is 1 Hz", Assert.Throws<MetricsException>(() => new Mfcc(-1, fftLength: 4, hop: 2)).Message);
        Assert.Equal(3, new Mfcc(100).Frames(2));
    }

    [Fact]
    public void Trials_of_speakers_and_vectors_that_are_not_there_are_refused()
    {
        Refused("enrolVoice", "trial 1 is of a speaker that is none of the 2", () => new TrialSet([true, false], [0, 2], [0, 1], 2));
        Refused("testVoice", "trial 0", () => new TrialSet([false], [0], [-1], 2));
        Refused("voices", "", () => new TrialSet([], [], [], -1));
        var vectors = TrialVectors.Of(Some.Matrix);
        Refused("enrol", "there are 6 vectors", () => vectors.Score(6, vectors, 0));
        Refused("test", "there are 6 vectors", () => vectors.Score(0, vectors, -1));
        Assert.Contains("speaker 1 has no vectors", Assert.Throws<ArgumentException>("clips", () => vectors.Models([[0], []])).Message);
        Assert.Contains("speaker 0 has vector 6; there are 6", Assert.Throws<ArgumentException>("clips", () => vectors.Models([[0, 6]])).Message);
        Refused("top", "", () => vectors.Against(vectors, 1, new bool[6]));
        Assert.Contains("6 vectors but 5", Assert.Throws<MetricsException>(() => vectors.Against(vectors, 2, new bool[5])).Message);
    }

    [Fact]
    public void What_is_no_way_or_no_table_is_refused()
    {
        var (matrix, labels) = Some;
        Refused("kind", "no such step", () => PostProcessing.Fit((PostProcessingKind)9, matrix));
        Refused("scoring", "no such way", () => SpeakerHead.Fit(matrix, labels, (HeadScoring)9));
        Refused("method", "no way to score", () => UnseenVoices.Compute(Space.Random(1, 5, 3, 1, 4).Matrix, Space.Random(1, 5, 3, 1, 4).Labels)![(ScoringMethod)9]);
        var similarity = VoiceSimilarity.Compute(matrix, labels);
        Assert.Contains("there are 3 voices", Assert.Throws<ArgumentException>("confusion", () => similarity.MostConfusable(1, [[1]])).Message);
        Refused("count", "", () => similarity.MostConfusable(-1));
        Assert.Throws<ArgumentException>("tensors", () => SpeakerHead.FromTensors([null!], HeadScoring.Cosine));
        Refused("labels", "", () => Resegmentation.Run(matrix, new TimeRange[6], [0, 0, 0, 0, 0, -1], []));
        Assert.Contains("above 0", Assert.Throws<MetricsException>(() => Resegmentation.Run(matrix, new TimeRange[6], new int[6], [], new ResegmentationOptions { Frame = 0 })).Message);
        Assert.Contains("no speaker", Assert.Throws<MetricsException>(() => DiarizationErrorRate.Compute([default], [])).Message);
    }

    private static void Refused(string parameter, string limit, Action call) =>
        Assert.Contains(limit, Assert.Throws<ArgumentOutOfRangeException>(parameter, call).Message);

    private static void Refused<T>(string parameter, string limit, Func<T> call) where T : allows ref struct => Refused(parameter, limit, () => { _ = call(); });

    /// <summary>Everything public that takes something but what holds what it is given (records), and what can't be called by reflection (spans).</summary>
    private static IEnumerable<MethodBase> Methods() => typeof(SpaceMetrics).Assembly.GetExportedTypes().SelectMany(type =>
    {
        var isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("Deconstruct") is not null;
        var members = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        IEnumerable<MethodBase> made = isRecord || typeof(Exception).IsAssignableFrom(type) ? [] : type.GetConstructors();
        return made.Concat(type.GetMethods(members).Where(m => !m.IsSpecialName && !m.ContainsGenericParameters && m.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !m.IsVirtual));
    }).Where(m => !m.GetParameters().Any(p => p.ParameterType.IsByRefLike) && m is not MethodInfo { ReturnType.IsByRefLike: true });

    private static IEnumerable<ParameterInfo> NotNull(MethodBase method) => method.GetParameters().Where(p =>
        !p.ParameterType.IsValueType && new NullabilityInfoContext().Create(p).WriteState == NullabilityState.NotNull);

    private static string Signature(MethodBase m) => $"{m.DeclaringType!.Name}.{m.Name}({string.Join(", ", m.GetParameters().Select(p => p.Name))})";

    private static object? Sample(Type type) =>
        type == typeof(EmbeddingMatrix) ? Some.Matrix
        : type == typeof(string) ? ""
        : type.IsValueType ? Activator.CreateInstance(type)
        : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0)
        : type.IsGenericType && type.IsInterface && type.GetGenericArguments() is [var element] ? Array.CreateInstance(element, 0)
        : typeof(Delegate).IsAssignableFrom(type) ? null
        : Blank(type);

    /// <summary>An object that is never looked into: what is null is said first.</summary>
    private static object Blank(Type type) => RuntimeHelpers.GetUninitializedObject(type);
}
