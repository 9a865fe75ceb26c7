using Microsoft.Extensions.Time.Testing;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

/// <summary>A schema source that cannot tell now is nobody's fault: its partition rests and tries again, the others go on.</summary>
public sealed class RetryTests
{
    private const string Schema =
        """{"type":"record","name":"E","fields":[{"name":"_id","type":"string"},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}}]}""";
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_partition_whose_schema_cannot_be_had_rests_and_loses_nothing(int workers)
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var (schemas, retried) = (new MovingSource(), 0);
        PipelineRig rig = null!;
        var observer = new Callback
        {
            OnRetry = partition =>
            {
                Assert.Equal(new TopicPartition(rig.Settings.Topics.Events, 0), partition);
                Interlocked.Increment(ref retried);
            },
            AfterCommit = _ =>
            {
                // The source comes back only when the other partition is through and the first has asked several times.
                _clock.Advance(TimeSpan.FromSeconds(1));
                if (retried > 4 && rig.Scores(1).Count == 20)
                    schemas.IsBack = true;
            },
        };
        rig = new PipelineRig(log, _clock, 2, s => s with { MaxAheadMs = -1 })
        {
            Workers = workers,
            Schemas = schemas,
            Observer = observer,
        };
        for (var i = 0; i < 20; i++)
        {
            if (i % 5 == 2)
                rig.ProduceRaw(0, default, Avro($"e{i}"), default);
            else
                rig.ProduceTo(0, new ShopEvent { Id = $"e{i}", Second = i });
            rig.ProduceTo(1, new ShopEvent { Id = $"f{i}", Second = i });
        }

        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"e{i}"), rig.Scores(0).Select(s => s.EventId));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"f{i}"), rig.Scores(1).Select(s => s.EventId));
        Assert.All(rig.AllScores(), s => Assert.Null(s.Fault));
        Assert.Empty(rig.DeadLetters(0));
        Assert.True(retried > 4, $"{retried} retries");
    }

    [Fact]
    public void A_schema_that_does_not_exist_is_a_dead_letter_and_holds_up_nobody()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock);
        rig.ProduceRaw(0, default, Avro("e0"), default);
        rig.Produce(new ShopEvent { Id = "e1", Person = "p" });
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Equal(["unknown-schema", null], rig.Scores().Select(s => s.Fault));
        Assert.Single(rig.DeadLetters());
    }

    private static byte[] Avro(string id) =>
        [0, 0, 0, 0, 7, (byte)(id.Length * 2), .. System.Text.Encoding.ASCII.GetBytes(id), .. Zigzag(ShopEvent.StartMs)];

    private static IEnumerable<byte> Zigzag(long value)
    {
        for (var rest = (ulong)value << 1; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                yield return (byte)rest;
                yield break;
            }

            yield return (byte)(rest | 0x80);
        }
    }

    private sealed class MovingSource : ISchemaSource
    {
        private volatile bool _isBack;

        public bool IsBack
        {
            get => _isBack;
            set => _isBack = value;
        }

        public SchemaLookup TryGet(int id, out WriterSchema schema)
        {
            schema = new WriterSchema("7", "AVRO", Schema);
            return IsBack ? SchemaLookup.Found : SchemaLookup.Unavailable;
        }

        public SchemaLookup TryGet(Guid guid, out WriterSchema schema) => throw new NotSupportedException();
    }
}
