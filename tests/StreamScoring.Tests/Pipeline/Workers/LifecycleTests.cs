using Microsoft.Extensions.Time.Testing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Workers;

public sealed class LifecycleTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));

    [Fact]
    public void Stopping_finishes_and_commits_the_batch_at_hand()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        StreamScoring.Pipeline.Workers.PipelineHost? host = null;
        var rig = new PipelineRig(log, _clock, configure: s => s with { CommitIntervalMs = 60_000 })
        {
            Observer = new Callback { AfterScoring = _ => host!.Stop() },
        };
        rig.Produce(
            Enumerable
                .Range(0, 20)
                .Select(i => new ShopEvent
                {
                    Id = $"e{i}",
                    Person = "p",
                    Second = i,
                })
        );
        using (host = rig.Host(rig.Set(ShopGraph.Counting())))
        {
            host.Start();
            host.Wait();
        }

        Assert.Equal(4, rig.Scores().Count);
        Assert.Equal(4, rig.Progress()!.NextOffset);
    }

    [Fact]
    public void What_ends_one_worker_ends_the_others_and_is_thrown()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var observer = new Callback { BeforeDecoding = (partition, _) => throw new InvalidDataException($"at {partition}") };
        var rig = new PipelineRig(log, _clock, 3) { Workers = 3, Observer = observer };
        rig.Produce(new ShopEvent { Id = "e", Person = "p" });
        using var host = rig.Host(rig.Set(ShopGraph.Counting()));
        host.Start();
        Assert.StartsWith("at xdm.events/", Assert.Throws<InvalidDataException>(host.Wait).Message, StringComparison.Ordinal);
        Assert.True(host.WaitFor(TimeSpan.Zero));
        Assert.Empty(rig.AllScores());
    }

    [Fact]
    public void A_worker_whose_place_another_took_stops_and_leaves_nothing_half_done()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var fenced = false;
        var rig = new PipelineRig(log, _clock)
        {
            Observer = new Callback
            {
                BeforeCommit = () =>
                {
                    fenced = true;
                    log.OpenWriter(PipelineRig.Group, "g-0").Dispose();
                },
            },
        };
        rig.Produce(new ShopEvent { Id = "e", Person = "p" });
        using var host = rig.Host(rig.Set(ShopGraph.Counting()));
        host.Start();
        Assert.Throws<FencedException>(host.Wait);
        Assert.True(fenced);
        Assert.Empty(rig.Scores());
        Assert.Null(rig.Progress());
    }

    [Fact]
    public void A_pipeline_without_its_events_topic_says_so()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock);
        var settings = rig.Settings with { Topics = rig.Settings.Topics with { Events = "elsewhere" } };
        var options = new StreamScoring.Pipeline.Workers.PipelineOptions(settings, "g", rig.Schemas, _clock, rig.Observer);
        var thrown = Assert.Throws<LogException>(() =>
            new StreamScoring.Pipeline.Workers.PipelineHost(log, new ActiveSets(rig.Set(ShopGraph.Counting())), options)
        );
        Assert.Contains("'elsewhere' does not exist", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Topics_that_are_not_co_partitioned_are_refused()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock, 2);
        log.EnsureTopic(new TopicSpec(rig.Settings.Topics.Scores, 3));
        Assert.Throws<LogException>(() => rig.Host(rig.Set(ShopGraph.Counting())));
    }

    [Fact]
    public void An_empty_log_and_a_host_that_never_started_end_at_once()
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(log, _clock, 2) { Workers = 3 };
        rig.RunToEnd(rig.Set(ShopGraph.Counting()));
        Assert.Empty(rig.AllScores());
        rig.Host(rig.Set(ShopGraph.Counting())).Dispose();
    }
}
