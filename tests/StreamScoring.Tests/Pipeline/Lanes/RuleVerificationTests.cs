using Microsoft.Extensions.Time.Testing;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Pipeline.Lanes;

/// <summary>On sampled live events the rules' index is compared with evaluating every rule.</summary>
public sealed class RuleVerificationTests
{
    private const string Rules = """
        rules: shop
        version: 1
        segments:
          buyer: {when: 'event.eventType = "commerce.purchases"'}
          visitor: {when: 'event.eventType = "web.webpagedetails.pageViews"'}
        """;

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(ShopEvent.StartMs));

    [Fact]
    public void An_index_that_misses_a_rule_is_reported_and_the_evaluation_counts()
    {
        var right = Run(0, plant: false, out _);
        Assert.Equal(20, right.Memberships.Count);
        var found = Run(100, plant: true, out var seen);
        Assert.Equal((20, 20), (seen.Verified, seen.Segments.Count));
        Assert.All(seen.Segments, s => Assert.Equal("buyer", s));
        Assert.Null(right.Difference(found));
        Assert.Empty(Run(0, plant: true, out seen).Memberships);
        Assert.Equal(0, seen.Verified);
    }

    [Fact]
    public void A_right_index_is_compared_on_its_share_of_events_and_leaves_no_trace()
    {
        var plain = Run(0, plant: false, out _);
        var sampled = Run(40, plant: false, out var seen);
        Assert.InRange(seen.Verified, 1, 19);
        Assert.Empty(seen.Segments);
        Assert.Null(plain.Difference(sampled));
        Run(40, plant: false, out var again);
        Assert.Equal(seen.Verified, again.Verified);
    }

    private DecisionRecords Run(double percent, bool plant, out Seen seen)
    {
        using var log = new InMemoryLog(TimeProvider.System);
        seen = new Seen();
        var rig = new PipelineRig(log, _clock, configure: s => s with { VerifyPercent = percent }) { Observer = seen };
        rig.Produce(
            Enumerable
                .Range(0, 20)
                .Select(i => new ShopEvent
                {
                    Id = $"e{i}",
                    Person = $"p{i}",
                    Second = i,
                })
        );
        var set = ShopRules.Set(rig, Rules);
        if (plant)
            Plant(set);
        rig.RunToEnd(set);
        return DecisionRecords.Of(log, rig.Settings.Topics, 1);
    }

    /// <summary>The index no longer finds anything by the event's type.</summary>
    private static void Plant(ActiveSet set)
    {
        var byType = Assert.Single(set.Rules!.Groups).Index.ByType;
        Assert.NotEmpty(byType);
        Array.Fill(byType, []);
    }

    private sealed class Seen : IPipelineObserver
    {
        public int Verified { get; private set; }

        public List<string> Segments { get; } = [];

        public void RulesVerified(RuleSetPlan rules, in RecordHead head, int segment)
        {
            Verified++;
            if (segment >= 0)
                Segments.Add(rules.Segments[segment].Rule.Id);
        }
    }
}
