using System.Text;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

/// <summary>Decode, graph, model, encode, transaction: the whole way of an event takes nothing from the heap once warm.</summary>
public sealed class SteadyPathTests(ITestOutputHelper output)
{
    private const int BatchSize = 250;
    private const int Measured = 10_000;
    private const int Warm = 30_000;
    private const int SegmentBytes = 96 << 20;

    [Theory]
    [InlineData(RecordFormat.Json)]
    [InlineData(RecordFormat.Avro)]
    public void Ten_thousand_warmed_events_allocate_only_the_progress_of_each_commit(RecordFormat format)
    {
        using var golden = new GoldenPipelineCase("luma-purchase");
        using var log = new InMemoryLog(
            TimeProvider.System,
            new InMemoryLogOptions { SegmentBytes = SegmentBytes, KeepsOneSegment = true }
        );
        var settings = new PipelineSettings
        {
            SourceName = "luma",
            BatchSize = BatchSize,
            CommitIntervalMs = 0,
            // The events are counted by whole batches, however slow the machine is.
            BatchDeadlineUs = int.MaxValue,
            Format = format,
            PassHeaders = ["ct", "id"],
        };
        Fill(log, settings.Topics.Events);
        var meter = new Meter(Warm, Warm + Measured);
        using var metrics = new PipelineMetrics();
        var set = new ActiveSet([new DeployedService(golden.Plan.Name, golden.Plan)], settings);
        var options = new PipelineOptions(
            settings,
            "g",
            new StreamScoring.Events.Wire.Schemas.SchemaDictionary([]),
            TimeProvider.System,
            new CompositeObserver(metrics, meter)
        );
        using (var host = new PipelineHost(log, new ActiveSets(set), options))
        {
            host.StopAtEnd();
            host.Start();
            host.Wait();
        }

        var perProgress = SizeOfProgress();
        output.WriteLine(
            $"{meter.Allocated} bytes over {Measured} events in {meter.Commits} commits of {perProgress} bytes of progress each"
        );
        Assert.Equal(Measured / BatchSize, meter.Commits);
        Assert.Equal(0, meter.Faults);
        Assert.Equal(meter.Commits * perProgress, meter.Allocated);
    }

    /// <summary>Events of ten visitors, each with an id and a time of its own, so that every limit of their state is reached while warming.</summary>
    private static void Fill(InMemoryLog log, string topic)
    {
        log.EnsureTopic(new TopicSpec(topic, 1));
        string[] templates =
        [
            .. LumaEvents
                .Lines[..400]
                .Select(Encoding.UTF8.GetString)
                .Where(l => l.Contains("\"primary\":true", StringComparison.Ordinal))
                .Take(10),
        ];
        using var writer = log.OpenWriter("loader", "loader");
        var headers = new System.Buffers.ArrayBufferWriter<byte>();
        RecordHeaders.Append(headers, "ct", "1541440800000"u8);
        RecordHeaders.Append(headers, "other", "stays behind"u8);
        RecordHeaders.Append(headers, "id", "17"u8);
        var firstMs = DateTimeOffset.UnixEpoch.AddYears(50).ToUnixTimeMilliseconds();
        for (var i = 0; i < Warm + Measured; i++)
        {
            var line = templates[i % templates.Length];
            var timeMs = firstMs + (i * 20_000L);
            var time = DateTimeOffset
                .FromUnixTimeMilliseconds(timeMs)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
            var value = Replace(
                Replace(Replace(line, "\"_id\":\"", $"{i:d12}-luma"), "\"timestamp\":\"", time),
                "\"receivedTimestamp\":\"",
                time
            );
            writer.Append(new TopicPartition(topic, 0), "k"u8, Encoding.UTF8.GetBytes(value), headers.WrittenSpan, timeMs);
            if (i % BatchSize == BatchSize - 1)
                writer.Commit([]);
        }
    }

    private static string Replace(string line, string before, string value)
    {
        var start = line.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return line[..start] + value + line[line.IndexOf('"', start)..];
    }

    private static long SizeOfProgress()
    {
        Progress? made = null;
        var before = GC.GetAllocatedBytesForCurrentThread();
        made = new Progress(new TopicPartition("t", 0), 1, "s", -1);
        var size = GC.GetAllocatedBytesForCurrentThread() - before;
        GC.KeepAlive(made);
        return size;
    }

    /// <summary>What the worker's thread allocates between two commits.</summary>
    private sealed class Meter(long from, long to) : IPipelineObserver
    {
        private long _before;
        private int _commitsBefore;
        private int _commits;

        public long Allocated { get; private set; }

        public int Commits { get; private set; }

        public int Faults { get; private set; }

        void IPipelineObserver.Scored(ScoredBatch batch)
        {
            for (var row = 0; row < batch.Events.Count; row++)
            {
                if (!batch.Events.IsLive(row) || batch.Services[0].Runner.Faults[row] is not null)
                    Faults++;
            }
        }

        void IPipelineObserver.Committed(in CommitInfo commit)
        {
            _commits++;
            if (commit.Progress.Count == 0)
                return;
            var next = commit.Progress[0].NextOffset;
            if (next == from)
                (_before, _commitsBefore) = (GC.GetAllocatedBytesForCurrentThread(), _commits);
            if (next == to)
                (Allocated, Commits) = (GC.GetAllocatedBytesForCurrentThread() - _before, _commits - _commitsBefore);
        }
    }
}
