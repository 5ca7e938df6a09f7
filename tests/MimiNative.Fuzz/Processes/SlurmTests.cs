using System.Globalization;
using MimiNative.Audio;

namespace MimiNative.Fuzz.Processes;

/// <summary>The script for Slurm of docs/data.md, run by Slurm.</summary>
public sealed class SlurmTests : IDisposable
{
    private readonly MimiProcess _mimi = new();

    public void Dispose() => _mimi.Dispose();

    [Fact]
    public async Task An_array_of_three_tasks_one_of_which_fails_and_is_run_again_gives_the_bytes_of_one_run()
    {
        await using var slurm = await SlurmCluster.Start(_mimi);
        for (var i = 1; i <= 6; i++)
            WavWriter.Write(_mimi.Path($"{i}.wav"), [.. Enumerable.Range(0, 3000 * i).Select(s => 0.3f * MathF.Sin(s * 0.01f * i))]);
        File.WriteAllLines(_mimi.Path("cuts.jsonl"), Enumerable.Range(1, 6).Select(i => string.Create(CultureInfo.InvariantCulture,
            $$$"""{"id":"c{{{i}}}","start":0,"duration":{{{i / 8.0}}},"channel":0,"supervisions":[],"recording":{"id":"r{{{i}}}","sources":[{"type":"file","channels":[0],"source":"{{{i}}}.wav"}],"sampling_rate":24000,"num_samples":{{{3000 * i}}},"duration":{{{i / 8.0}}}},"type":"MonoCut"}""")));
        File.WriteAllText(_mimi.Path("script"), Documented.Block("sh", "#SBATCH"));

        // Task 2 can't write its part.
        Directory.CreateDirectory(_mimi.Path("part2.safetensors"));
        var job = await slurm.Run(MimiProcess.OnPath("sbatch --parsable --array=1-3 script"));
        var whole = await _mimi.Run("mimi embed cuts.jsonl --weights synthetic:1 --threads 4 --out whole.safetensors");
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal("1 COMPLETED\n2 FAILED\n3 COMPLETED", await slurm.End(job));
        Directory.Delete(_mimi.Path("part2.safetensors"));
        var merge = await _mimi.Run("mimi merge part*.safetensors --out embeddings.safetensors");
        Assert.Equal((3, false), (merge.ExitCode, File.Exists(_mimi.Path("embeddings.safetensors"))));
        Assert.Contains("1 of 3 parts is missing: 2", merge.Error, StringComparison.Ordinal);

        // Slurm lets a task that failed wait for two minutes.
        await slurm.Run($"scontrol requeue {job}_2 && scontrol update JobId={job}_2 StartTime=now");
        Assert.Equal("1 COMPLETED\n2 COMPLETED\n3 COMPLETED", await slurm.End(job));
        merge = await _mimi.Run("mimi merge part*.safetensors --out embeddings.safetensors");
        Assert.True(merge.ExitCode == 0, merge.Error);
        Assert.Equal(File.ReadAllBytes(_mimi.Path("whole.safetensors")), File.ReadAllBytes(_mimi.Path("embeddings.safetensors")));

        // Slurm knows nothing of the array that a lone task belongs to.
        var lone = await slurm.Run(MimiProcess.OnPath("sbatch --parsable --array=2 script"));
        Assert.Equal("2 FAILED", await slurm.End(lone));
        Assert.Contains("an array of one task", File.ReadAllText(_mimi.Path($"slurm-{lone}_2.out")), StringComparison.Ordinal);
    }
}
