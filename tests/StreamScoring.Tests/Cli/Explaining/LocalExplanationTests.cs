using System.Globalization;
using StreamScoring.Cli.Explaining;
using StreamScoring.Events;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;
using StreamScoring.TestKit.Graphs;
using Xunit;

namespace StreamScoring.Tests.Cli.Explaining;

public sealed class LocalExplanationTests
{
    private const string Graph = """
        graph: g
        version: 1
        receiver:
          columns:
            a: {path: _experience.analytics.session.num, type: int64}
            b: {path: device.screenWidth, type: float64}
            c: {path: device.screenHeight, type: float64}
        nodes:
          - {id: m, node: ONNXNode, params: {model: m.onnx, inputs: {float_input: [a, b, c]}, outputs: {probabilities: p}}}
        outputs:
          score: {column: p, at: 1}
        """;

    [Fact]
    public void An_effect_is_what_the_score_loses_when_the_input_is_what_it_was_in_other_events()
    {
        // A sum: the effect of an input is its weight times its distance from the others' mean; c has none.
        var (plan, explanation) = Open(row => [0, (0.01 * row[0]) - (0.002 * row[1])]);
        using var runner = Run(plan, [.. Enumerable.Range(1, 25).Select(i => (i, 10 * i))]);
        for (var row = 0; row < 24; row++)
            explanation.Learn(runner, row);
        var effects = explanation.Explain(explanation.Take(runner, 24), runner.DefaultScore(24)!.Value);
        Assert.Equal(["b", "a"], effects.Select(e => e.Name));
        Assert.Equal([250.0, 25.0], effects.Select(e => e.Value!.Value));
        Assert.Equal(-0.002 * (250 - 125), effects[0].Change, 1e-6);
        Assert.Equal(0.01 * (25 - 12.5), effects[1].Change, 1e-6);
        Assert.Equal("b 250 -.25", effects[0].Short);
    }

    [Fact]
    public void With_too_little_to_compare_nothing_is_claimed()
    {
        var (plan, explanation) = Open(row => [0, row[0]]);
        using var runner = Run(plan, [(1, 1), (9, 9)]);
        explanation.Learn(runner, 0);
        Assert.Empty(explanation.Explain(explanation.Take(runner, 1), 9));
    }

    [Fact]
    public void A_missing_input_is_explained_as_missing()
    {
        var (plan, explanation) = Open(row => [0, double.IsNaN(row[1]) ? 0.5 : 0]);
        using var runner = Run(plan, [.. Enumerable.Range(1, 10).Select(i => (i, i))]);
        for (var row = 0; row < 10; row++)
            explanation.Learn(runner, row);
        var effect = Assert.Single(explanation.Explain([1, double.NaN, double.NaN], 0.5));
        Assert.Equal("b missing +0.50", effect.ToString());
    }

    private static (GraphPlan Plan, LocalExplanation Explanation) Open(Func<double[], double[]> compute)
    {
        var document = GraphDocument.Parse(Graph, "g.yaml").Require();
        var plan = GraphCompiler.Compile(document, _ => ModelLookup.Found(FakeModel.Floats("x", 3, 2, compute))).Require();
        return (plan, LocalExplanation.Of(plan)!);
    }

    private static GraphRunner Run(GraphPlan plan, (int A, int B)[] events)
    {
        var projection = new Projection(plan.Fields);
        var runner = plan.Open(projection, new StateLayout(plan.State), events.Length);
        var batch = new EventBatch(projection, events.Length);
        foreach (var (a, b) in events)
        {
            var json = string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"timestamp":"2018-12-10T00:00:00Z","_experience":{"analytics":{"session":{"num": {{{a}}} } } },"device":{"screenWidth": {{{b}}} } }"""
            );
            NaiveEvents.Add(batch, json, batch.Count);
        }

        runner.Run(batch, null, new int[events.Length]);
        return runner;
    }
}
