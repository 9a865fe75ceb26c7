using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Lanes;

/// <summary>What is scored, what only marked, what refused; and that what is refused leaves no trace in state.</summary>
public sealed class AdmissionTests : IDisposable
{
    private readonly InMemoryLog _log = new(TimeProvider.System);
    private readonly PipelineRig _rig;

    public AdmissionTests() => _rig = NewRig(s => s);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void An_id_seen_before_is_marked_has_no_values_and_touches_no_state()
    {
        _rig.Produce(Event("a", 0), Event("b", 1));
        Run();
        var state = _rig.State();
        _rig.Produce(Event("a", 2), Event("b", 3), Event("a", 4));
        Run();
        Assert.Equal(state, _rig.State());
        _rig.Produce(Event("c", 5));
        Run();
        var scores = _rig.Scores();
        Assert.Equal([null, null, "shop:a", "shop:b", "shop:a", null], scores.Select(s => s.DuplicateOf));
        Assert.All(scores.Skip(2).Take(3), s => Assert.Empty(s.Services.EnumerateObject()));
        Assert.Equal(2, scores[5].Output("shop", "n_before"));
        Assert.Empty(_rig.DeadLetters());
    }

    [Fact]
    public void Duplicates_inside_one_batch_are_marked_too()
    {
        _rig.Produce(Event("a", 0), Event("a", 0), Event("a", 0));
        Run();
        Assert.Equal([null, "shop:a", "shop:a"], _rig.Scores().Select(s => s.DuplicateOf));
    }

    [Fact]
    public void The_same_id_of_another_person_is_no_duplicate()
    {
        _rig.Produce(Event("a", 0), Event("a", 0) with { Person = "q" });
        Run();
        Assert.All(_rig.Scores(), s => Assert.Null(s.DuplicateOf));
    }

    [Fact]
    public void Ids_are_remembered_for_24_hours_of_event_time()
    {
        const double day = 86_400;
        _rig.Produce(Event("a", 0), Event("b", day), Event("a", 1), Event("c", day + 1), Event("a", 2), Event("a", 3));
        Run();

        // At the border it is known, one second behind it is not; then it is new, and known again by its second time.
        Assert.Equal([null, null, "shop:a", null, null, "shop:a"], _rig.Scores().Select(s => s.DuplicateOf));
    }

    [Fact]
    public void A_key_remembers_its_newest_256_ids()
    {
        _rig.Produce(Enumerable.Range(0, 257).Select(i => Event($"e{i}", i)));
        _rig.Produce(Event("e1", 300), Event("e0", 301));
        Run();
        var scores = _rig.Scores();
        Assert.Equal("shop:e1", scores[257].DuplicateOf);
        Assert.Null(scores[258].DuplicateOf);
        Assert.Equal(257, scores[258].Output("shop", "n_before"));
    }

    [Fact]
    public void Without_identity_an_event_is_scored_on_empty_state_and_writes_none()
    {
        _rig.Produce(Event("a", 0) with { Person = null }, Event("a", 1) with { Person = null }, Event("b", 2));
        Run();
        var scores = _rig.Scores();
        Assert.Equal([0d, 0d, 0d], scores.Select(s => s.Output("shop", "n_before")));
        Assert.All(scores, s => Assert.Null(s.DuplicateOf));
        Assert.Equal(["ECID:p"], _rig.State().Keys);
        Assert.Empty(_rig.DeadLetters());
    }

    [Fact]
    public void A_score_is_keyed_by_the_identity_whatever_the_events_own_key_was()
    {
        _rig.ProduceRaw(0, "another"u8, Event("a", 0).ToJson(), default);
        _rig.ProduceRaw(0, "another"u8, (Event("b", 1) with { Person = null }).ToJson(), default);
        Run();
        Assert.Equal(["ECID:p", "another"], _rig.Scores().Select(s => s.Record.Key));
    }

    [Fact]
    public void Of_an_event_that_can_be_read_but_not_used_the_record_says_which_it_was()
    {
        _rig.ProduceRaw(0, "k"u8, "{\"_id\":\"x\",\"timestamp\":\"2026-01-05T10:00:00Z\",\"productListItems\":7}"u8, default);
        _rig.ProduceRaw(0, "k"u8, "{\"_id\":\"y\",\"productListItems\":[]}"u8, default);
        _rig.ProduceRaw(0, "k"u8, "{\"_id\":\"z\",\"timestamp\":\"2026-01-05T10:00:00Z\""u8, default);
        Run();
        var scores = _rig.Scores();
        Assert.Equal(["type-mismatch", "time-missing", "malformed"], scores.Select(s => s.Fault));
        Assert.Equal(["x", "y", null], scores.Select(s => s.EventId));
        Assert.Equal(["shop:x", "shop:y", "shop:xdm.events/0/2"], scores.Select(s => s.Id));
    }

    [Fact]
    public void An_event_dated_more_than_5_minutes_after_the_log_got_it_is_refused_and_poisons_nothing()
    {
        Raw(Event("a", 300), arrivalSecond: 0);
        Raw(Event("b", 300.001), arrivalSecond: 0);
        Raw(Event("c", 86_400), arrivalSecond: 0);
        Raw(Event("d", 86_400), arrivalSecond: 86_400);
        Run();
        Assert.Equal([null, "time-ahead", "time-ahead", null], _rig.Scores().Select(s => s.Fault));
        Assert.Equal(["a", "b", "c", "d"], _rig.Scores().Select(s => s.EventId));
        Assert.Equal([0, 1], _rig.Scores().Where(s => s.Fault is null).Select(s => (int)s.Output("shop", "n_before")!));
        Assert.Equal(2, _rig.DeadLetters().Count);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 1_000_000 + 1)]
    public void An_arrival_beyond_all_times_believes_every_event(long timestampMs)
    {
        var e = Event("a", 0);
        _rig.ProduceRaw(0, Encoding.UTF8.GetBytes(e.Key!), e.ToJson(), default, timestampMs);
        Run();
        Assert.Null(Assert.Single(_rig.Scores()).Fault);
    }

    [Fact]
    public void The_rule_of_the_future_can_be_turned_off()
    {
        var rig = NewRig(s => s with { MaxAheadMs = -1 });
        Raw(Event("a", 1e6), arrivalSecond: 0);
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Null(Assert.Single(rig.Scores()).Fault);
    }

    [Fact]
    public void Broken_rows_cost_their_neighbours_nothing()
    {
        _rig.Produce(Event("a", 0));
        _rig.ProduceRaw(0, "k"u8, "{\"_id\":"u8, default);
        _rig.Produce(Event("b", 1) with { Price = ShopGraph.FailingPrice });
        _rig.Produce(Event("c", 2) with { Price = ShopGraph.NaNPrice });
        _rig.ProduceRaw(0, "k"u8, "{\"_id\":\"x\"}"u8, default);
        _rig.Produce(Event("d", 3));
        Run();
        var scores = _rig.Scores();
        Assert.Equal([null, "malformed", null, null, "time-missing", null], scores.Select(s => s.Fault));
        Assert.Equal("model-failed", scores[2].FaultOf("shop"));
        Assert.Equal("score-nan", scores[3].FaultOf("shop"));
        Assert.Null(scores[5].FaultOf("shop"));

        // A row whose model failed is part of the history; one that was refused is not. Neither service fault is a dead letter.
        Assert.Equal(3, scores[5].Output("shop", "n_before"));
        Assert.Equal(2, _rig.DeadLetters().Count);
    }

    [Fact]
    public void One_services_fault_leaves_the_others_standing()
    {
        _rig.Produce(Event("a", 0) with { Price = ShopGraph.NaNPrice }, Event("b", 1));
        _rig.RunToEnd(_rig.Set(ShopGraph.Counting(), ShopGraph.CountingWithGaps("gaps")));
        var scores = _rig.Scores();
        Assert.Equal(["gaps", "shop"], scores[0].Services.EnumerateObject().Select(s => s.Name));
        Assert.Equal("score-nan", scores[0].FaultOf("shop"));
        Assert.Equal(1, scores[1].Output("gaps", "n_before"));
        Assert.Equal(1, scores[1].Output("shop", "n_before"));
    }

    [Fact]
    public void Delivered_at_least_once_a_stateless_graph_keeps_nothing_and_a_stateful_one_is_refused()
    {
        var rig = NewRig(s => s with { Delivery = Delivery.AtLeastOnce });
        rig.Produce(Event("a", 0), Event("a", 0));
        rig.RunToEnd(rig.Set(ShopGraph.Stateless()));
        Assert.All(rig.Scores(), s => Assert.Null(s.DuplicateOf));
        Assert.Empty(rig.State());
        Assert.Contains(
            "exactly-once",
            Assert.Throws<ArgumentException>(() => rig.Set(ShopGraph.Counting())).Message,
            StringComparison.Ordinal
        );
    }

    private static ShopEvent Event(string id, double second) =>
        new()
        {
            Id = id,
            Person = "p",
            Second = second,
        };

    private PipelineRig NewRig(Func<PipelineSettings, PipelineSettings> configure) =>
        new(_log, new FakeTimeProvider(), configure: configure);

    private void Raw(ShopEvent e, double arrivalSecond) =>
        _rig.ProduceRaw(0, Encoding.UTF8.GetBytes(e.Key!), e.ToJson(), default, ShopEvent.StartMs + (long)(arrivalSecond * 1000));

    private void Run() => _rig.RunToEnd(_rig.Set(ShopGraph.Counting()));
}
