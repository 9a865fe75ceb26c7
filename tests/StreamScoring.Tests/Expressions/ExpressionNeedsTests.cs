using StreamScoring.Expressions.Checking;
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

    [Theory]
    // What every event must meet is looked at in every event.
    [InlineData("forall E from xEvent where E.timestamp occurs today", long.MaxValue)]
    [InlineData("xEvent.forall(timestamp occurs today)", long.MaxValue)]
    [InlineData("forall E from xEvent[timestamp occurs today] where E.a", 24 * HourNs)]
    [InlineData("exists X from xEvent where X.timestamp occurs today, Y from X.items where Y.a", 24 * HourNs)]
    [InlineData("forall X from items where X.a, E from xEvent where E.timestamp occurs today", long.MaxValue)]
    // Event time is 'timestamp'.
    [InlineData("CHAIN(xEvent, received, [A: WHAT(v = 1) WHEN(today)])", long.MaxValue)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(v = 1) WHEN(today)])", 24 * HourNs)]
    [InlineData("xEvent[received occurs today]", long.MaxValue)]
    // A variable may hide it.
    [InlineData("let timestamp = now in xEvent[timestamp occurs <= 1 hour before now].count()", long.MaxValue)]
    [InlineData("let timestamp = now in CHAIN(xEvent, timestamp, [A: WHAT(v = 1) WHEN(today)])", long.MaxValue)]
    [InlineData("tags.map(timestamp => xEvent[timestamp occurs today].count())", long.MaxValue)]
    [InlineData("exists timestamp from tags where xEvent[timestamp occurs today].count() > 0", long.MaxValue)]
    [InlineData("let xEvent = tags in xEvent.count()", 0)]
    [InlineData("let E = now in exists E from xEvent where E.timestamp occurs today", 24 * HourNs)]
    [InlineData("xEvent.filter(x => x.timestamp occurs today).count()", 24 * HourNs)]
    [InlineData("xEvent.exists(x => x.timestamp occurs today)", 24 * HourNs)]
    [InlineData("xEvent[timestamp occurs on now].count()", 1)]
    // The longest of several, in any order.
    [InlineData(
        "xEvent[timestamp occurs <= 5 hours before now].count() > 1 and xEvent[timestamp occurs <= 2 hours before now].count() > 1",
        5 * HourNs
    )]
    [InlineData(
        "xEvent[timestamp occurs <= 2 hours before now].count() > 1 and xEvent[timestamp occurs <= 5 hours before now].count() > 1",
        5 * HourNs
    )]
    public void The_history_is_no_shorter_than_what_is_looked_at(string text, long windowNs) =>
        Assert.Equal(windowNs, Needs(text).HistoryNs);

    [Theory]
    [InlineData("exists X from ol", "ol")]
    [InlineData("sum 1 over X from ol", "ol")]
    [InlineData("ol.map((x) => 1).count()", "ol")]
    [InlineData("ol.forall(true)", "ol")]
    [InlineData("ol[true].count()", "ol")]
    [InlineData("ol.count()", "ol")]
    // With a field go the lists on the way to it, with all their items.
    [InlineData("ol.exists(t)", "ol.t")]
    [InlineData("ol.count() = 1 and ol.exists(t)", "ol.t")]
    [InlineData("exists X from ol where X.a.b = 1", "ol.a.b")]
    [InlineData("ol.head().a", "ol.a")]
    [InlineData("inSegment(\"a\")", "segmentMembership")]
    [InlineData("inSegment(wanted)", "segmentMembership wanted")]
    [InlineData("select X from ol, Y from ml", "ol ml")]
    [InlineData("(select X from ol, Y from ml).count() = 1", "ol ml")]
    [InlineData("m.map((K, V) => K)", "m")]
    [InlineData("m.values().a", "m")]
    [InlineData("m.get(\"k\").a", "m.k.a")]
    [InlineData("m.get(k).a", "m k")]
    [InlineData("ol.groupBy(a).map((K, G) => mapEntry(K, G.sum(b)))", "ol.a ol.b")]
    [InlineData("ol.groupBy(a).get(\"x\").b", "ol.a ol.b")]
    [InlineData("ol.groupBy(a).x.b", "ol.a ol.b")]
    [InlineData("let L = ol in exists X from L", "ol")]
    public void A_list_that_is_only_looped_over_is_needed_as_well(string text, string fields) =>
        Assert.Equal(fields.Split(' ').Order(StringComparer.Ordinal), Needs(text).RootFields);

    [Theory]
    [InlineData("xEvent[sku = \"a\"].count()", "count() sku = \"a\"")]
    [InlineData("exists E from xEvent where E.sku = \"a\"", "count() sku = \"a\"")]
    [InlineData("xEvent.exists(x => x.sku = \"a\")", "count() sku = \"a\"")]
    [InlineData("count E over E from xEvent where E.sku = \"a\"", "count() sku = \"a\"")]
    [InlineData("xEvent[sku = \"a\"].sum(x => x.v)", "sum(v) sku = \"a\"")]
    [InlineData("xEvent[a = 1].exists(x => x.b = 2 and x.c)", "count() a = 1 and b = 2 and c")]
    [InlineData("exists E from xEvent where E.items[sku = \"a\"].count() > 1", "count() items[sku = \"a\"].count() > 1")]
    [InlineData("exists E from xEvent where E.items[sku = E.sku]", "count() items[sku = ^.sku]")]
    [InlineData("xEvent[items[sku = ^sku]].count()", "count() items[sku = ^.sku]")]
    [InlineData("exists E from xEvent where E.items.exists(i => i.sku = E.sku)", "count() items.exists((i) => i.sku = sku)")]
    [InlineData("exists E from xEvent where (let L = E.v in L > 1)", "count() let L = v in L > 1")]
    [InlineData("exists E from xEvent where E.sku in [E.a, \"b\"]", "count() sku in [a, \"b\"]")]
    // What looks at anything else cannot be kept as a running value.
    [InlineData("exists E from xEvent where E.sku = sku", "")]
    [InlineData("xEvent[sku = ^sku].count()", "")]
    [InlineData("let S = sku in xEvent[sku = S].count()", "")]
    [InlineData("xEvent[score(\"a\") > 0.5].count()", "")]
    [InlineData("xEvent[sku = @{ctx}.sku].count()", "")]
    [InlineData("xEvent[lookup(\"t\", sku).a].count()", "")]
    [InlineData("xEvent[xEvent.v = 1].count()", "")]
    // The bare field would be another thing there.
    [InlineData("exists E from xEvent where E.items.exists(sku => sku = E.sku)", "")]
    [InlineData("let sku = 1 in exists E from xEvent where E.sku = 2", "")]
    [InlineData("exists E from xEvent where E.xEvent = 2", "")]
    [InlineData("exists E from xEvent where E = 2", "")]
    public void An_aggregate_is_what_looks_at_nothing_but_its_events(string text, string aggregate)
    {
        var needs = Needs(text);
        Assert.Equal(
            aggregate,
            string.Join("; ", needs.Aggregates.Select(a => $"{a.Kind.ToString().ToLowerInvariant()}({a.Value}) {a.Condition}"))
        );
        Assert.Equal(aggregate.Length == 0, needs.Events);
        Assert.Equal(long.MaxValue, needs.HistoryNs);
    }

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
        Assert.True(plan.CostBound(1_000, 100) > 1_000_000);
        // What is known to be a single value is not reckoned with as a list.
        var number = ExpressionType.Number;
        var fields = new Dictionary<string, ExpressionType>(StringComparer.Ordinal) { ["a"] = number, ["b"] = number };
        var item = ExpressionType.Object("item", fields);
        var known = new ExpressionSchema { Root = item, Event = item };
        plan = ExpressionCompiler.Compile("select X from xEvent where X.a = 1, Y from xEvent where Y.b = X.b", known).Require();
        Assert.InRange(plan.CostBound(1_000, 100, 10), 1_000_000, 20_000_000);
        Assert.InRange(ExpressionCompiler.Compile("a = 1 and b = 2", known).Require().CostBound(1_000, 50), 1, 25);
        var deep = string.Concat(Enumerable.Range(0, 40).Select(i => $"xEvent[a = {i} and ")) + "true" + new string(']', 40);
        Assert.True(ExpressionCompiler.Compile(deep).Require().CostBound(1_000_000, 1_000_000) > 1L << 60);
    }

    private static ExpressionNeeds Needs(string text) => ExpressionCompiler.Compile(text).Require().Needs;
}
