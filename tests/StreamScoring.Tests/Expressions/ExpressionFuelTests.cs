using System.Text;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;
using Xunit;

namespace StreamScoring.Tests.Expressions;

/// <summary>Steps stand for time: whatever takes long pays for it, and no more than the static bound says.</summary>
public sealed class ExpressionFuelTests
{
    [Fact]
    public void A_list_that_a_variable_names_counts_with_all_its_items()
    {
        var plan = Plan("let H = xEvent in (exists A from H, B from H where A.v + B.v < 0)");
        var evaluator = Over("{}", $"[{Repeat(900, i => $$"""{"v":{{i}}}""")}]");
        Assert.False(evaluator.Test(plan));
        Assert.InRange(evaluator.StepsTaken, 900 * 900, plan.CostBound(900, 1));
    }

    [Theory]
    [InlineData("t.contains(\"b\")", 100)]
    [InlineData("t.endsWith(\"B\", false)", 100)]
    [InlineData("t like \"%b\"", 100)]
    [InlineData("t.matches(\"a+b\")", 100)]
    [InlineData("t.startsWith(u)", 100)]
    [InlineData("t = u", 100)]
    [InlineData("t in [u, u]", 200)]
    [InlineData("t in [\"1\", \"2\", \"3\", \"4\", \"5\"]", 100)]
    [InlineData("fold(t) = \"\"", 101)]
    public void Texts_are_paid_for_by_their_length(string text, int atLeast)
    {
        var plan = Plan(text);
        var a = new string('a', 6_400);
        var evaluator = Over($$"""{"t":"{{a}}","u":"{{a[1..]}}b"}""", "[]");
        evaluator.Evaluate(plan);
        Assert.InRange(evaluator.StepsTaken, atLeast, atLeast + 210);
        Assert.True(evaluator.StepsTaken <= plan.CostBound(0, 2, 6_400));
        Assert.True(plan.CostBound(0, 2, 1_000_000) >= plan.CostBound(0, 2, 6_400) + ((1_000_000 - 6_400) / 64));
    }

    [Fact]
    public void A_pattern_with_many_states_pays_for_each_of_them()
    {
        var plan = Plan("t.matches(\"[ab]*a[ab]{450}c\")");
        var evaluator = Over($$"""{"t":"{{new string('a', 500_000)}}"}""", "[]");
        Assert.False(evaluator.Test(plan));
        Assert.True(evaluator.OutOfSteps);
        Assert.True(plan.CostBound(0, 2, 500_000) > 3_000_000);
        evaluator = Over($$"""{"t":"{{new string('a', 100)}}"}""", "[]");
        Assert.False(evaluator.Test(plan));
        Assert.InRange(evaluator.StepsTaken, 100 * 450 / 64, plan.CostBound(0, 2, 100));
    }

    [Theory]
    [InlineData("K = K2", 3_000, true, 3_000)]
    [InlineData("K = K2", 3_000, false, 1_000_000)]
    [InlineData("K = K2", 200, false, 21_000)]
    [InlineData("[K] = [K2]", 200, false, 21_000)]
    [InlineData("L[^.K = ^.K2].count() = 1", 200, false, 21_000)]
    [InlineData("K2.get(l) = 1", 200, false, 202)]
    [InlineData("lookup(\"t\", l) = 1", 200, false, 0)]
    [InlineData("L[^.K.k0 = 1].count()", 6_400, false, 101)]
    public void Maps_are_paid_for_by_the_keys_that_are_held_against_each_other(string text, int keys, bool sameOrder, int atMost)
    {
        var plan = Plan(text);
        var (one, two) = (Repeat(keys, Pair), Repeat(keys, i => Pair(sameOrder ? i : keys - 1 - i)));
        var evaluator = Over($$"""{"K":{{{one}}},"K2":{{{two}}},"L":[1],"l":"k0"}""", "[]");
        var holds = evaluator.Test(plan);
        Assert.Equal(atMost == 1_000_000, evaluator.OutOfSteps);
        Assert.Equal(atMost is not (1_000_000 or 0), holds);
        Assert.InRange(evaluator.StepsTaken, atMost / 3, atMost);
        Assert.True(evaluator.StepsTaken <= plan.CostBound(0, (2 * keys) + 10));
        static string Pair(int i) => $"\"k{i}\":{(i == 0 ? 1 : i)}";
    }

    [Fact]
    public void A_row_of_a_table_is_paid_for_as_far_as_it_is_looked_for()
    {
        var plan = Plan("lookup(\"t\", \"k99\").p = 1");
        var evaluator = Over("{}", "[]");
        var rows = Repeat(100, i => $"\"k{i}\":{{\"p\":1}}");
        evaluator.Input.Tables = JsonValues.Parse("{\"t\":{" + rows + "}}");
        Assert.True(evaluator.Test(plan));
        Assert.Equal(100, evaluator.StepsTaken);
    }

    [Fact]
    public void A_value_that_is_no_number_is_not_computed_twice_at_every_level()
    {
        var text = "t";
        for (var i = 0; i < 60; i++)
            text = $"if({text} + 1 > 2, t, t)";
        var evaluator = Over("""{"t":"12345678901234567890"}""", "[]");
        Assert.Equal("\"12345678901234567890\"", ValueJson.Write(evaluator.Evaluate(Plan(text))));
        text = "t";
        for (var i = 0; i < 60; i++)
            text = $"if({text} in [\"a\", \"b\", \"c\", \"d\", \"e\"], t, t)";
        evaluator = Over("""{"t":[1,2]}""", "[]");
        Assert.Equal("[1,2]", ValueJson.Write(evaluator.Evaluate(Plan(text))));
    }

    [Fact]
    public void A_large_condition_costs_more_for_each_item_than_a_small_one()
    {
        var events = $"[{Repeat(100, _ => "{}")}]";
        var evaluator = Over("{}", events);
        evaluator.Evaluate(Plan("xEvent[a = 1].count()"));
        Assert.Equal(100, evaluator.StepsTaken);
        var large = Plan($"xEvent[{string.Join(" or ", Enumerable.Range(0, 320).Select(i => $"a = {i}"))}].count()");
        evaluator.Evaluate(large);
        Assert.InRange(evaluator.StepsTaken, 100 * 30, 100 * 32);
        Assert.True(evaluator.StepsTaken <= large.CostBound(100, 1));
    }

    [Fact]
    public void Long_digits_are_no_number_and_long_fractions_no_time()
    {
        var digits = new string('1', 5_000);
        var evaluator = Over($$"""{"n":"{{digits}}","t":"2026-03-11T00:00:00.{{digits}}Z","m":"12"}""", "[]");
        Assert.False(evaluator.Test(Plan("n > 1 or t occurs before now")));
        Assert.True(evaluator.Test(Plan("m > 1")));
    }

    private static ExpressionPlan Plan(string text) => ExpressionCompiler.Compile(text).Require();

    private static string Repeat(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(item));

    private static Evaluator Over(string root, string events) =>
        new()
        {
            Input =
            {
                Root = JsonValues.Parse(root),
                Events = JsonValues.Parse(events),
                NowNs = 1_773_225_000_000_000_000,
            },
        };
}
