using System.Globalization;
using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Kafka;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>What a worker holds of events that it has not come to.</summary>
public sealed class PrefetchTests(KafkaFixture kafka, ITestOutputHelper output)
{
    private const int EventBytes = 16 * 1024;
    private const int EventsAPartition = 1_500;
    private const long Bound = 112L << 20;

    [Fact]
    public void A_backlog_far_larger_than_the_queues_does_not_grow_memory_beyond_them()
    {
        var plan = new KafkaPlan(kafka.Bootstrap, KafkaLogs.NewPrefix());
        using (var log = KafkaWork.Open(plan, "filler"))
        {
            log.EnsureTopic(new TopicSpec("large", KafkaWork.Partitions));
            using var writer = log.OpenWriter("filler", "filler");
            var bytes = new byte[EventBytes];
            for (var i = 0; i < KafkaWork.Partitions * EventsAPartition; i++)
            {
                writer.Append(new TopicPartition("large", i % KafkaWork.Partitions), default, bytes, default, 1, hasKey: false);
                if (i % 1_000 == 999)
                    writer.Commit([]);
            }

            writer.Commit([]);
        }

        using var victim = VictimProcess.Start(PrefetchVictim.Name, plan.Victim());
        var lines = victim.ReadToEnd();
        Assert.True(victim.ExitCode == 0, string.Join(Environment.NewLine, lines));
        var grown = long.Parse(lines[^1], CultureInfo.InvariantCulture);
        const long Backlog = (long)KafkaWork.Partitions * EventsAPartition * EventBytes;
        output.WriteLine($"a backlog of {Backlog >> 20} MiB; memory grew by {grown >> 20} MiB");
        // 8 queues of 4 MiB, the client's own 16 MiB and what is on its way into it, and the client itself.
        Assert.InRange(grown, 0, Bound);
    }
}
