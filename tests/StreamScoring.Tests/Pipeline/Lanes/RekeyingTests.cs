using System.Buffers;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Lanes;

/// <summary>An event in another partition than its identity's is forwarded, and scored once, where the identity's state is.</summary>
public sealed class RekeyingTests : IDisposable
{
    private static readonly ShopEvent _event = new() { Person = "p" };

    private readonly InMemoryLog _log = new(TimeProvider.System);
    private readonly PipelineRig _rig;

    public RekeyingTests() => _rig = new PipelineRig(_log, new FakeTimeProvider(), 4) { Workers = 2 };

    private int Home => _rig.HomeOf(_event);

    private int Away => (Home + 1) % 4;

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_mis_keyed_event_is_scored_once_in_its_identitys_partition_with_ids_of_where_it_came_from()
    {
        _rig.ProduceTo(Away, _event with { Id = "a" });
        _rig.ProduceTo(Away, _event with { Second = 1 });
        _rig.ProduceTo(Away, _event with { Id = "b", Second = 2 });
        Run();
        Assert.Equal(3, _rig.AllScores().Count);
        var scores = _rig.Scores(Home);
        Assert.Equal(["shop:a", $"shop:xdm.events/{Away}/1", "shop:b"], scores.Select(s => s.Id));
        Assert.Equal([0d, 1d, 2d], scores.Select(s => s.Output("shop", "n_before")));
        Assert.All(scores, s => Assert.Equal("xdm.events.rekeyed", s.SourceTopic));
        Assert.Equal([0L, 1, 2], scores.Select(s => s.SourceOffset));
        Assert.All(scores, s => Assert.Equal("ECID:p", s.Record.Key));
    }

    [Fact]
    public void The_forwarded_record_keeps_bytes_time_and_headers_and_says_where_it_was()
    {
        var headers = Headers(("traceparent", "00-1"), ("empty", ""));
        _rig.ProduceRaw(Away, "wrong"u8, _event.ToJson(), headers, ShopEvent.StartMs + 7);
        Run();
        var forwarded = Assert.Single(_log.ReadAll(new TopicPartition("xdm.events.rekeyed", Home)));
        Assert.Equal("ECID:p", forwarded.Key);
        Assert.Equal(Encoding.UTF8.GetString(_event.ToJson()), forwarded.Value);
        Assert.Equal(ShopEvent.StartMs + 7, forwarded.TimestampMs);
        Assert.Equal(
            Convert.ToHexString(Headers(("traceparent", "00-1"), ("empty", ""), ("origin", $"xdm.events/{Away}/0"))),
            forwarded.Headers
        );
    }

    [Fact]
    public void A_strangers_origin_header_says_nothing()
    {
        _rig.ProduceRaw(Home, "ECID:p"u8, _event.ToJson(), Headers(("origin", "web")));
        _rig.ProduceRaw(Away, "ECID:p"u8, (_event with { Second = 1 }).ToJson(), Headers(("origin", "web")));
        Run();
        Assert.Equal(
            new[] { $"shop:xdm.events/{Away}/0", $"shop:xdm.events/{Home}/0" }.Order(StringComparer.Ordinal),
            _rig.Scores(Home).Select(s => s.Id).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void An_event_that_lies_wrong_in_the_re_keyed_topic_goes_home_and_keeps_its_first_origin()
    {
        Run();
        using (var writer = _log.OpenWriter("x", "x"))
        {
            writer.Append(
                new TopicPartition("xdm.events.rekeyed", Away),
                "k"u8,
                _event.ToJson(),
                Headers(("origin", "first/1/2")),
                ShopEvent.StartMs
            );
            writer.Commit([]);
        }

        Run();
        Assert.Equal("shop:first/1/2", Assert.Single(_rig.AllScores()).Id);
        Assert.Single(_rig.Scores(Home));
    }

    [Fact]
    public void What_cannot_be_forwarded_is_answered_where_it_lies()
    {
        _rig.ProduceTo(Away, _event with { Person = null });
        _rig.ProduceRaw(Away, "k"u8, "no event"u8, default);
        Run();
        Assert.Equal([null, "malformed"], _rig.Scores(Away).Select(s => s.Fault));
        Assert.Single(_rig.DeadLetters(Away));
        Assert.Empty(_log.ReadAll(new TopicPartition("xdm.events.rekeyed", Home)));
    }

    [Fact]
    public void An_event_from_the_future_stays_one_when_it_is_forwarded()
    {
        _rig.ProduceRaw(Away, "k"u8, (_event with { Second = 1000 }).ToJson(), default);
        Run();
        Assert.Equal("time-ahead", Assert.Single(_rig.Scores(Home)).Fault);
        Assert.Single(_rig.DeadLetters(Home));
        Assert.Empty(_rig.State(Home));
    }

    private static byte[] Headers(params (string Name, string Value)[] headers)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var (name, value) in headers)
            RecordHeaders.Append(buffer, name, Encoding.UTF8.GetBytes(value));
        return buffer.WrittenSpan.ToArray();
    }

    private void Run() => _rig.RunToEnd(_rig.Set(ShopGraph.Counting()));
}
