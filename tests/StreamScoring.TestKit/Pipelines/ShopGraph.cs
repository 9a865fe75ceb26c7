using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.TestKit.Graphs;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>Graphs over <see cref="ShopEvent"/>s whose every score tells how much history it saw.</summary>
public static class ShopGraph
{
    /// <summary>The price at which the model fails on the row.</summary>
    public const double FailingPrice = 500;

    /// <summary>The price at which the score is not a number.</summary>
    public const double NaNPrice = 501;

    private const string Head = """
        version: 1
        receiver:
          columns:
            prices: {path: "productListItems[*].priceTotal", type: list<float64>}
        nodes:
          - {id: total, node: Pandas, op: list, params: {cols: prices, fn: sum, into: price}}
          - {id: known, node: Pandas, op: fillna, params: {cols: price, value: 0.0}}

        """;

    private const string History = """
          - {id: before, node: State, op: expanding, params: {fns: count, into: n_before}}
          - {id: hour, node: State, op: window, params: {window: 1h, closed: left, fns: count, into: n_1h}}
          - {id: spent, node: State, op: expanding, params: {fns: sum, col: price, into: spent}}
          - {id: spent_known, node: Pandas, op: fillna, params: {cols: spent, value: 0.0}}

        """;

    private const string MeanGap = """
          - {id: gap, node: State, op: gap_mean, params: {into: gap}}
          - {id: gap_known, node: Pandas, op: fillna, params: {cols: gap, value: -1.0}}

        """;

    /// <summary>Counts earlier events (all, and within the hour), sums what was spent before, and lets a model judge the three and the price.</summary>
    public static GraphPlan Counting(string name = "shop") =>
        Compile(
            $"graph: {name}\n"
                + Head
                + History
                + Model("price, n_before, n_1h, spent")
                + Outputs("n_before: {column: n_before}", "spent: {column: spent}"),
            4
        );

    /// <summary>As <see cref="Counting"/>, and the mean gap between earlier events: another revision that shares all but one definition of its state.</summary>
    public static GraphPlan CountingWithGaps(string name = "shop") =>
        Compile(
            $"graph: {name}\n"
                + Head
                + History
                + MeanGap
                + Model("price, n_before, n_1h, spent, gap")
                + Outputs("n_before: {column: n_before}", "gap: {column: gap}"),
            5
        );

    /// <summary>Judges the price alone.</summary>
    public static GraphPlan Stateless(string name = "plain") => Compile($"graph: {name}\n" + Head + Model("price") + Outputs(), 1);

    private static string Model(string inputs) =>
        $"  - {{id: judge, node: ONNXNode, params: {{model: judge.onnx, inputs: {{float_input: [{inputs}]}}, outputs: {{probabilities: judged}}}}}}\n";

    private static string Outputs(params string[] more) =>
        "outputs:\n  score: {column: judged, default: true}\n" + string.Concat(more.Select(m => $"  {m}\n"));

    private static GraphPlan Compile(string yaml, int inputs)
    {
        var model = new FakeModel(
            new ModelSignature(
                $"sha256:judge{inputs}",
                [new TensorSignature("float_input", TensorType.Float32, [inputs], [])],
                [new TensorSignature("probabilities", TensorType.Float32, [1], [])],
                []
            ),
            Judge
        );
        return GraphCompiler.Compile(GraphDocument.Parse(yaml, "shop.graph.yaml").Require(), _ => ModelLookup.Found(model)).Require();
    }

    private static double[][]? Judge(double[] row) =>
        row[0] switch
        {
            FailingPrice => null,
            NaNPrice =>
            [
                [double.NaN],
            ],
            _ =>
            [
                [row.Select((v, i) => v * (i + 1)).Sum() / 1000],
            ],
        };
}
