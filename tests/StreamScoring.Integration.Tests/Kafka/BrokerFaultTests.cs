using StreamScoring.Integration.Tests.Pipeline;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Kafka;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Integration.Tests.Kafka;

/// <summary>What workers do when a broker goes away, and when it holds broken bytes.</summary>
public sealed class BrokerFaultTests(ITestOutputHelper output)
{
    [Fact]
    public void Scoring_goes_on_by_itself_after_the_broker_was_killed_and_came_back()
    {
        const int Events = 12_000;
        using var cluster = KafkaFixture.StartCluster(1);
        using var golden = new GoldenPipelineCase(PipelineWork.Case);
        var undisturbed = KafkaWork.Undisturbed(golden, Events);
        var aborts = new AbortCount(output.WriteLine);
        using var log = KafkaWork.Open(cluster.Bootstrap, "", "worker", output.WriteLine);
        new GoldenReplay(golden).Feed(log, KafkaWork.Partitions, count: Events, strays: KafkaWork.IsStray);
        using (var host = PipelineWork.Host(log, golden, PipelineVictim.Settings, workers: 2, aborts))
        {
            host.Start();
            Patience.Until(() => aborts.SomeCommits.IsSet || HasEnded(host), "ten commits");

            cluster.Nodes[0].Kill();
            if (host.WaitFor(TimeSpan.FromSeconds(8)))
                host.Wait();
            cluster.Restart(cluster.Nodes[0]);
            Patience.Until(() => HasEnded(host) || KafkaWork.IsDone(cluster.Bootstrap, ""), "all events to be scored after the broker came back");

            host.Stop();
            host.Wait();
        }

        KafkaWork.AssertWhole(log, undisturbed);
        for (var p = 0; p < KafkaWork.Partitions; p++)
            Assert.Empty(log.Values(new TopicPartition(PipelineVictim.Settings.Topics.DeadLetters, p)));
        output.WriteLine($"{aborts.Aborts} transactions were given up and done again");
    }

    [Fact]
    public void A_broken_batch_is_named_with_the_next_offset_that_can_be_read()
    {
        using var cluster = KafkaFixture.StartCluster(1);
        using var log = KafkaWork.Open(cluster.Bootstrap, "", "corrupt");
        var partition = new TopicPartition("events", 0);
        log.EnsureTopic(new TopicSpec("events", 2));
        // Each commit is one batch of 5 records and a marker: offsets 0-4, 6-10, 12-16.
        foreach (var word in (string[])["first", "second", "third"])
            log.Write(partition, Enumerable.Range(0, 5).Select(i => $"{word} {i}"));
        log.Write(new TopicPartition("events", 1), "healthy");
        cluster.Nodes[0].Stop();
        FlipByteAfter(cluster.Nodes[0], "second 2");
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

    // Throws what ended it: a host that is to run does not end by itself.
    private static bool HasEnded(PipelineHost host)
    {
        if (host.WaitFor(TimeSpan.Zero))
            host.Wait();
        return false;
    }

    private static void FlipByteAfter(KafkaNode node, string text)
    {
        var wanted = System.Text.Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(node.Folder, "data", "events-0"), "*.log"))
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

    private sealed class AbortCount(Action<string> say) : IPipelineObserver
    {
        private int _aborts;
        private int _commits;

        public CountdownEvent SomeCommits { get; } = new(1);

        public int Aborts => _aborts;

        void IPipelineObserver.Aborted(int worker, string reason)
        {
            Interlocked.Increment(ref _aborts);
            say($"worker {worker} gave up: {reason}");
        }

        void IPipelineObserver.Failed(int worker, Exception reason) => say($"worker {worker} ended: {reason}");

        void IPipelineObserver.Committed(in CommitInfo commit)
        {
            if (Interlocked.Increment(ref _commits) == 10)
                SomeCommits.Signal();
        }
    }
}
