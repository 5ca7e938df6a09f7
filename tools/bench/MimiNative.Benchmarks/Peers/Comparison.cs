using System.Diagnostics;
using MimiNative.Encoder;
using MimiNative.Performance;
using MimiNative.Plain;
using MimiNative.WavLm;
using MimiNative.Weights;
using static System.FormattableString;

namespace MimiNative.Benchmarks.Peers;

/// <summary>
/// Both networks beside whoever else runs here, in turns in one run, on the same weights and the same ten seconds of noise. Beside every speed stands how far the result is from the book's sums in float64
/// (<see cref="PlainEncoder"/>, <see cref="PlainWavLm"/>): who computes something else, or less exactly, isn't faster.
/// </summary>
internal static class Comparison
{
    private const int Seconds = 10;
    private const string Weights = "synthetic:1";

    /// <summary>Prints the tables.</summary>
    /// <param name="rounds">Turns.</param>
    /// <param name="each">Seconds for each figure in a turn.</param>
    /// <param name="networks"><c>mimi</c>, <c>wavlm</c>.</param>
    public static int Print(int rounds, double each, IReadOnlyList<string> networks)
    {
        var folder = Directory.CreateTempSubdirectory("mimi-peers-");
        try
        {
            var torch = TorchPeer.Version();
            if (torch is null)
                Console.WriteLine("left out: PyTorch (no Python with torch and numpy; name one with PYTHON=…)");
            foreach (var network in networks)
                using (var task = network == "mimi" ? (PeerTask)new MimiTask(folder.FullName) : new WavLmTask(folder.FullName))
                    foreach (var threads in (int[])[.. new[] { 1, 2, 4, 8, 16, 32, 64, Environment.ProcessorCount }.Where(n => n <= Environment.ProcessorCount).Distinct().Order()])
                        Compare(task, torch, threads, rounds, each);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compare(PeerTask task, string? torch, int threads, int rounds, double each)
    {
        List<Contender> contenders = [.. task.Contenders(threads)];
        if (torch is not null)
            contenders.Add(TorchPeer.Create(torch, task.TorchScript, task.Inputs, threads));
        try
        {
            var (peak, best, outputs) = (0.0, contenders.Select(_ => new double[rounds]).ToList(), new float[contenders.Count][]);
            for (var round = 0; round < rounds; round++)
            {
                peak = Math.Max(peak, MachinePeak.Gigaflops(threads));
                for (var i = 0; i < contenders.Count; i++)
                    (best[i][round], outputs[i]) = contenders[i].Measure(each);
            }

            Console.WriteLine(Invariant($"\n{task.Name}, {Seconds} s of audio, {threads} thread{(threads == 1 ? "" : "s")}: FMA peak {peak:F1} GFLOP/s; medians of {rounds} rounds' best runs\n"));
            Console.WriteLine(Invariant($"| {"",-34} | {"speed",7} | {"GFLOP/s",7} | {"of peak",7} | {"ours is",7} | {"in the rounds",13} | {"error",7} |{task.ExtraTitle}"));
            Console.WriteLine($"|{new string('-', 36)}|{string.Concat(Enumerable.Repeat("---------|", 4))}---------------|---------|{(task.ExtraTitle.Length > 0 ? $"{new string('-', task.ExtraTitle.Length - 1)}|" : "")}");
            for (var i = 0; i < contenders.Count; i++)
            {
                var (time, ratios) = (Median(best[i]), best[i].Zip(best[0], (other, own) => other / own).ToArray());
                var (beside, between) = i == 0 ? ("", "") : (Invariant($"{Median(ratios):F2}x"), Invariant($"{ratios.Min():F2}-{ratios.Max():F2}"));
                Console.WriteLine(Invariant($"| {contenders[i].Name,-34} | {Seconds / time,6:F1}x | {task.Gigaflop / time,7:F1} | {task.Gigaflop / time / peak,7:P0} | {beside,7} | {between,13} | {Error(outputs[i], task.Truth),7:0.0e+0} |{task.Extra(i, outputs[i])}"));
            }
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }

    /// <summary>Relative RMS.</summary>
    public static double Error(float[] output, double[] truth) => output.Length != truth.Length ? double.NaN
        : Math.Sqrt(output.Zip(truth, (a, b) => (a - b) * (a - b)).Sum() / truth.Sum(b => b * b));

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    /// <summary>What is computed, and what comes out of it in float64.</summary>
    private abstract class PeerTask : IDisposable
    {
        public abstract string Name { get; }

        /// <summary>In tools/bench.</summary>
        public abstract string TorchScript { get; }

        /// <summary>The file of <see cref="PeerInputs"/>.</summary>
        public required string Inputs { get; init; }

        /// <summary>Of a run, by the plain sums, whoever saves some of them.</summary>
        public double Gigaflop { get; protected init; }

        public double[] Truth { get; protected init; } = [];

        /// <summary>The title of one more column.</summary>
        public virtual string ExtraTitle => "";

        /// <summary>Ours first.</summary>
        public abstract IEnumerable<Contender> Contenders(int threads);

        /// <summary>One more cell.</summary>
        /// <param name="contender">Its number; 0 is ours.</param>
        /// <param name="output">What it computed.</param>
        public virtual string Extra(int contender, float[] output) => "";

        public abstract void Dispose();

        /// <summary>Takes its time, and says so.</summary>
        protected static T Slowly<T>(string what, Func<T> compute)
        {
            var start = Stopwatch.GetTimestamp();
            Console.Error.Write($"{what} in float64, by the book … ");
            var result = compute();
            Console.Error.WriteLine(Invariant($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s"));
            return result;
        }

        protected static double[] Flat(double[,] rows) => [.. rows.Cast<double>()];
    }

    private sealed class MimiTask : PeerTask
    {
        private readonly Checkpoint _weights = Checkpoint.Open(Weights);
        private readonly float[] _samples;
        private readonly int[,] _codes;
        private int[,] _ours = new int[0, 0];

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public MimiTask(string folder)
        {
            _samples = Noise.Clip(Seconds, _weights.Config.SampleRate);
            Inputs = Path.Combine(folder, "mimi.safetensors");
            PeerInputs.Write(Inputs, _weights, _samples);
            var truth = Slowly(Name, () => new PlainEncoder(_weights).Encode(_samples, PaddingDialect.Waveform));
            (Truth, _codes) = (Flat(truth.Taps["latent"]), truth.Codes);
            using var encoder = MimiEncoder.Load(Checkpoint.Open(Weights));
            Gigaflop = 2e-9 * encoder.Profile(_samples, new EncodeOptions()).Sum(p => p.Macs);
        }

        public override string Name => "Mimi, waveform to latent";

        public override string TorchScript => "torch_mimi.py";

        public override string ExtraTitle => " codes that differ of 10,000 |";

        public override IEnumerable<Contender> Contenders(int threads)
        {
            var encoder = MimiEncoder.Load(Checkpoint.Open(Weights), new LoadOptions { Threads = threads });
            var codes = encoder.Encode(_samples, new EncodeOptions { Codebooks = _weights.Config.Codebooks }).Codes!;
            _ours = new int[codes.Codebooks, codes.Frames];
            for (var c = 0; c < codes.Codebooks; c++)
                for (var t = 0; t < codes.Frames; t++)
                    _ours[c, t] = codes[c, t];
            yield return Contender.Here("MimiNative", encoder, () => encoder.Encode(_samples)["latent"].Values);
            yield return OnnxPeer.Create(OnnxMimi.Model(_weights, _samples.Length), _samples, threads);
        }

        /// <summary>Ours are the codes that we make; who stops at the latent has it quantised in float64.</summary>
        public override string Extra(int contender, float[] output)
        {
            var codes = contender == 0 ? _ours : Quantised(output);
            var differ = codes.Cast<int>().Zip(_codes.Cast<int>()).Count(c => c.First != c.Second);
            return Invariant($" {1e4 * differ / _codes.Length,27:F1} |");
        }

        private int[,] Quantised(float[] latent)
        {
            var rows = new double[latent.Length / _weights.Config.Width, _weights.Config.Width];
            for (var i = 0; i < latent.Length; i++)
                rows[i / _weights.Config.Width, i % _weights.Config.Width] = latent[i];
            return new PlainEncoder(_weights).Quantise(rows).Codes;
        }

        public override void Dispose() => _weights.Dispose();
    }

    private sealed class WavLmTask : PeerTask
    {
        private readonly WavLmCheckpoint _weights = WavLmCheckpoint.Open(Weights);
        private readonly float[] _samples = Noise.Clip(Seconds, WavLmConfig.SampleRate);

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public WavLmTask(string folder)
        {
            Inputs = Path.Combine(folder, "wavlm.safetensors");
            PeerInputs.Write(Inputs, _weights, new WavLmTensors(_weights.Config).All, _samples);
            Truth = Flat(Slowly(Name, () => new PlainWavLm(_weights).Encode(_samples))[WavLmEncoder.EmbeddingTap]);
            Gigaflop = 2e-9 * WavLmSpeed.Macs(_weights.Config, _samples.Length);
        }

        public override string Name => "WavLM, waveform to x-vector";

        public override string TorchScript => "torch_wavlm.py";

        public override IEnumerable<Contender> Contenders(int threads)
        {
            var encoder = WavLmEncoder.Load(Weights, threads);
            yield return Contender.Here("MimiNative", encoder, () => encoder.Embed(_samples));
            yield return OnnxPeer.Create(OnnxWavLm.Model(_weights, _samples.Length), _samples, threads);
        }

        public override void Dispose() => _weights.Dispose();
    }
}
