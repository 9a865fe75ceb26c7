using System.Globalization;
using System.Text;
using StreamScoring.Integration.Tests.Kills;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Pipeline;

/// <summary>The golden case once more, with a new process, restored from disk, for every batch.</summary>
[Trait("suite", "golden")]
public sealed class RestartTests(ITestOutputHelper output)
{
    [Fact]
    public void Restarted_after_every_batch_luma_purchase_gives_the_same_bytes_and_the_expected_scores()
    {
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var replay = new GoldenReplay(golden);
        var folder = Directory.CreateTempSubdirectory("streamscoring-restart-").FullName;
        try
        {
            int[] homes;
            using (var log = PipelineWork.Open(folder))
                homes = replay.Feed(log, 1);
            var (left, restarts) = ((long)replay.Events.Count, 0);
            while (left > 0)
            {
                var before = left;
                using var victim = VictimProcess.Start(OneBatchVictim.Name, new VictimPlan(folder, 1, "", 0));
                left = long.Parse(victim.ReadToEnd()[^1], CultureInfo.InvariantCulture);
                Assert.Equal(0, victim.ExitCode);
                Assert.Equal(Math.Max(0, before - OneBatchVictim.Settings.BatchSize), left);
                restarts++;
            }

            byte[][] data;
            using (var log = PipelineWork.Open(folder))
                data = GoldenReplay.DataOf(log, homes);
            AssertSame(replay.InMemory(replay.Events.Count, 1), data);
            Assert.Empty(GoldenComparison.Scores(golden, data, out var compared));
            output.WriteLine($"{compared} scores compared, {restarts} processes");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertSame(byte[][] expected, byte[][] data)
    {
        Assert.Equal(expected.Length, data.Length);
        for (var i = 0; i < data.Length; i++)
        {
            if (!data[i].AsSpan().SequenceEqual(expected[i]))
                Assert.Equal(Encoding.UTF8.GetString(expected[i]), Encoding.UTF8.GetString(data[i]));
        }
    }
}
