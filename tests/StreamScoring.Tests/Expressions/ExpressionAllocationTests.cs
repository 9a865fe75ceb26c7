using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Expressions;

public sealed class ExpressionAllocationTests
{
    [Theory]
    [InlineData("homeAddress.countryISO = \"CA\" and person.age >= 21")]
    [InlineData("person.age + 2 * person.height > 30 or not (person.age % 5 = 0)")]
    [InlineData("person.name.startsWith(\"JOE\", false) and person.name.contains(\"lean\") and person.name like \"joe%\"")]
    [InlineData("person.name.matches(\"^[a-z.]+@\")")]
    [InlineData("homeAddress.countryISO in [\"US\", \"CA\", \"MX\", \"BR\", \"AR\"]")]
    [InlineData("person.joined occurs <= 3 months before today and person.joined.getYear() = currentYear()")]
    [InlineData("if(person.age > 30, \"old\", \"young\")")]
    [InlineData("let S = person.age * 2 in S * S")]
    [InlineData("score(\"buy\") >= 0.2 and score(\"buy\").max(30 minutes) < 0.9")]
    [InlineData("fold(person.name) = \"joe.lean@work.edu\"")]
    [InlineData("inSegment(\"a\") and lookup(\"product\", \"s1\").price > 3")]
    [InlineData("xEvent[eventType = \"buy\" and timestamp occurs <= 7 days before now].count() >= 2")]
    [InlineData("xEvent.commerce.order.priceTotal > 50")]
    [InlineData("sum X.commerce.order.priceTotal over X from xEvent where X.eventType = \"buy\"")]
    [InlineData("xEvent.groupBy(eventType).map((K, G) => mapEntry(K, G.count()))")]
    [InlineData("xEvent.topN(commerce.order.priceTotal, 2).head().eventType")]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(eventType = \"view\"), B: WHAT(eventType = \"buy\") WHEN(<= 3 hours after A)])")]
    [InlineData("select X from xEvent where X.eventType = \"view\", Y from xEvent where Y.timestamp occurs after X.timestamp")]
    public void Ten_thousand_warmed_evaluations_allocate_nothing(string text)
    {
        var plan = ExpressionCompiler.Compile(text).Require();
        var evaluator = new Evaluator();
        var input = evaluator.Input;
        input.Root = JsonValues.Parse(
            """{"person":{"name":"joe.lean@work.edu","age":35,"height":1.5,"joined":"2026-02-01T00:00:00Z"},"homeAddress":{"countryISO":"CA"},"segmentMembership":{"ups":{"a":{"status":"realized"}}}}"""
        );
        input.Events = JsonValues.Parse(
            """[{"eventType":"view","timestamp":"2026-03-10T10:00:00Z"},{"eventType":"buy","timestamp":"2026-03-10T11:00:00Z","commerce":{"order":{"priceTotal":60}}},{"eventType":"buy","timestamp":"2026-03-10T10:30:00Z","commerce":{"order":{"priceTotal":5.5}}}]"""
        );
        input.Tables = JsonValues.Parse("""{"product":{"s1":{"price":4}}}""");
        input.Scores = [0.4, 0.5];
        input.NowNs = 1_773_225_000_000_000_000;
        Value value = default;
        for (var i = 0; i < 3_000; i++)
            value = evaluator.Evaluate(plan);
        var allocated = SteadyAllocation.Least(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                value = evaluator.Evaluate(plan);
                evaluator.Test(plan);
            }
        });
        Assert.Equal(0, allocated);
        Assert.True(
            value.Kind != ValueKind.Null && (value.Kind != ValueKind.Boolean || value.Boolean),
            $"the rule should hold, or it shows little: {value}"
        );
    }

    [Fact]
    public void Ten_thousand_warmed_evaluations_over_columns_and_fresh_documents_allocate_nothing()
    {
        var text = (TextColumn)Column.Create(ColumnShape.Scalar(ColumnType.Text), 4);
        var number = (ValueColumn<double>)Column.Create(ColumnShape.Scalar(ColumnType.Float64), 4);
        var list = (ListColumn)Column.Create(ColumnShape.List(ColumnType.Int64), 4);
        text.Set(2, "home"u8);
        number.Set(2, 2.5);
        list.Begin(2);
        ((ValueColumn<long>)list.Items).Set(list.Add(2), 7);
        var plan = ExpressionCompiler
            .Compile(
                "web.name = \"home\" and price * 2 = 5 and counts.sum() = 7 and price < 3",
                new ExpressionSchema { Columns = [("web.name", text.Shape), ("price", number.Shape), ("counts", list.Shape)] }
            )
            .Require();
        var evaluator = new Evaluator();
        (evaluator.Input.Columns, evaluator.Input.Row) = ([text, number, list], 2);
        var documents = new JsonValues();
        var json = """{"a":{"b":["x","y\n",1.5,true,null]},"c":"text"}"""u8.ToArray();
        for (var i = 0; i < 3_000; i++)
            Assert.True(evaluator.Test(plan) && documents.Read(json).Count == 2);
        var held = 0;
        var allocated = SteadyAllocation.Least(() =>
        {
            held = 0;
            for (var i = 0; i < 10_000; i++)
                held += evaluator.Test(plan) && documents.Read(json).Count == 2 ? 1 : 0;
        });
        Assert.Equal(0, allocated);
        Assert.Equal(10_000, held);
    }
}
