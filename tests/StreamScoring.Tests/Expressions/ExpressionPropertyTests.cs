using CsCheck;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Parsing;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Planning.Functions;
using StreamScoring.Expressions.PqlJson;
using StreamScoring.Expressions.Syntax;
using StreamScoring.Expressions.Values;
using StreamScoring.Tests.Expressions.Naive;
using Xunit;

namespace StreamScoring.Tests.Expressions;

/// <summary>Random typed expressions over random people: text and tree say the same, and plans compute what a naive walk over the tree computes.</summary>
public sealed class ExpressionPropertyTests(ITestOutputHelper output)
{
    private static readonly int Triples = Environment.GetEnvironmentVariable("STREAMSCORING_SOAK") == "1" ? 1_000_000 : 60_000;

    private static readonly ExpressionSchema Schema = new()
    {
        Contexts = new Dictionary<string, ExpressionType>(StringComparer.Ordinal)
        {
            ["offer"] = ExpressionType.Any,
            ["@ctx"] = ExpressionType.Any,
        },
    };

    [Fact]
    public void Planned_evaluation_equals_a_naive_walk_over_the_tree()
    {
        var counts = new Counts();
        Gen.Int.Uniform.Sample(seed => Check(seed, counts), iter: Triples, threads: 1);
        output.WriteLine(
            $"{counts.All} triples: {100.0 * counts.NotNull / counts.All:f1} % give a value; of {counts.Conditions} conditions {100.0 * counts.True / counts.Conditions:f1} % hold; {counts.Converted} converted to pql/json and back"
        );
        foreach (var (name, count) in counts.Operators.OrderBy(o => o.Value))
            output.WriteLine($"{count, 9} {name}");
        Assert.True(counts.NotNull >= counts.All * 0.3, $"only {counts.NotNull} of {counts.All} give a value");
        Assert.InRange((double)counts.True / counts.Conditions, 0.05, 0.5);
        // What there is comes from the language itself, so that nothing can vanish from the generator unseen.
        var least = Triples / 60;
        var rare = Counts.Expected().Where(name => counts.Operators.GetValueOrDefault(name) < least).ToList();
        Assert.True(
            rare.Count == 0,
            $"fewer than {least}: {string.Join(", ", rare.Select(r => $"{r} {counts.Operators.GetValueOrDefault(r)}"))}"
        );
        Assert.True(counts.Converted >= 2_000, $"only {counts.Converted} could be converted");
    }

    private static bool Check(int seed, Counts counts)
    {
        var random = new Random(seed);
        var expression = new ExpressionGenerator(random).Next();
        var (profile, events, contexts, now) = new WorldGenerator(random).Next();
        var text = SyntaxPrinter.Print(expression);
        var parsed = ExpressionParser.Parse(text);
        if (parsed.Value is null || !parsed.Value.Equals(expression))
            throw new InvalidOperationException(
                $"printed as {text}\n{(parsed.Value is null ? parsed.Errors[0] : SyntaxPrinter.Print(parsed.Value))}"
            );

        var evaluator = new Evaluator();
        var plan = ExpressionCompiler.Compile(text, Schema).Require();
        WorldGenerator.Fill(evaluator.Input, plan.Needs, profile, events, contexts, now, seed);
        var value = evaluator.Evaluate(plan);
        if (evaluator.OutOfSteps)
            throw new InvalidOperationException($"too many steps: {text}");
        var actual = NaiveValue.Show(Plain(value));
        var naive = new NaiveEvaluator(WorldGenerator.Naive(profile, events, contexts, now, seed)).Evaluate(expression, null);
        var expected = NaiveValue.Show(naive);
        if (actual != expected)
            throw new InvalidOperationException(
                $"{text}\nplanned {actual}\nnaive   {expected}\nprofile {profile.ToJsonString()}\nevents {events.ToJsonString()}\ncontext {contexts.ToJsonString()}\nnow {now:o}"
            );
        if (evaluator.Test(plan) != NaiveValue.IsTrue(naive))
            throw new InvalidOperationException($"as a condition {text} differs");
        RoundTrip(text, counts);
        counts.Take(expression, naive);
        return true;
    }

    private static void RoundTrip(string text, Counts counts)
    {
        if (JsonFormWriter.Write(text).Value is not { } json)
            return;
        var back = SyntaxPrinter.Print(JsonFormReader.Read(json).Require());
        if (JsonFormWriter.Write(back).Require() != json || SyntaxPrinter.Print(JsonFormReader.Read(json).Require()) != back)
            throw new InvalidOperationException($"{text}\n{json}\n{back}");
        counts.Converted++;
    }

    private static object? Plain(in Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Null:
                return null;
            case ValueKind.Boolean:
                return value.Boolean;
            case ValueKind.Integer:
                return value.Integer;
            case ValueKind.Number:
                return value.Number;
            case ValueKind.Text:
                return System.Text.Encoding.UTF8.GetString(value.Utf8);
            case ValueKind.Time:
                return new NaiveTime(DateTime.UnixEpoch.AddTicks(value.TimeNs / 100), null);
            case ValueKind.Interval:
                return new NaiveTime(DateTime.UnixEpoch.AddTicks(value.TimeNs / 100), DateTime.UnixEpoch.AddTicks(value.EndNs / 100));
            case ValueKind.List:
                var items = new List<object?>();
                for (var i = 0; i < value.Count; i++)
                    items.Add(Plain(value.Item(i)));
                return items;
            default:
                var entries = new List<(object, object?)>();
                for (var i = 0; i < value.Count; i++)
                    entries.Add((Plain(value.Key(i))!, Plain(value.Entry(i))));
                return new NaiveMap(entries, value.Kind == ValueKind.Map);
        }
    }

    private sealed class Counts
    {
        public Dictionary<string, int> Operators { get; } = new(StringComparer.Ordinal);

        public int All { get; private set; }

        public int NotNull { get; private set; }

        public int Conditions { get; private set; }

        public int True { get; private set; }

        public int Converted { get; set; }

        public void Take(SyntaxNode expression, object? result)
        {
            All++;
            NotNull += result is null ? 0 : 1;
            Conditions += result is bool ? 1 : 0;
            True += result is true ? 1 : 0;
            Walk(expression);
        }

        /// <summary>All functions, operators and constructs of the language.</summary>
        public static IEnumerable<string> Expected() =>
            [
                .. FunctionCatalog.Names(true).Select(n => "." + n),
                .. FunctionCatalog.Names(false).Select(n => n + "()"),
                .. Enum.GetNames<ScoreWindow>().Select(w => "score()." + w.ToLowerInvariant()),
                .. Enum.GetNames<BinaryOperator>(),
                .. Enum.GetNames<UnaryOperator>(),
                .. Enum.GetNames<AggregateKind>().Select(k => k + " over"),
                .. Enum.GetNames<RelativeMoment>(),
                .. Enum.GetNames<TimeDirection>(),
                .. new[]
                {
                    BinaryOperator.Equal,
                    BinaryOperator.NotEqual,
                    BinaryOperator.Less,
                    BinaryOperator.LessOrEqual,
                    BinaryOperator.Greater,
                    BinaryOperator.GreaterOrEqual,
                }.Select(c => "occurs " + c),
                "and",
                "or",
                "forall",
                "exists",
                .. typeof(SyntaxNode)
                    .Assembly.GetTypes()
                    .Where(t => t.IsSubclassOf(typeof(SyntaxNode)) && !t.IsAbstract && !Named.Contains(t))
                    .Select(t => t.Name),
            ];

        // Those that Names tells apart further.
        private static readonly Type[] Named =
        [
            typeof(CallSyntax),
            typeof(MethodSyntax),
            typeof(BinarySyntax),
            typeof(UnarySyntax),
            typeof(LogicalSyntax),
            typeof(QuantifierSyntax),
            typeof(AggregateSyntax),
            typeof(MomentSyntax),
            typeof(OffsetRangeSyntax),
        ];

        private void Walk(SyntaxNode node)
        {
            foreach (var name in Names(node))
                Operators[name] = Operators.GetValueOrDefault(name) + 1;
            foreach (var child in SyntaxChildren.Of(node))
                Walk(child);
        }

        private static IEnumerable<string> Names(SyntaxNode node) =>
            node switch
            {
                CallSyntax call => [call.Function + "()"],
                MethodSyntax { Target: CallSyntax { Function: "score" }, Arguments: [DurationSyntax] } window =>
                [
                    "score()." + window.Function,
                ],
                MethodSyntax method => ["." + method.Function],
                BinarySyntax binary => [binary.Operator.ToString()],
                UnarySyntax unary => [unary.Operator.ToString()],
                LogicalSyntax logical => [logical.IsAnd ? "and" : "or"],
                QuantifierSyntax quantifier => [quantifier.ForAll ? "forall" : "exists"],
                AggregateSyntax aggregate => [aggregate.Kind + " over"],
                MomentSyntax moment => [moment.Moment.ToString()],
                OffsetRangeSyntax offset => [$"occurs {offset.Comparison}", offset.Direction.ToString()],
                _ => [node.GetType().Name],
            };
    }
}
