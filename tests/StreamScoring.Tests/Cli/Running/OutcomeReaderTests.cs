using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Cli.Running;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs.Memory;
using Xunit;

namespace StreamScoring.Tests.Cli.Running;

public sealed class OutcomeReaderTests
{
    private static readonly DateTimeOffset s_start = new(2018, 12, 8, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_event_counts_as_followed_by_a_later_purchase_of_the_same_visitor_within_the_hour()
    {
        var outcome = Read(
            [0],
            (0, "a", "view", 0.9), // followed after 60 min exactly
            (60, "a", Purchase, 0.4), // its own purchase is not later
            (0, "b", "view", 0.2), // another visitor's
            (130, "b", "view", 0.1)
        );
        Assert.Equal(new Outcome(3, 0.5, 1, 1), outcome! with { MeanScore = Math.Round(outcome.MeanScore, 12) });
    }

    [Fact]
    public void The_history_and_events_whose_hour_is_not_over_are_left_out()
    {
        var outcome = Read([1], (0, "a", "view", 0.9), (10, "a", "view", 0.3), (30, "a", Purchase, 0.5), (80, "b", "view", null));
        Assert.Equal(new Outcome(1, 0.3, 1, null), outcome);
        Assert.Null(Read([0], (0, "a", "view", 0.9)));
        Assert.Null(Read([0]));
    }

    private const string Purchase = "commerce.purchases";

    private static Outcome? Read(long[] historyEnds, params (int Minute, string Who, string Type, double? Score)[] events)
    {
        var log = new InMemoryLog(new FakeTimeProvider());
        log.EnsureTopic(new TopicSpec("scores", historyEnds.Length));
        using var writer = log.OpenWriter("w", "w");
        for (var i = 0; i < events.Length; i++)
        {
            var e = events[i];
            var outputs = e.Score is { } score
                ? $$$"""{"s":{"outputs":{"probability": {{{score.ToString(CultureInfo.InvariantCulture)}}} } } }"""
                : """{"s":{"outputs":null}}""";
            var record = $$"""
                {"subject":"ECID:{{e.Who}}","time":"{{s_start.AddMinutes(e.Minute):O}}","sourcepartition":0,"sourceoffset":"{{i}}",
                 "data":{"eventType":"{{e.Type}}","services": {{outputs}} } }
                """;
            writer.Append(new TopicPartition("scores", 0), default, Encoding.UTF8.GetBytes(record), default, 0, hasKey: false);
        }

        writer.Commit([]);
        return OutcomeReader.Read(log, "scores", "s", historyEnds);
    }
}
