using Microsoft.Extensions.Time.Testing;
using StreamScoring.Cli.Running;
using Xunit;

namespace StreamScoring.Tests.Cli.Running;

public sealed class FeedTimesTests
{
    [Fact]
    public void Latency_is_measured_for_what_was_fed_now_and_progress_for_all_that_is_committed()
    {
        var clock = new FakeTimeProvider();
        var latencies = new LatencyWindow();
        var times = new FeedTimes(clock, latencies);
        times.Begin(0, end: 10, committed: 4);
        Assert.Equal(4, times.Total);
        times.Scored(0, 10);
        Assert.Equal((10, 0), (times.Total, latencies.Count));

        times.Fed(0);
        clock.Advance(TimeSpan.FromMilliseconds(5));
        times.Fed(0);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        times.Scored(0, 11);
        Assert.Equal((11, 1, 6_000_000), (times.Total, latencies.Count, latencies.Newest(0.5)));
        // The same commit told twice, as after an abort, counts once.
        times.Scored(0, 11);
        times.Scored(0, 12);
        Assert.Equal((12, 2, 1_000_000), (times.Total, latencies.Count, latencies.Newest(0)));
        times.Scored(7, 3);
        Assert.Equal(12, times.Total);
    }

    [Fact]
    public void Percentiles_over_all_are_right_to_seven_percent()
    {
        var window = new LatencyWindow();
        for (var i = 1; i <= 100_000; i++)
            window.Add(i * 1_000L);
        foreach (var p in new[] { 0.01, 0.5, 0.95, 0.99, 0.999 })
            Assert.InRange(window.Overall(p), p * 1e8, p * 1e8 * 1.07);
        window.Reset();
        Assert.Equal((0, 0, 0), (window.Count, window.Overall(0.5), window.Newest(0.5)));
    }
}
