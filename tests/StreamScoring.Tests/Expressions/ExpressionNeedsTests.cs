using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Syntax;
using Xunit;

namespace StreamScoring.Tests.Expressions;

public sealed class ExpressionNeedsTests
{
    private const long HourNs = 3_600_000_000_000;

    [Fact]
    public void Only_what_is_read_is_asked_for()
    {
        var needs = Needs(
            "homeAddress.city = \"Bondi\" and xEvent[eventType = \"buy\" and timestamp occurs <= 7 days before now].sum(commerce.order.priceTotal) > 100 and score(\"luma\") > 0.5 "
                + "and score(\"luma\").max(30 minutes) < 0.9 and score(\"luma\") < 1 and inSegment(\"s1\") and lookup(\"product\", offerId).price > 3"
        );
        Assert.Equal(["homeAddress.city", "offerId", "segmentMembership"], needs.RootFields);
        Assert.Equal(["commerce.order.priceTotal", "eventType", "timestamp"], needs.EventFields);
        Assert.Equal(7 * 24 * HourNs, needs.HistoryNs);
        Assert.False(needs.Events);
        Assert.Equal(
            [
                new(
                    AggregateKind.Sum,
                    "commerce.order.priceTotal",
                    "eventType = \"buy\" and timestamp occurs <= 7 days before now",
                    7 * 24 * HourNs
                ),
            ],
            needs.Aggregates
        );
        Assert.Equal([new("luma", null, null, 0), new("luma", null, ScoreWindow.Max, HourNs / 2)], needs.Scores);
        Assert.Equal(["s1"], needs.Segments);
        Assert.Equal(["product"], needs.Tables);
        Assert.True(needs.Now);
    }

    [Fact]
    public void Both_ways_to_write_an_aggregate_are_one()
    {
        var needs = Needs("(sum X.total over X from xEvent where X.kind = \"a\") > 1 and xEvent[kind = \"a\"].sum(total) < 9");
        Assert.Equal([new(AggregateKind.Sum, "total", "kind = \"a\"", long.MaxValue)], needs.Aggregates);
    }

    [Theory]
    [InlineData("homeAddress.city = \"x\"", 0)]
    [InlineData("xEvent.count()", long.MaxValue)]
    [InlineData("xEvent[timestamp occurs < 24 hours before now]", 24 * HourNs)]
    [InlineData("xEvent[timestamp occurs today or timestamp occurs yesterday]", 48 * HourNs)]
    [InlineData("xEvent[timestamp occurs <= 2 hours before now and timestamp occurs <= 5 hours before now]", 2 * HourNs)]
    [InlineData("xEvent[timestamp occurs > 2 hours before now]", long.MaxValue)]
    [InlineData("xEvent[not (timestamp occurs <= 2 hours before now)]", long.MaxValue)]
    [InlineData("select X from xEvent where X.timestamp occurs after yesterday", 48 * HourNs)]
    [InlineData(
        "select X from xEvent where X.timestamp occurs <= 1 hour before now, Y from xEvent where Y.timestamp occurs <= 3 hours before now",
        3 * HourNs
    )]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(a) WHEN(<= 1 hour before now), B: WHAT(b) WHEN(today)])", 24 * HourNs)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(a) WHEN(<= 1 hour before now), B: WHAT(b)])", long.MaxValue)]
    public void The_history_reaches_as_far_back_as_its_conditions_let_it(string text, long windowNs) =>
        Assert.Equal(windowNs, Needs(text).HistoryNs);

    [Fact]
    public void Presence_of_an_event_needs_none_of_its_fields_but_the_event_itself_needs_all()
    {
        Assert.Equal([""], Needs("xEvent").EventFields);
        Assert.Equal(["eventType"], Needs("not xEvent[eventType = \"a\"]").EventFields);
        Assert.Equal(["", "eventType"], Needs("xEvent[eventType = \"a\"].head()").EventFields);
    }

    [Fact]
    public void The_cost_grows_with_what_is_looped_over_and_never_overflows()
    {
        var plan = ExpressionCompiler.Compile("select X from xEvent where X.a = 1, Y from xEvent where Y.b = X.b").Require();
        Assert.InRange(plan.CostBound(1_000, 100), 1_000_000, 20_000_000);
        Assert.InRange(ExpressionCompiler.Compile("a = 1 and b = 2").Require().CostBound(1_000, 100), 1, 20);
        var deep = string.Concat(Enumerable.Range(0, 40).Select(i => $"xEvent[a = {i} and ")) + "true" + new string(']', 40);
        Assert.True(ExpressionCompiler.Compile(deep).Require().CostBound(1_000_000, 1_000_000) > 1L << 60);
    }

    private static ExpressionNeeds Needs(string text) => ExpressionCompiler.Compile(text).Require().Needs;
}
