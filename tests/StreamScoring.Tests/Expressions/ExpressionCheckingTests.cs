using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Planning;
using Xunit;

namespace StreamScoring.Tests.Expressions;

public sealed class ExpressionCheckingTests
{
    private static readonly ExpressionSchema Schema = new()
    {
        Root = Object(
            "profile",
            ("name", ExpressionType.Text),
            ("age", ExpressionType.Number),
            ("home", ExpressionType.Boolean),
            ("joined", ExpressionType.Time),
            ("tags", ExpressionType.List(ExpressionType.Text)),
            ("address", Object("address", ("city", ExpressionType.Text))),
            ("limits", ExpressionType.Map(ExpressionType.Number))
        ),
        Event = Object(
            "event",
            ("timestamp", ExpressionType.Time),
            ("eventType", ExpressionType.Text),
            ("items", ExpressionType.List(Object("item", ("SKU", ExpressionType.Text), ("quantity", ExpressionType.Number))))
        ),
        Services = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["buy"] = ["probability", "label"] },
        Tables = new Dictionary<string, ExpressionType>(StringComparer.Ordinal)
        {
            ["product"] = Object("row", ("price", ExpressionType.Number)),
        },
    };

    [Theory]
    [InlineData("nmae = \"x\"", 1, "did you mean 'name'?")]
    [InlineData("address.ctiy = \"x\"", 9, "did you mean 'city'?")]
    [InlineData("name.first = \"x\"", 6, "text has no fields")]
    [InlineData("age.startsWith(\"1\")", 1, "expected text, found a number")]
    [InlineData("name + 1", 1, "expected a number, found text")]
    [InlineData("tags + 1", 1, "reduce the list first")]
    [InlineData("age = home", 1, "cannot be compared")]
    [InlineData("age = \"old\"", 1, "\"old\" is no number")]
    [InlineData("home = \"yes\"", 1, "neither true nor false")]
    [InlineData("name < name", 1, "has no order")]
    [InlineData("home > true", 1, "has no order")]
    [InlineData("home occurs today", 1, "expected a time")]
    [InlineData("joined occurs before \"tomorrow\"", 22, "no time")]
    [InlineData("age in tags", 1, "")]
    [InlineData("home in tags", 1, "")]
    [InlineData("xEvent[items[SKUU = \"a\"]]", 14, "did you mean 'SKU'?")]
    [InlineData("xEvent[items[^.timestmp occurs today]]", 16, "did you mean 'timestamp'?")]
    [InlineData("score(\"buyx\")", 7, "did you mean 'buy'?")]
    [InlineData("score(\"buy\", \"labl\")", 14, "did you mean 'label'?")]
    [InlineData("score(\"buy\").max(2 months)", 18, "fixed length")]
    [InlineData("lookup(\"products\", name)", 8, "did you mean 'product'?")]
    [InlineData("lookup(\"product\", name).prise", 25, "did you mean 'price'?")]
    [InlineData("name.matches(name)", 14, "written out")]
    [InlineData("name.matches(\"a(?=b)\")", 14, "backtracking")]
    [InlineData("name.matches(\"a++\")", 14, "possessive")]
    [InlineData("name.matches(\"(.*a.{30}){50}\")", 14, "more than 1000 states")]
    [InlineData("name.regexGroup(\"(a)\", 2)", 24, "from 0 (the whole match) to 1")]
    [InlineData("date(2026, 2, 30)", 1, "no such day")]
    [InlineData("count(tags)", 1, "'count' is written list.count()")]
    [InlineData("tags.couns()", 6, "did you mean 'count'?")]
    [InlineData("tags.count(1)", 1, "takes 0 arguments")]
    [InlineData("^name", 1, "further out")]
    [InlineData("$2.name", 1, "no parameter $2")]
    [InlineData("mapEntry(1, 2)", 1, "can stand only")]
    [InlineData("tags.map((a, b) => 1)", 1, "expected a map")]
    [InlineData("CHAIN(xEvent, timestamp, [ABSENT(true) FOR 1 hour])", 27, "needs a step before it")]
    [InlineData("30 minutes", 1, "a duration can stand only")]
    [InlineData("sum X.eventType over X from xEvent where X.items.count() > 0 and X.eventTyp = \"a\"", 68, "did you mean 'eventType'?")]
    public void A_mistake_is_pointed_at_with_what_to_do(string text, int column, string message)
    {
        var outcome = ExpressionCompiler.Compile(text, Schema);
        if (message.Length == 0)
        {
            // Comparable by coercion or not: texts may be numbers, booleans are never in a list of texts other than true and false.
            Assert.NotNull(outcome.Value);
            return;
        }

        Assert.Contains(outcome.Errors, e => e.Column == column && e.Message.Contains(message, StringComparison.Ordinal));
        Assert.True(outcome.Errors.Count <= 2, string.Join('\n', outcome.Errors));
    }

    [Fact]
    public void All_mistakes_come_at_once_in_the_order_of_the_text()
    {
        var errors = ExpressionCompiler.Compile("nmae = \"a\"\nand agge > 3\nand tags.cont() = 1", Schema).Errors;
        Assert.Equal([(1, 1), (2, 5), (3, 10)], errors.Select(e => (e.Line, e.Column)));
    }

    [Theory]
    [InlineData("name", TypeKind.Text)]
    [InlineData("age + 1", TypeKind.Number)]
    [InlineData("name = \"a\"", TypeKind.Boolean)]
    [InlineData("tags.head()", TypeKind.Text)]
    [InlineData("xEvent.items.quantity", TypeKind.List)]
    [InlineData("xEvent.items.sum(quantity)", TypeKind.Number)]
    [InlineData("limits.get(\"a\")", TypeKind.Number)]
    [InlineData("if(home, 1, \"a\")", TypeKind.Any)]
    [InlineData("xEvent.groupBy(eventType).map((K, G) => mapEntry(K, G.count()))", TypeKind.Map)]
    [InlineData("score(\"buy\").mean(1 hour)", TypeKind.Number)]
    public void The_type_follows_from_the_schema(string text, TypeKind kind) =>
        Assert.Equal(kind, ExpressionCompiler.Compile(text, Schema).Require().Type.Kind);

    [Fact]
    public void A_path_of_columns_is_known_with_its_beginnings()
    {
        var schema = new ExpressionSchema
        {
            Columns = [("web.page.name", ColumnShape.Scalar(ColumnType.Text)), ("web.visits", ColumnShape.Scalar(ColumnType.Int64))],
        };
        Assert.Equal([0], ExpressionCompiler.Compile("web.page.name = \"a\"", schema).Require().Needs.Columns);
        Assert.Contains(
            "did you mean 'visits'?",
            Assert.Single(ExpressionCompiler.Compile("web.visit > 1", schema).Errors).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "web.page.name",
            Assert.Single(ExpressionCompiler.Compile("web.page = \"a\"", schema).Errors).Message,
            StringComparison.Ordinal
        );
    }

    private static ExpressionType Object(string name, params (string Name, ExpressionType Type)[] fields) =>
        ExpressionType.Object(name, fields.ToDictionary(f => f.Name, f => f.Type, StringComparer.Ordinal));
}
