using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>What workers do with a log whose own bytes are broken.</summary>
public sealed class CorruptBatchTests
{
    [Fact]
    public void A_broken_batch_is_named_with_the_next_offset_that_can_be_read()
    {
        using var cluster = KafkaFixture.StartCluster(1);
        using var log = KafkaWork.Open(new KafkaPlan(cluster.Bootstrap, ""), "corrupt", settles: true);
        var partition = new TopicPartition("events", 0);
        log.EnsureTopic(new TopicSpec("events", 2));
        // Each commit is one batch of 5 records and a marker: offsets 0-4, 6-10, 12-16.
        foreach (var word in (string[])["first", "second", "third"])
            log.Write(partition, Enumerable.Range(0, 5).Select(i => $"{word} {i}"));
        log.Write(new TopicPartition("events", 1), "healthy");
        cluster.Nodes[0].Stop();
        FlipByteAfter(cluster.Nodes[0], "second 2", "events");
        cluster.Restart(cluster.Nodes[0]);

        using (var reader = log.OpenReader("events", 0))
        {
            var batch = new RecordBatch(100);
            Assert.Equal(5, reader.Read(0, batch, 1 << 20));
            var broken = Assert.Throws<CorruptRecordException>(() => reader.Read(batch.NextOffset, batch, 1 << 20));
            Assert.Equal((partition, 6L, 11L), (broken.Partition, broken.Offset, broken.NextOffset));
            Assert.Equal(5, reader.Read(broken.NextOffset, batch, 1 << 20));
        }

        using var source = log.Subscribe("g", ["events"], new AssignmentRecorder());
        var values = new List<string?>();
        CorruptRecordException? met = null;
        var records = new RecordBatch(100);
        var started = TimeProvider.System.GetTimestamp();
        while (values.Count < 11 && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(1))
        {
            try
            {
                if (source.Poll(records, 1 << 20, TimeSpan.FromMilliseconds(200), CancellationToken.None) is { } from)
                    values.AddRange(LogRecord.Of(from, records).Select(r => r.Value));
            }
            catch (CorruptRecordException e)
            {
                met = e;
                source.Seek(e.Partition, e.NextOffset);
            }
        }

        Assert.Equal((6L, 11L), (met?.Offset, met?.NextOffset));
        Assert.Equal(11, values.Count);
        Assert.Contains("healthy", values);
        Assert.DoesNotContain("second 0", values);
        Assert.Contains("third 4", values);
    }

    [Fact]
    public void A_pipeline_passes_over_a_broken_batch_with_a_dead_letter_that_says_where_and_scores_all_the_rest()
    {
        using var cluster = KafkaFixture.StartCluster(1);
        var plan = new KafkaPlan(cluster.Bootstrap, "");
        using var log = KafkaWork.Open(plan, "worker", settles: true);
        var skipped = new Skips();
        var rig = new PipelineRig(log, TimeProvider.System) { Observer = skipped };
        // Each commit is one batch of 5 records and a marker: offsets 0-4, 6-10, 12-16.
        foreach (var word in (string[])["first", "second", "third"])
            rig.Produce(
                Enumerable
                    .Range(0, 5)
                    .Select(i => new ShopEvent
                    {
                        Id = $"{word} {i}",
                        Person = "p",
                        Second = i,
                    })
            );
        cluster.Nodes[0].Stop();
        FlipByteAfter(cluster.Nodes[0], "second 2", rig.Settings.Topics.Events);
        cluster.Restart(cluster.Nodes[0]);
        using (var host = rig.Host(rig.Set(ShopGraph.Counting())))
        {
            host.Start();
            Patience.Until(() => Backlog.HasEnded(host) || rig.Scores().Count == 10, "ten scores", every: 200);
            host.Stop();
            host.Wait();
        }

        Assert.Equal((6L, 11L), Assert.Single(skipped.Found));
        Assert.Equal(
            ((string[])["first", "third"]).SelectMany(w => Enumerable.Range(0, 5).Select(i => $"{w} {i}")),
            rig.Scores().Select(s => s.EventId)
        );
        var headers = System.Text.Encoding.UTF8.GetString(Convert.FromHexString(Assert.Single(rig.DeadLetters()).Headers));
        Assert.Contains("corrupt", headers, StringComparison.Ordinal);
        Assert.Contains("offset 6", headers, StringComparison.Ordinal);
    }

    private static void FlipByteAfter(KafkaNode node, string text, string topic)
    {
        var wanted = System.Text.Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(node.Folder, "data", topic + "-0"), "*.log"))
        {
            var bytes = File.ReadAllBytes(file);
            var at = bytes.AsSpan().IndexOf(wanted);
            if (at < 0)
                continue;
            bytes[at] ^= 1;
            File.WriteAllBytes(file, bytes);
            return;
        }

        Assert.Fail($"no segment holds '{text}'");
    }

    private sealed class Skips : IPipelineObserver
    {
        public List<(long, long)> Found { get; } = [];

        void IPipelineObserver.SkippedCorrupt(TopicPartition partition, long offset, long nextOffset) => Found.Add((offset, nextOffset));
    }
}
