using System.Globalization;
using StreamScoring.EmbeddedLog;
using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Pipeline.Ports;
using Xunit;

namespace StreamScoring.Integration.Tests.EmbeddedLog;

/// <summary>A process that writes the log dies by <c>kill -9</c>, again and again, on the same log.</summary>
public sealed class LogKillTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_acknowledged_commit_survives_and_none_is_half_done()
    {
        var seed = KillCount.Seed;
        var kills = KillCount.AtLeast(LogVictim.Points.Count);
        var random = new Random(seed);
        var hits = LogVictim.Points.ToDictionary(p => p, _ => 0, StringComparer.Ordinal);
        var folder = Directory.CreateTempSubdirectory("streamscoring-kill-").FullName;
        try
        {
            var acknowledged = 0;
            // A victim that finishes its work before it comes by its point is no kill: the point's turn is taken again, on an empty log.
            for (int kill = 0, victims = 0; kill < kills && victims < 3 * kills; victims++)
            {
                var point = LogVictim.Points[kill % LogVictim.Points.Count];
                // One opening has one opening; checkpoints come when their thread gets to them.
                var isSeldom = point is LogVictim.Opened || point.StartsWith("Checkpoint", StringComparison.Ordinal);
                var (killed, last) = Run(new VictimPlan(folder, seed, point, isSeldom ? 1 : 1 + random.Next(20)));
                acknowledged = Math.Max(acknowledged, last);
                if (killed)
                {
                    hits[point]++;
                    kill++;
                }

                // What a killer saw in the log must stay there, acknowledged by the victim or not.
                acknowledged = AssertWhole(folder, seed, acknowledged);
                if (acknowledged == LogWork.Commits)
                {
                    Directory.Delete(folder, recursive: true);
                    acknowledged = 0;
                }
            }

            Run(new VictimPlan(folder, seed, "", 0));
            Assert.Equal(LogWork.Commits, AssertWhole(folder, seed, LogWork.Commits));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.Equal(kills, hits.Values.Sum());
        output.WriteLine($"seed {seed}: {hits.Values.Sum()} kills: {string.Join(", ", hits.Select(h => $"{h.Key} {h.Value}"))}");
        Assert.All(hits, hit => Assert.True(hit.Value > 0, $"no victim died at {hit.Key}"));
    }

    [Fact]
    public void Another_process_is_named_as_the_holder_and_its_death_frees_the_log()
    {
        var folder = Directory.CreateTempSubdirectory("streamscoring-kill-").FullName;
        try
        {
            using var holder = VictimProcess.Start(LockVictim.Name, new VictimPlan(folder, 1, "", 0));
            Assert.Equal("open", holder.ReadLine());
            var options = new EmbeddedLogOptions(folder) { WaitForWriter = TimeSpan.Zero };
            var refused = Assert.ThrowsAny<LogException>(() => StreamScoring.EmbeddedLog.EmbeddedLog.Open(options, TimeProvider.System));
            Assert.Contains(
                $"process {holder.Id.ToString(CultureInfo.InvariantCulture)} on host",
                refused.Message,
                StringComparison.Ordinal
            );
            using (var reader = StreamScoring.EmbeddedLog.EmbeddedLog.OpenReadOnly(folder, TimeProvider.System))
                Assert.Equal(1, reader.ReadProgress(LogWork.Group, new TopicPartition("events", 0))!.NextOffset);
            holder.Kill();
            using var log = StreamScoring.EmbeddedLog.EmbeddedLog.Open(options, TimeProvider.System);
            LogWork.AssertHolds(log, 1, 1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (bool Killed, int Acknowledged) Run(VictimPlan plan)
    {
        using var victim = VictimProcess.Start(LogVictim.Name, plan);
        var lines = victim.ReadToEnd();
        Assert.True(victim.WasKilled || victim.ExitCode == 0, $"the victim of {plan} ended with {victim.ExitCode}");
        return (victim.WasKilled, lines.Count == 0 ? 0 : int.Parse(lines[^1], CultureInfo.InvariantCulture));
    }

    private static int AssertWhole(string folder, int seed, int acknowledged)
    {
        using var log = StreamScoring.EmbeddedLog.EmbeddedLog.Open(new EmbeddedLogOptions(folder), TimeProvider.System);
        int done;
        using (var writer = log.OpenWriter(LogWork.Group, "checker"))
            done = LogWork.CommitsDone(writer);
        // One commit may have become durable whose acknowledgement the victim did not live to write.
        Assert.InRange(done, acknowledged, Math.Min(acknowledged + 1, LogWork.Commits));
        LogWork.AssertHolds(log, seed, done);
        return done;
    }
}
