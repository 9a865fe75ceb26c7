using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Building;
using StreamScoring.TestKit.Graphs;
using Xunit;

namespace StreamScoring.Tests.Graphs;

public sealed class GraphDocumentTests
{
    public static TheoryData<string> Files => [LumaGraphs.SamplePath, LumaGraphs.SixModelsPath];

    [Theory]
    [MemberData(nameof(Files))]
    public void Builder_yaml_and_json_convert_into_each_other_without_loss(string file)
    {
        var document = GraphDocument.Parse(File.ReadAllText(file), file).Require();
        var rebuilt = GraphBuilder.From(document).Build().Require();
        Assert.Equal(CanonicalForm.Of(document.Root), CanonicalForm.Of(rebuilt.Root));
        Assert.Equal(document.ToYaml(), rebuilt.ToYaml());
        Assert.Equal(document.ContentHash, GraphDocument.Parse(document.ToYaml(), "again.yaml").Require().ContentHash);
        Assert.Equal(document.ContentHash, GraphDocument.Parse(document.ToJson(), "again.json").Require().ContentHash);
    }

    [Fact]
    public void A_graph_built_in_code_is_the_document_that_says_the_same()
    {
        var built = new GraphBuilder("g")
            .Describe("what for")
            .Column("price", "productListItems[*].priceTotal", ColumnShape.List(ColumnType.Float64), "prices")
            .Node("total", "Pandas", "list", ("cols", "price"), ("fn", "sum"), ("into", "total"))
            .Model("m", "m.onnx", [("x", ["total", "total"])], [("p", "score")])
            .Output("score", "score", 1, true)
            .Output("total", "total")
            .Build()
            .Require();
        const string yaml = """
            graph: g
            version: 1
            description: what for
            receiver:
              columns:
                price: {path: "productListItems[*].priceTotal", type: list<float64>, description: prices}
            nodes:
              - {id: total, node: Pandas, op: list, params: {cols: price, fn: sum, into: total}}
              - {id: m, node: ONNXNode, params: {model: m.onnx, inputs: {x: [total, total]}, outputs: {p: score}}}
            outputs:
              score: {column: score, at: 1, default: true}
              total: {column: total}
            """;
        Assert.Equal(GraphDocument.Parse(yaml, "g.yaml").Require().ContentHash, built.ContentHash);
    }

    [Fact]
    public void All_structural_errors_come_at_once()
    {
        const string yaml = """
            graph: "no spaces please"
            version: 2
            recieve: {}
            receiver:
              columns:
                a: {path: "x..y", type: string}
                b: {path: x, type: strin}
                c: {path: "x[*]", type: int64}
                d: {path: x, type: list<int64>}
                e: {pth: x, type: int64}
            nodes:
              - {id: n, node: Pandas, op: fillna}
              - {id: n, node: Pandas}
              - {node: Pandas}
              - 7
            outputs:
              p: {column: a, default: true}
              q: {column: a, default: true}
              r: {at: -1}
            """;
        var problems = GraphDocument.Parse(yaml, "g.yaml").Errors.Select(e => $"{e.Position.Line} {e.Path}: {e.Message}").ToList();
        string[] expected =
        [
            "1 $.graph: 'no spaces please' is no name",
            "2 $.version: expected an integer from 1 to 1, found 2",
            "3 $.recieve: the key 'recieve' is not known here; did you mean 'receiver'?",
            "6 $.receiver.columns.a.path: 'x..y' is no path",
            "7 $.receiver.columns.b.type: 'strin' is no type; did you mean 'string'?",
            "8 $.receiver.columns.c: 'x[*]' goes through an array",
            "9 $.receiver.columns.d: 'x' has one value",
            "10 $.receiver.columns.e: 'path' is missing",
            "10 $.receiver.columns.e.pth: the key 'pth' is not known here; did you mean 'path'?",
            "13 $.nodes[1].id: two nodes have the id 'n'",
            "14 $.nodes[2]: 'id' is missing",
            "15 $.nodes[3]: expected a map",
            "18 $.outputs.q: output 'q' is a second default",
            "19 $.outputs.r: 'column' is missing",
            "19 $.outputs.r.at: expected an integer from 0 to 65535",
        ];
        Assert.Equal(expected.Length, problems.Count);
        Assert.All(expected.Zip(problems), p => Assert.StartsWith(p.First, p.Second, StringComparison.Ordinal));
    }
}
