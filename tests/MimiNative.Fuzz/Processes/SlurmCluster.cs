using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace MimiNative.Fuzz.Processes;

/// <summary>
/// Slurm's own daemons on this machine: a cluster of one node that says it has twelve processors, with everything it writes in the folder of the test. They end with this object, and with the test's process however that ends: a shell watches its standard input for them.
/// </summary>
internal sealed class SlurmCluster : IAsyncDisposable
{
    private const string Folder = "slurm";

    // A runner of the tests may itself be a task of an array.
    private const string Client = "for v in ${!SLURM_@} ${!SBATCH_@}; do unset $v; done; export SLURM_CONF=\"$PWD/slurm/slurm.conf\" PATH=\"$PATH:/usr/sbin\";";

    private readonly MimiProcess _mimi;
    private readonly Process _daemons;

    private SlurmCluster(MimiProcess mimi)
    {
        _mimi = mimi;
        _daemons = mimi.Start(Client + """
            cd slurm && chmod 400 munge.key
            munged --foreground --force --key-file="$PWD/munge.key" --socket="$PWD/munge.socket" --pid-file="$PWD/munged.pid" --seed-file="$PWD/munged.seed" > munged.log 2>&1 & all=$!
            for i in {1..100}; do [ -S munge.socket ] && break; sleep 0.1; done
            slurmctld -D -c > slurmctld.log 2>&1 & all="$all $!"
            slurmd -D > slurmd.log 2>&1 & all="$all $!"
            cat > /dev/null
            [ -z "$(timeout 5 squeue --noheader)" ] || { timeout 5 scancel --user="$(id -un)"; sleep 3; }
            kill $all; for i in {1..50}; do kill -0 $all 2>/dev/null || break; sleep 0.1; done
            kill -KILL $all 2>/dev/null; wait
            """);
    }

    /// <summary>Starts one and waits until its node takes jobs; skips the calling test where Slurm isn't installed.</summary>
    public static async Task<SlurmCluster> Start(MimiProcess mimi)
    {
        Assert.SkipUnless((await mimi.Run(Client + "type slurmctld slurmd munged sbatch")).ExitCode == 0, "Slurm isn't installed (Debian: slurm-wlm, munge)");
        Assert.SkipUnless(Environment.UserName == "root", "slurmd starts jobs as root only");
        Directory.CreateDirectory(mimi.Path(Folder + "/state"));
        Directory.CreateDirectory(mimi.Path(Folder + "/spool"));
        File.WriteAllBytes(mimi.Path(Folder + "/munge.key"), RandomNumberGenerator.GetBytes(128));
        File.WriteAllText(mimi.Path(Folder + "/slurm.conf"), Configuration(mimi.Path(Folder), Environment.MachineName.Split('.')[0]));
        var cluster = new SlurmCluster(mimi);
        try
        {
            await cluster.Run("for i in {1..300}; do timeout 10 sinfo --noheader --format %t 2>/dev/null | grep -q idle && exit 0; sleep 0.1; done; exit 1");
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
        return cluster;
    }

    /// <summary>Runs a command of Slurm's, which must succeed, and gives what it printed.</summary>
    public async Task<string> Run(string command)
    {
        var result = await _mimi.Run(Client + command);
        Assert.True(result.ExitCode == 0, $"{command}: exit code {result.ExitCode}\n{result.Output}{result.Error}{Logs()}");
        return result.Output.Trim();
    }

    /// <summary>Waits until every task of an array has ended; how each did, in their order.</summary>
    public async Task<string> End(string job)
    {
        var states = "";
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(2); await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            states = await Run($"timeout 10 squeue --noheader --array --job {job} --states=all --format '%K %T' | sort -n");
            if (states.Split('\n').All(s => s.Split(' ')[^1] is "COMPLETED" or "FAILED" or "CANCELLED"))
                return states;
        }
        Assert.Fail($"the tasks have not ended: {states}\n{Logs()}");
        return "";
    }

    public async ValueTask DisposeAsync()
    {
        _daemons.StandardInput.Close();
        await _daemons.WaitForExitAsync(CancellationToken.None);
        _daemons.Dispose();
    }

    /// <summary>The ends of all logs, and what tasks printed.</summary>
    private string Logs() => string.Join("\n", Directory.GetFiles(_mimi.Path(Folder), "*.log").Concat(Directory.GetFiles(_mimi.Folder, "slurm-*.out")).Select(f => $"== {f}\n{string.Join('\n', File.ReadLines(f).TakeLast(20))}"));

    // Processes are told apart by Linux's process tree: cgroups may be missing or belong to another.
    private static string Configuration(string folder, string host)
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        return $"""
            ClusterName=mimi
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser=root
            AuthType=auth/munge
            AuthInfo=socket={folder}/munge.socket
            SlurmctldPort={((IPEndPoint)one.LocalEndpoint).Port}
            SlurmdPort={((IPEndPoint)other.LocalEndpoint).Port}
            StateSaveLocation={folder}/state
            SlurmdSpoolDir={folder}/spool
            SlurmctldPidFile={folder}/slurmctld.pid
            SlurmdPidFile={folder}/slurmd.pid
            ProctrackType=proctrack/linuxproc
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SchedulerParameters=batch_sched_delay=0,sched_interval=1
            SlurmdParameters=config_overrides
            KillWait=1
            MailProg=/bin/true
            NodeName={host} NodeAddr=127.0.0.1 CPUs=12
            PartitionName=main Nodes=ALL Default=YES

            """;
    }
}
