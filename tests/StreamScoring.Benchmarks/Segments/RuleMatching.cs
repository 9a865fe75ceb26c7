using System.Globalization;
using RulesEngine.Models;
using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Decisioning.Segments.Index;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Benchmarks.Segments;

/// <summary>
/// Which of many rules hold on an event: the index beside a loop over compiled C# lambdas, and beside Microsoft's RulesEngine. All three find the same rules. The
/// lambdas and the engine read plain objects, the index a batch; it also gives the rules in order.
/// </summary>
internal static class RuleMatching
{
    public static Group Group { get; } = new("segments", "Match audience rules: country and score and count", 11, Open);

    private static OpenGroup Open()
    {
        var visits = new Visits();
        var cases = new List<Case>();
        foreach (var (rules, name) in new[] { (100, "100 rules"), (1_000, "1,000 rules"), (10_000, "10,000 rules") })
            AddCases(cases, name, visits, AudienceRule.Make(rules, true));
        AddCases(cases, "10,000 rules without a country", visits, AudienceRule.Make(10_000, false));
        return new OpenGroup(cases);
    }

    private static void AddCases(List<Case> cases, string name, Visits visits, AudienceRule[] rules)
    {
        var (loop, ours, engine) = (Loop(visits, rules), Ours(visits, rules), Engine(visits, rules));
        for (var row = 0; row < 3; row++)
        {
            if ((loop(row), ours(row)) is var (a, b) && (a != b || a != engine(row)))
                throw new InvalidOperationException($"{name}: {a} rules hold in a loop, {b} by the index, {engine(row)} by RulesEngine");
        }

        cases.Add(new Case($"{name}: loop over compiled lambdas", null, Rounds(loop, rules.Length)));
        cases.Add(new Case($"{name}: Microsoft RulesEngine", $"{name}: loop over compiled lambdas", Rounds(engine, rules.Length * 64)));
        cases.Add(new Case($"{name}: ours", $"{name}: loop over compiled lambdas", Rounds(ours, rules.Length / 50)));
    }

    // So many events a round that it takes long enough to be measured, and no longer.
    private static Func<Cost> Rounds(Func<int, int> match, int weight)
    {
        var next = 0;
        var events = Math.Clamp(2_000_000 / Math.Max(1, weight), 4, 200_000);
        return () =>
        {
            var meter = Meter.Start();
            var matched = 0L;
            for (var i = 0; i < events; i++, next = (next + 1) % Visits.Count)
                matched += match(next);
            return matched >= 0 ? meter.Stop(events) : default;
        };
    }

    private static Func<int, int> Loop(Visits visits, AudienceRule[] rules)
    {
        Func<Visit, bool>[] lambdas = [.. rules.Select(r => r.Lambda)];
        return row =>
        {
            var (visit, matched) = (visits.All[row], 0);
            foreach (var lambda in lambdas)
                matched += lambda(visit) ? 1 : 0;
            return matched;
        };
    }

    private static Func<int, int> Ours(Visits visits, AudienceRule[] rules)
    {
        var schema = new ExpressionSchema
        {
            Contexts = new Dictionary<string, ExpressionType>(StringComparer.Ordinal) { [RuleSource.EventRoot] = ExpressionType.Any },
        };
        var fields = new[] { Visits.Country, Visits.Views }.ToDictionary(f => f.Path.Text, StringComparer.Ordinal);
        var source = new RuleSource(schema, fields, [new ScoreNeed("buy", null, null, 0)]);
        var index = RuleIndex.Build(
            [
                .. rules.Select(
                    (r, i) =>
                        new IndexedRule(
                            string.Create(CultureInfo.InvariantCulture, $"rule-{i}"),
                            ExpressionCompiler.Compile(r.Text, schema).Require()
                        )
                ),
            ],
            source
        );
        var (matcher, evaluator) = (new RuleMatcher(index), new Evaluator());
        return row => matcher.Match(evaluator, visits.Batch, row, visits.Scores[row]).Length;
    }

    private static Func<int, int> Engine(Visits visits, AudienceRule[] rules)
    {
        var workflow = new Workflow
        {
            WorkflowName = "audiences",
            Rules = rules.Select(
                (r, i) =>
                    new Rule
                    {
                        RuleName = string.Create(CultureInfo.InvariantCulture, $"rule-{i}"),
                        Expression = r.CSharp,
                        RuleExpressionType = RuleExpressionType.LambdaExpression,
                    }
            ),
        };
        var engine = new RulesEngine.RulesEngine([workflow]);
        return row =>
        {
            var results = engine
                .ExecuteAllRulesAsync("audiences", new RuleParameter("e", visits.All[row]))
                .AsTask()
                .GetAwaiter()
                .GetResult();
            return results.Count(r => r.IsSuccess);
        };
    }
}
