using System.Text;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Planning.Samples;
using StreamScoring.TestKit.Json;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Planning;

public sealed class SampleLintTests
{
    [Theory]
    [InlineData(
        "xEvent[eventType = \"commerce.checkouts\" and timestamp occurs <= 7 days before now].sum(productListItems.priceTotal.sum()) > 100",
        "'productListItems.priceTotal' is not set on any of the 362 commerce.checkouts events that this looks at; on other events it is set ("
    )]
    [InlineData(
        "exists C from xEvent where C.eventType = \"commerce.checkouts\" and C.timestamp occurs <= 7 days before now and C.productListItems.priceTotal.sum() > 100",
        "'productListItems.priceTotal' is not set on any of the 362 commerce.checkouts events"
    )]
    [InlineData(
        "event.eventType in [\"commerce.checkouts\"] and event.productListItems.priceTotal.sum() > 100",
        "'productListItems.priceTotal' is not set on any of the 362 commerce.checkouts events"
    )]
    [InlineData(
        "xEvent.exists(eventType = \"commerce.checkouts\" and productListItems.exists(priceTotal > 100) and timestamp occurs <= 7 days before now)",
        "'productListItems.priceTotal' is not set on any of the 362 commerce.checkouts events that this looks at; on other events it is set ("
    )]
    [InlineData("event.commerce.order.priceTotal > 3", "'commerce.order.priceTotal' is not set on any of the 23055 sample events")]
    [InlineData(
        "event.eventType = \"commerce.purchase\"",
        "no sample event has the type 'commerce.purchase'; did you mean 'commerce.purchases'?"
    )]
    public void A_field_that_is_never_set_where_a_rule_looks_is_a_warning(string when, string message)
    {
        var warning = Assert.Single(Lint(when));
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
        Assert.Equal("$.segments.a.when", warning.Path);
    }

    [Theory]
    [InlineData(
        "xEvent[eventType = \"commerce.purchases\" and timestamp occurs <= 7 days before now].sum(productListItems.priceTotal.sum()) > 100"
    )]
    [InlineData("event.productListItems.priceTotal.sum() > 100")]
    [InlineData("event.productListItems.exists(SKU = \"LLMH09\")")]
    [InlineData("event.productListItems[quantity > 1].count() > 0")]
    [InlineData("event.eventType = \"commerce.checkouts\" and loyalty.tier = \"gold\"")]
    public void A_field_that_is_set_somewhere_the_rule_looks_is_fine(string when) => Assert.Empty(Lint(when));

    [Fact]
    public void The_sample_looks_where_something_is()
    {
        var warnings = SampleLint.Check(LumaRules.Plan, LumaEvents.Lines.Select(l => new ReadOnlyMemory<byte>(l)));
        Assert.Empty(warnings);
    }

    [Fact]
    public void Lines_that_are_no_events_are_passed_over()
    {
        string[] lines = ["", "[]", "{", "1", "{\"eventType\":\"commerce.purchases\"}"];
        var warnings = SampleLint.Check(LumaRules.Plan, lines.Select(l => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(l))));
        Assert.Contains(
            warnings,
            w => w.Message.StartsWith("'marketing.trackingCode' is not set on any of the 1 sample events", StringComparison.Ordinal)
        );
    }

    private static IReadOnlyList<StreamScoring.Documents.DocumentError> Lint(string when)
    {
        var plan = RuleSetCompiler
            .Compile($"rules: a\nversion: 1\nsegments:\n  a:\n    when: '{when}'\n", "a.yaml", LumaRules.Context)
            .Require();
        return SampleLint.Check(plan, LumaEvents.Lines.Select(l => new ReadOnlyMemory<byte>(l)));
    }
}
