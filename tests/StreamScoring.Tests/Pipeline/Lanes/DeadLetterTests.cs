using System.Buffers;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Lanes;

public sealed class DeadLetterTests : IDisposable
{
    private static readonly byte[] _broken = [(byte)'{', 0xFF, 0, 0x80, (byte)'}'];

    private readonly InMemoryLog _log = new(TimeProvider.System);
    private readonly PipelineRig _rig;

    public DeadLetterTests() => _rig = new PipelineRig(_log, new FakeTimeProvider());

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_dead_letter_keeps_key_bytes_and_headers_and_adds_what_was_wrong_and_where()
    {
        var own = new ArrayBufferWriter<byte>();
        RecordHeaders.Append(own, "bin", [0, 0xFF, 1]);
        RecordHeaders.Append(own, "bin", "again"u8);
        _rig.Produce(new ShopEvent { Id = "a", Person = "p" });
        _rig.ProduceRaw(0, [0xFE, 0], _broken, own.WrittenSpan, ShopEvent.StartMs + 3);
        Run();
        var batch = Read();
        Assert.Equal(1, batch.Count);
        Assert.Equal([0xFE, 0], batch.Key(0).ToArray());
        Assert.Equal(_broken, batch.Value(0).ToArray());
        Assert.Equal(own.WrittenSpan.ToArray(), batch.Headers(0)[..own.WrittenCount].ToArray());
        var added = Headers(batch.Headers(0)[own.WrittenCount..]);
        Assert.Equal("malformed", added["__streams.errors.exception"]);
        Assert.Equal("malformed", added["streamscoring.error.code"]);
        Assert.Equal("decode", added["streamscoring.error.stage"]);
        Assert.Equal("event", added["streamscoring.error.domain"]);
        Assert.Equal("xdm.events", added["__streams.errors.topic"]);
        Assert.Equal("0", added["__streams.errors.partition"]);
        Assert.Equal("1", added["__streams.errors.offset"]);
        Assert.Equal("1541440800003", added["streamscoring.original.timestamp"]);
        Assert.NotEmpty(added["__streams.errors.message"]);
    }

    [Fact]
    public void A_tombstone_is_no_event_and_stays_a_tombstone()
    {
        _rig.ProduceRaw(0, "k"u8, default, default, hasValue: false);
        Run();
        Assert.Equal("malformed", Assert.Single(_rig.Scores()).Fault);
        var batch = Read();
        Assert.True(batch.HasKey(0));
        Assert.False(batch.HasValue(0));
    }

    [Fact]
    public void A_broken_place_in_the_log_is_passed_over_with_a_dead_letter_in_the_same_commit()
    {
        _rig.Produce(
            Enumerable
                .Range(0, 10)
                .Select(i => new ShopEvent
                {
                    Id = $"e{i}",
                    Person = "p",
                    Second = i,
                })
        );
        _log.Store.Corrupt(new TopicPartition("xdm.events", 0), 0);
        _log.Store.Corrupt(new TopicPartition("xdm.events", 0), 6);
        _log.Store.Corrupt(new TopicPartition("xdm.events", 0), 9);
        Run();
        Assert.Equal(["e1", "e2", "e3", "e4", "e5", "e7", "e8"], _rig.Scores().Select(s => s.EventId));
        Assert.Equal(10, _rig.Progress()!.NextOffset);
        Assert.Equal(3, _rig.DeadLetters().Count);
        Assert.All(_rig.DeadLetters(), d => Assert.Null(d.Value));
        var headers = Headers(Read().Headers(0));
        Assert.Equal("corrupt", headers["streamscoring.error.code"]);
        Assert.Equal("source", headers["streamscoring.error.stage"]);
        Assert.Equal("environment", headers["streamscoring.error.domain"]);
        Assert.Equal("0", headers["__streams.errors.offset"]);
        Run();
        Assert.Equal(3, _rig.DeadLetters().Count);
    }

    private static Dictionary<string, string> Headers(ReadOnlySpan<byte> headers)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (RecordHeaders.TryRead(ref headers, out var name, out var value, out _))
            found.Add(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value));
        return found;
    }

    private RecordBatch Read()
    {
        using var reader = _log.OpenReader("xdm.events.dead-letters", 0);
        var batch = new RecordBatch(10);
        reader.Read(0, batch, 1 << 20);
        return batch;
    }

    private void Run() => _rig.RunToEnd(_rig.Set(ShopGraph.Counting()));
}
