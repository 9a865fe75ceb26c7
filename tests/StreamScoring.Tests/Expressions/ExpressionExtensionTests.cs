using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.PqlJson;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;
using Xunit;

namespace StreamScoring.Tests.Expressions;

/// <summary>What we add to PQL, and what it leaves open.</summary>
public sealed class ExpressionExtensionTests
{
    private const string Cart =
        """[{"t":"add","timestamp":"2026-03-11T09:00:00Z","sku":"a"},{"t":"add","timestamp":"2026-03-11T10:10:00Z","sku":"b"},{"t":"buy","timestamp":"2026-03-11T09:50:00Z","sku":"a"}]""";

    [Theory]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(t = \"add\"), ABSENT(t = \"buy\") FOR 30 minutes])", true)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(t = \"add\" and sku = \"a\"), ABSENT(t = \"buy\") FOR 60 minutes])", false)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(sku = \"b\"), ABSENT(t = \"buy\") FOR 30 minutes])", false)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(sku = \"b\"), ABSENT(t = \"buy\") FOR 20 minutes])", true)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(t = \"add\"), ABSENT(t = \"buy\") FOR 30 minutes, B: WHAT(t = \"buy\")])", true)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(t = \"add\"), B: WHAT(t = \"buy\") WHEN(<= 30 minutes after A)])", false)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(t = \"add\"), B: WHAT(t = \"buy\") WHEN(<= 50 minutes after A)])", true)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(t = \"add\"), B: WHAT(t = \"buy\" and sku = A.sku)])", true)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(t = \"buy\"), B: WHAT(t = \"add\" and sku = A.sku)])", false)]
    // An event exactly at the end of the time is not absent.
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(t = \"add\" and sku = \"a\"), ABSENT(t = \"buy\") FOR 50 minutes])", false)]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(t = \"add\" and sku = \"a\"), ABSENT(t = \"buy\") FOR 49 minutes])", true)]
    public void Steps_of_a_chain_may_keep_gaps_and_absences(string text, bool holds) => Assert.Equal(holds, Evaluate(text, Cart).Boolean);

    [Fact]
    public void Events_of_one_time_stay_in_the_order_of_their_arrival()
    {
        const string Events =
            """[{"t":"b","sku":"y","timestamp":"2026-03-11T09:30:00Z"},{"t":"a","sku":"x","timestamp":"2026-03-11T09:00:00Z"},{"t":"a","sku":"y","timestamp":"2026-03-11T09:00:00Z"}]""";
        const string Chain = "CHAIN(xEvent, timestamp, [A: WHAT(t = \"a\") COUNT(2), B: WHAT(t = \"b\" and sku = A.sku)])";
        Assert.True(Evaluate(Chain, Events).Boolean);
        Assert.False(Evaluate(Chain, Events.Replace("\"b\",\"sku\":\"y\"", "\"b\",\"sku\":\"x\"", StringComparison.Ordinal)).Boolean);
    }

    [Theory]
    // 31 January has no month before it of its own length.
    [InlineData("2026-02-28T12:00:00Z", "= 1 month after date(2026, 1, 30)", true)]
    [InlineData("2026-02-27T23:59:59Z", "= 1 month after date(2026, 1, 30)", false)]
    [InlineData("2026-03-01T00:00:00Z", "= 1 month after date(2026, 1, 30)", false)]
    [InlineData("2024-02-28T12:00:00Z", "= 1 year before date(2025, 2, 28)", true)]
    [InlineData("2024-02-29T12:00:00Z", "= 1 year before date(2025, 2, 28)", false)]
    [InlineData("2026-02-28T12:00:00Z", "= 1 month before date(2026, 3, 30)", true)]
    [InlineData("2026-02-11T23:00:00Z", "= 1 month before today", true)]
    [InlineData("2026-02-12T00:00:00Z", "= 1 month before today", false)]
    [InlineData("2026-01-31T23:59:59Z", "= 2 months before this month", true)]
    [InlineData("2026-02-01T00:00:00Z", "= 2 months before this month", false)]
    [InlineData("2025-02-28T23:59:59Z", "= 1 year before last month", true)]
    [InlineData("2024-12-31T23:59:59Z", "= 1 year before last year", true)]
    [InlineData("2025-01-01T00:00:00Z", "= 1 year before last year", false)]
    [InlineData("2026-02-09T00:00:00Z", "= 1 month before this week", true)]
    [InlineData("2026-02-15T23:59:59Z", "= 1 month before this week", true)]
    [InlineData("2026-02-16T00:00:00Z", "= 1 month before this week", false)]
    public void A_moved_interval_keeps_what_it_is(string time, string range, bool holds) =>
        Assert.Equal(holds, Evaluate($"\"{time}\" occurs {range}", "[]").Boolean);

    [Theory]
    [InlineData("\"\\ud83d\"", 2)]
    [InlineData("a = \"x\\ud83dx\"", 7)]
    [InlineData("a = \"\\ude00\\ud83d\"", 6)]
    // Metadata cannot hold it as it is.
    [InlineData("\"?\"", 2)]
    [InlineData("`a?` = 1", 3)]
    [InlineData("@{a?}.b", 4)]
    public void Half_of_a_surrogate_pair_is_refused_where_it_stands(string text, int column)
    {
        var error = Assert.Single(ExpressionParser.Parse(text.Replace('?', '\ud83d')).Errors);
        Assert.Contains("half of a surrogate pair", error.Message, StringComparison.Ordinal);
        Assert.Equal(column, error.Column);
        Assert.Equal("😀", ((LiteralSyntax)ExpressionParser.Parse("\"\\ud83d\\ude00\"").Require()).Value);
    }

    [Fact]
    public void A_long_line_is_shown_around_what_is_wrong()
    {
        var text =
            $"{string.Join(" and ", Enumerable.Repeat("abc = 1", 20))} and ? = 2 and {string.Join(" and ", Enumerable.Repeat("xyz = 1", 20))}";
        var error = Assert.Single(ExpressionParser.Parse("a = 1\nand " + text).Errors);
        Assert.Equal((2, 5 + text.IndexOf('?', StringComparison.Ordinal)), (error.Line, error.Column));
        var lines = error.Excerpt.Split('\n');
        Assert.Equal(102, lines[0].Length);
        Assert.Equal(52, lines[0].IndexOf('?', StringComparison.Ordinal));
        Assert.Equal(new string(' ', 52) + "^", lines[1]);
    }

    [Theory]
    [InlineData("topn(a, 1)", "did you mean 'topN'? It is written list.topN(")]
    [InlineData("COUNT(a)", "did you mean 'count'? It is written list.count()")]
    [InlineData("a.COUNT()", "did you mean 'count'?")]
    [InlineData("a.Date(1)", "did you mean 'date'? It is written date(year, month, day)")]
    [InlineData("exists X from a were X.b = 1", "did you mean 'where'?")]
    [InlineData("(select X from a wher X.b = 1)", "did you mean 'where'?")]
    public void A_near_miss_gets_a_suggestion(string text, string message) =>
        Assert.Contains(message, Assert.Single(ExpressionCompiler.Compile(text).Errors).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "{\"nodeType\":\"fnApply\",\"fnName\":\"=\",\n\"params\":[{\"nodeType\":\"literal\",\"literalType\":\"Integer\",\"value\":1},\n  {\"nodeType\":\"nope\"}]}",
        3,
        3,
        "$.params[1]: "
    )]
    [InlineData("{\"nodeType\":\"fieldLookup\",\"fieldName\":\"é\",\"object\":{\"nodeType\":\"x\"}}", 1, 52, "$.object: ")]
    [InlineData("{\"nodeType\":", 1, 13, "ends too early")]
    [InlineData("{\"nodeType\": ?}", 1, 14, "'?' cannot stand here")]
    [InlineData("{\"é\":\n\"\\ud83d\"}", 2, 1, "half of a surrogate pair")]
    public void Errors_in_json_say_where(string json, int line, int column, string message)
    {
        var error = Assert.Single(JsonFormReader.Read(json).Errors);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void A_faulted_score_is_null()
    {
        var plan = ExpressionCompiler.Compile("score(\"a\") < 0.5 or score(\"a\") >= 0.5 or score(\"a\").isNotNull()").Require();
        var evaluator = new Evaluator();
        foreach (var (score, holds) in new[] { (double.NaN, false), (0.5, true), (double.PositiveInfinity, false) })
        {
            evaluator.Input.Scores = [score];
            Assert.Equal(holds, evaluator.Test(plan));
        }

        evaluator.Input.Scores = [];
        Assert.False(evaluator.Test(plan));
    }

    [Theory]
    [InlineData("fold(\"Luma: Content :LUMA\\tÜber\")", "luma:content:lumaüber")]
    [InlineData("9223372036854775807 + 0", 9223372036854775807)]
    [InlineData("9223372036854775807 + 1", 9.223372036854775807e18)]
    [InlineData("9007199254740993 = 9007199254740992", false)]
    [InlineData("9007199254740993 > 9007199254740992.0", true)]
    [InlineData("-9223372036854775808 = -9223372036854775808.0", true)]
    [InlineData("1 / 0", null)]
    [InlineData("5 % 0", null)]
    [InlineData("\"a\" in [\"b\", \"a\"]", true)]
    [InlineData("null = null", false)]
    [InlineData("not null", true)]
    [InlineData("[1, 2] = [1, 2.0]", true)]
    [InlineData("[3, 1, 2].topN($1, 1).head()", 3)]
    [InlineData("[3, 1, 2].map(x => x * 2).sum()", 12)]
    [InlineData("[\"a\", \"B\"].exists(x => x.equals(\"b\", false))", true)]
    [InlineData("\"STRASSE\".equals(\"straße\", false)", false)]
    [InlineData("\"ÄÖ\".startsWith(\"äö\", false)", true)]
    [InlineData("\"xÄ\".endsWith(\"ä\", false)", true)]
    [InlineData("\"\".contains(\"\", false)", true)]
    [InlineData("\"€uro\" like \"_uro\"", true)]
    [InlineData("\"a1\".matches(\"^\\\\p{Alpha}\\\\d$\")", true)]
    [InlineData("\"é\".matches(\"\\\\w\")", false)]
    [InlineData("\"x.y\".matches(\"\\\\Qx.y\\\\E\")", true)]
    [InlineData("`xEvent`.isNull()", false)]
    public void Corners_of_values_are_what_one_expects(string text, object? expected)
    {
        if (text.Contains("$1", StringComparison.Ordinal))
            text = text.Replace("$1, 1", "x => x, 1", StringComparison.Ordinal);
        var value = Evaluate(text, "[]");
        object? actual = value.Kind switch
        {
            ValueKind.Null => null,
            ValueKind.Boolean => value.Boolean,
            ValueKind.Integer => value.Integer,
            ValueKind.Number => value.Number,
            _ => System.Text.Encoding.UTF8.GetString(value.Utf8),
        };
        Assert.Equal(expected is int i ? (long)i : expected, actual);
    }

    [Fact]
    public void Too_many_steps_end_the_evaluation_and_are_said()
    {
        var events = "[" + string.Join(",", Enumerable.Range(0, 300).Select(i => $$"""{"a":{{i}}}""")) + "]";
        foreach (
            var text in new[]
            {
                "select A from xEvent, B from xEvent, C from xEvent where A.a = B.a and B.a = C.a and A.a = -1",
                "forall A from xEvent, B from xEvent, C from xEvent where A.a >= 0",
                "not exists A from xEvent, B from xEvent, C from xEvent where A.a < 0",
                "sum A.a over A from xEvent, B from xEvent, C from xEvent",
                "xEvent.map(x => xEvent.map(y => xEvent.map(z => z.a).count()).count()).count()",
            }
        )
        {
            var evaluator = new Evaluator { Input = { Events = JsonValues.Parse(events) } };
            var plan = ExpressionCompiler.Compile(text).Require();
            Assert.True(evaluator.Evaluate(plan).IsNull, text);
            Assert.True(evaluator.OutOfSteps && !evaluator.Test(plan), text);
            Assert.True(evaluator.StepsTaken <= ExpressionLimits.Default.MaxSteps);
        }
    }

    [Fact]
    public void A_trace_has_the_value_of_every_part()
    {
        var traced = ExpressionCompiler.CompileTraced("a > 1 and b.startsWith(\"x\") or c").Require();
        var evaluator = new Evaluator { Input = { Root = JsonValues.Parse("""{"a":1,"b":"xy","c":true}""") } };
        Assert.True(evaluator.Test(traced.Plan));
        var lines = traced.Trace.Lines.ToDictionary(
            l => traced.Trace.Text.Substring(l.Node.Span.Start, l.Node.Span.Length),
            l => (l.Entry.Times, string.Join(',', l.Entry.Values))
        );
        Assert.Equal((1, "1"), lines["a"]);
        Assert.Equal((1, "false"), lines["a > 1"]);
        Assert.Equal((0, ""), lines["b.startsWith(\"x\")"]);
        Assert.Equal((1, "true"), lines["c"]);
    }

    [Theory]
    [InlineData("a in [1]", "a list")]
    [InlineData("xEvent.count() = 1", "xEvent")]
    [InlineData("select X from a", "select")]
    [InlineData("a occurs today", "occurs")]
    [InlineData("a[b = 1]", "a filter")]
    [InlineData("CHAIN(xEvent, timestamp, [A: WHAT(b)])", "CHAIN")]
    [InlineData("let a = 1 in a", "let")]
    [InlineData("@{x}.a", "@{…}")]
    public void What_has_no_published_node_is_refused_by_name(string text, string name)
    {
        Assert.Contains(JsonFormWriter.Write(text).Errors, e => e.Message.Contains($"no node for {name}", StringComparison.Ordinal));
    }

    private static Value Evaluate(string text, string events)
    {
        var evaluator = new Evaluator();
        evaluator.Input.Root = JsonValues.Parse("{}");
        evaluator.Input.Events = JsonValues.Parse(events);
        Assert.True(XdmTime.TryParse("2026-03-11T10:30:00Z"u8, out var now));
        evaluator.Input.NowNs = now;
        var value = evaluator.Evaluate(ExpressionCompiler.Compile(text).Require());
        Assert.False(evaluator.OutOfSteps);
        return value;
    }
}
