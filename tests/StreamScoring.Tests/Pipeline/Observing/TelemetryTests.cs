using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Measuring;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Observing;

public sealed class TelemetryTests
{
    private static readonly MessagingNames s_names = new("kafka", "g", "scores");

    [Fact]
    public void Metrics_count_events_by_partition_and_time_services_by_revision()
    {
        var seen = new ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)>();
        using var metrics = new PipelineMetrics(s_names, TimeProvider.System);
        using var listener = Listen(metrics, (name, value, tags) => seen.Enqueue((name, value, tags.ToArray().ToDictionary())));
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, TimeProvider.System, partitions: 2) { Observer = new CompositeObserver(metrics) };
        for (var i = 0; i < 10; i++)
            rig.ProduceTo(i % 2, new ShopEvent { Id = $"e{i}", Second = i });
        rig.ProduceRaw(1, default, "{"u8, default);
        var plan = ShopGraph.Stateless("plain");
        rig.RunToEnd(rig.Set(plan));

        var consumed = seen.Where(m => m.Name == "messaging.client.consumed.messages").ToList();
        Assert.Equal(11, consumed.Sum(m => m.Value));
        Assert.Equal(6, consumed.Where(m => Equals(m.Tags["messaging.destination.partition.id"], "1")).Sum(m => m.Value));
        Assert.All(consumed, m => Assert.Equal(("kafka", "g"), (m.Tags["messaging.system"], m.Tags["messaging.consumer.group.name"])));
        Assert.Equal(11, seen.Where(m => m.Name == "messaging.client.sent.messages").Sum(m => m.Value));
        Assert.Equal(11, seen.Where(m => m.Name == "streamscoring.batch.size").Sum(m => m.Value));
        var fault = Assert.Single(seen, m => m.Name == "streamscoring.faults");
        Assert.Equal("malformed", fault.Tags["code"]);
        var timed = seen.Where(m => m.Name == "streamscoring.service.duration").ToList();
        Assert.NotEmpty(timed);
        Assert.All(timed, m => Assert.Equal(("plain", plan.Hash), (m.Tags["service"], m.Tags["revision"])));
        Assert.Equal(timed.Count, seen.Count(m => m.Name == "streamscoring.queue.duration"));
    }

    [Fact]
    public void A_span_is_linked_to_the_traces_of_its_events()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == PipelineSpans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = s =>
            {
                // Tests beside this one have batches of their own.
                if (Equals(s.GetTagItem("messaging.consumer.group.name"), "linked"))
                    spans.Add(s);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var observer = new PipelineSpans(s_names with { Group = "linked" }, TimeProvider.System);
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, TimeProvider.System) { Observer = observer };
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var headers = new System.Buffers.ArrayBufferWriter<byte>();
        RecordHeaders.Append(headers, "traceparent", System.Text.Encoding.ASCII.GetBytes($"00-{Trace}-00f067aa0ba902b7-01"));
        var broken = new System.Buffers.ArrayBufferWriter<byte>();
        RecordHeaders.Append(broken, "traceparent", "nonsense"u8);
        rig.ProduceRaw(0, default, "{}"u8, headers.WrittenSpan);
        rig.ProduceRaw(0, default, "{}"u8, broken.WrittenSpan);
        rig.ProduceRaw(0, default, "{}"u8, default);
        rig.RunToEnd(rig.Set(ShopGraph.Stateless("plain")));

        var span = Assert.Single(spans);
        Assert.Equal("process xdm.events", span.DisplayName);
        Assert.Equal(ActivityKind.Consumer, span.Kind);
        Assert.Equal(Trace, Assert.Single(span.Links).Context.TraceId.ToHexString());
        Assert.Equal(
            (3, 0L, 2L),
            (
                span.GetTagItem("messaging.batch.message_count"),
                span.GetTagItem("streamscoring.offset.first"),
                span.GetTagItem("streamscoring.offset.last")
            )
        );
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Recording_a_batch_allocates_nothing_also_while_somebody_listens()
    {
        ScoredBatch? batch = null;
        using var log = new InMemoryLog(TimeProvider.System);
        using var metrics = new PipelineMetrics(s_names, TimeProvider.System);
        var sum = 0.0;
        using var listener = Listen(metrics, (_, value, _) => sum += value);
        var allocated = -1L;
        var rig = new PipelineRig(log, TimeProvider.System)
        {
            Observer = new OnScored(b =>
            {
                batch = b;
                metrics.Scored(b);
                allocated = SteadyAllocation.Least(() =>
                {
                    for (var i = 0; i < 10_000; i++)
                        metrics.Scored(b);
                });
            }),
        };
        rig.Produce(new ShopEvent { Id = "a" });
        rig.RunToEnd(rig.Set(ShopGraph.Stateless("plain")));
        Assert.NotNull(batch);
        Assert.True(sum > 10_000, $"{sum}");
        Assert.Equal(0, allocated);
    }

    private static MeterListener Listen(PipelineMetrics metrics, Recorded recorded)
    {
        Assert.NotNull(metrics);
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == PipelineMetrics.MeterName && ReferenceEquals(instrument.Meter, metrics.Meter))
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((i, v, t, _) => recorded(i.Name, v, t));
        listener.SetMeasurementEventCallback<int>((i, v, t, _) => recorded(i.Name, v, t));
        listener.SetMeasurementEventCallback<double>((i, v, t, _) => recorded(i.Name, v, t));
        listener.Start();
        return listener;
    }

    private delegate void Recorded(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    private sealed class OnScored(Action<ScoredBatch> then) : IPipelineObserver
    {
        public void Scored(ScoredBatch batch) => then(batch);
    }
}
