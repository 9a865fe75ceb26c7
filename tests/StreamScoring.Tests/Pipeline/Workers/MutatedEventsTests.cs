using System.Text.Json;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

/// <summary>Events broken in their bytes or structure, through the whole kernel: each is answered with scores or with a reason and a dead letter, and nothing grows.</summary>
public sealed class MutatedEventsTests(ITestOutputHelper output)
{
    private const int Chunk = 5_000;
    private const int Lines = 1_500;
    private const long AllowedGrowthBytes = 24 << 20;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly int s_count = Environment.GetEnvironmentVariable("STREAMSCORING_SOAK") == "1" ? 1_000_000 : 100_000;

    [Fact]
    public void Each_is_scored_or_a_dead_letter_with_a_reason_and_memory_does_not_grow()
    {
        using var golden = new GoldenPipelineCase("luma-purchase");
        using var log = new InMemoryLog(TimeProvider.System, new InMemoryLogOptions { SegmentBytes = 48 << 20, KeepsOneSegment = true });
        var settings = new PipelineSettings
        {
            SourceName = "luma",
            BatchSize = 200,
            Topics = new TopicNames { Rekeyed = "" },
        };
        log.EnsureTopic(new TopicSpec(settings.Topics.Events, 1));
        var counter = new Counter();
        var set = new ActiveSet([new DeployedService(golden.Plan.Name, golden.Plan)], settings);
        var options = new PipelineOptions(
            settings,
            "g",
            new StreamScoring.Events.Wire.Schemas.SchemaDictionary([]),
            TimeProvider.System,
            counter
        );
        using var host = new PipelineHost(log, new ActiveSets(set), options);
        host.Start();
        var check = new Check(log, settings.Topics);
        var random = new Random(20181105);
        var (warmBytes, lastBytes) = (0L, 0L);
        for (var done = 0; done < s_count; done += Chunk)
        {
            Produce(log, settings.Topics.Events, random, done);
            Assert.True(
                SpinWait.SpinUntil(() => counter.Committed == done + Chunk || host.WaitFor(TimeSpan.Zero), _patience),
                $"hangs after {counter.Committed} events"
            );
            if (counter.Committed != done + Chunk)
                host.Wait();
            check.Chunk();
            lastBytes = GC.GetTotalMemory(forceFullCollection: true);
            if (done + Chunk == s_count * 3 / 10)
                warmBytes = lastBytes;
        }

        host.Stop();
        host.Wait();
        output.WriteLine(
            $"{check.Records} mutated events: {check.Scored} scored, {check.ServiceFaults} faults of the service, {check.Duplicates} duplicates, "
                + $"{check.Faults} dead letters ({string.Join(", ", check.Codes.Select(c => $"{c.Key} {c.Value}"))}); heap {warmBytes >> 20} MiB when warm, {lastBytes >> 20} MiB at the end"
        );
        Assert.Equal(s_count, check.Records);
        Assert.Equal(check.Faults, check.DeadLetters);
        Assert.InRange(check.Scored / (double)s_count, 0.3, 0.7);
        Assert.InRange(check.Faults / (double)s_count, 0.2, 0.8);
        Assert.True(check.Codes.Count >= 4, $"only faults of {string.Join(", ", check.Codes.Keys)}");
        Assert.True(lastBytes - warmBytes < AllowedGrowthBytes, $"the heap grew from {warmBytes} to {lastBytes} bytes");
    }

    private static void Produce(InMemoryLog log, string topic, Random random, int first)
    {
        using var writer = log.OpenWriter("producer", "producer");
        for (var i = 0; i < Chunk; i++)
        {
            var line = WithId(LumaEvents.Lines[random.Next(Lines)], first + i);
            var (kind, where, what) = ((uint)random.Next(), (uint)random.Next(), (uint)random.Next());
            var mutated =
                i % 2 == 0 ? JsonMutator.BreakBytes(line, kind, where, what) : JsonMutator.BreakStructure(line, kind, where, what);
            writer.Append(
                new TopicPartition(topic, 0),
                "k"u8,
                mutated,
                default,
                DateTimeOffset.UnixEpoch.AddYears(49).ToUnixTimeMilliseconds()
            );
        }

        writer.Commit([]);
    }

    // An id of its own, else most would be duplicates, which are not scored.
    private static byte[] WithId(byte[] line, int number)
    {
        var copy = line.ToArray();
        var id = copy.AsSpan(copy.AsSpan().IndexOf("\"_id\":\""u8) + 7, 8);
        Assert.True(number.TryFormat(id, out _, "d8", System.Globalization.CultureInfo.InvariantCulture));
        return copy;
    }

    private sealed class Counter : IPipelineObserver
    {
        private long _committed;

        public long Committed => Volatile.Read(ref _committed);

        void IPipelineObserver.Committed(in CommitInfo commit) => Volatile.Write(ref _committed, commit.Progress[^1].NextOffset);
    }

    /// <summary>Reads what was published since it last looked, and judges every record.</summary>
    private sealed class Check(InMemoryLog log, TopicNames topics)
    {
        private readonly RecordBatch _batch = new(1000);
        private long _scoresAt;
        private long _deadAt;

        public int Records { get; private set; }

        public int Scored { get; private set; }

        public int ServiceFaults { get; private set; }

        public int Duplicates { get; private set; }

        public int Faults { get; private set; }

        public int DeadLetters { get; private set; }

        public SortedDictionary<string, int> Codes { get; } = new(StringComparer.Ordinal);

        public void Chunk()
        {
            using (var reader = log.OpenReader(topics.Scores, 0))
            {
                for (; reader.Read(_scoresAt, _batch, 8 << 20) > 0; _scoresAt = _batch.NextOffset)
                {
                    for (var i = 0; i < _batch.Count; i++)
                        Judge(_batch.Value(i));
                }
            }

            using var dead = log.OpenReader(topics.DeadLetters, 0);
            for (; dead.Read(_deadAt, _batch, 8 << 20) > 0; _deadAt = _batch.NextOffset)
            {
                for (var i = 0; i < _batch.Count; i++)
                {
                    Assert.True(
                        RecordHeaders.TryGet(_batch.Headers(i), "__streams.errors.message"u8, out var reason) && !reason.IsEmpty,
                        "a dead letter without a reason"
                    );
                    DeadLetters++;
                }
            }
        }

        private void Judge(ReadOnlySpan<byte> record)
        {
            var reader = new Utf8JsonReader(record);
            using var document = JsonDocument.ParseValue(ref reader);
            var data = document.RootElement.GetProperty("data");
            Records++;
            if (data.GetProperty("fault") is { ValueKind: JsonValueKind.Object } fault)
            {
                Faults++;
                var code = fault.GetProperty("code").GetString()!;
                Codes[code] = Codes.GetValueOrDefault(code) + 1;
            }
            else if (data.GetProperty("duplicateOf").ValueKind != JsonValueKind.Null)
                Duplicates++;
            else
            {
                var service = data.GetProperty("services").GetProperty("luma-purchase");
                if (service.GetProperty("fault").ValueKind != JsonValueKind.Null)
                    ServiceFaults++;
                else if (service.GetProperty("outputs").GetProperty("probability").GetDouble() is >= 0 and <= 1)
                    Scored++;
                else
                    Assert.Fail("neither a score nor a reason");
            }
        }
    }
}
