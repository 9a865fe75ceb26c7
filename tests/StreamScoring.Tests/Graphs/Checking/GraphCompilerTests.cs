using StreamScoring.Documents;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.TestKit.Graphs;
using Xunit;

namespace StreamScoring.Tests.Graphs.Checking;

public sealed class GraphCompilerTests
{
    [Fact]
    public void All_errors_of_all_nodes_come_at_once_and_none_is_reported_twice()
    {
        var problems = Compile(
            """
            - {id: a, node: Pandas, op: fillna, params: {cols: nmae, value: "", into: filled}}
            - {id: b, node: Pandas, op: str, params: {cols: filled, method: lower}}
            - {id: c, node: Pandas, op: fillan, params: {cols: name, value: ""}}
            - {id: d, node: Pandsa, op: fillna, params: {cols: name, value: ""}}
            - {id: e, node: Pandas, op: fillna, params: {cols: price, value: none, ino: x}}
            - {id: f, node: Pandas, op: str, params: {cols: price2, method: lower}}
            - {id: g, node: OneHotEncoder, op: x, params: {}}
            - {id: h, node: Pandas, params: {}}
            - {id: i, node: Pandas, op: str, params: {cols: name, method: contains, args: {pat: "(?<=a)b"}, into: i}}
            - {id: j, node: Pandas, op: str, params: {cols: name, method: contains, args: {pat: "("}, into: j}}
            - {id: k, node: Pandas, op: list, params: {cols: tags, fn: sum, into: k}}
            - {id: l, node: Pandas, op: compare, params: {col: name, cmp: lt, value: 5, into: z}}
            - {id: m, node: State, op: window, params: {window: soon, fns: count}}
            """,
            "  p: {column: price, at: 1}\n  q: {column: nowhere}\n  r: {column: tags}"
        )
            .Errors.Select(e => $"{e.Path}: {e.Message}")
            .ToList();
        string[] expected =
        [
            "$.nodes[0].params.cols: no column 'nmae' is defined above here; did you mean 'name'?",
            "$.nodes[2].op: node 'c': Pandas has no operation 'fillan'; did you mean 'fillna'?",
            "$.nodes[3].node: node 'd': there is no kind of node 'Pandsa'; did you mean 'Pandas'?",
            "$.nodes[4].params.value: node 'e': column 'price' is float64 and cannot be filled with string",
            "$.nodes[4].params.ino: node 'e': Pandas.fillna has no parameter 'ino'; did you mean 'into'?",
            "$.nodes[5].params.cols: no column 'price2' is defined above here; did you mean 'price'?",
            "$.nodes[6].op: node 'g': OneHotEncoder has no operations: leave out 'op'",
            "$.nodes[7]: node 'h': 'op' is missing: expected one of",
            "$.nodes[8].params.args.pat: node 'i': '(?<=a)b' uses look-around",
            "$.nodes[9].params.args.pat: node 'j': '(' is no regular expression",
            "$.nodes[10].params.fn: node 'k': column 'tags' is list<string>: sum needs numbers",
            "$.nodes[11].params.value: node 'l': column 'name' is string and cannot be compared with int64",
            "$.nodes[12].params.window: expected a duration",
            "$.outputs.p: output 'p' takes an element of column 'price', which is no vector but float64: leave out 'at'",
            "$.outputs.q.column: no column 'nowhere' is defined above here",
            "$.outputs.r: output 'r' takes column 'tags', a list<string>: reduce it to one value first",
        ];
        Assert.Equal(expected.Length, problems.Count);
        Assert.All(expected.Zip(problems), p => Assert.StartsWith(p.First, p.Second, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Split", "belongs to training")]
    [InlineData("ModelUpload", "streamscoring deploy")]
    [InlineData("Receiver", "'receiver:'")]
    [InlineData("Simulator", "'simulator:'")]
    [InlineData("JsonToDataframe", "'receiver:'")]
    public void Nodes_that_do_not_belong_in_a_deployed_graph_say_what_to_do_instead(string node, string instead) =>
        Assert.Contains(
            instead,
            Assert.Single(Compile($"- {{id: a, node: {node}, params: {{}}}}", "  p: price").Errors).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("[price, count]", "takes 3 values a row, but 2 are wired: price, count")]
    [InlineData("[price, flags]", "takes 3 values a row, but 4 are wired: price, flags (3)")]
    [InlineData("[price, count, name]", "column 'name' is string, but input 'float_input' takes float32 (Float32): encode the text first")]
    [InlineData("[price, count, tags]", "reduce the list to one value first")]
    [InlineData("[price, count, when]", "convert it with astype first")]
    [InlineData("[]", "needs at least one column")]
    public void What_is_wired_must_fit_the_input(string columns, string message) =>
        Assert.Contains(
            message,
            Assert.Single(Compile(Flags + Model("float_input", columns, "probabilities"), "  p: price").Errors).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Names_of_inputs_and_outputs_are_checked()
    {
        var errors = Compile(Model("flaot_input", "[price, price, price]", "probability"), "  p: price")
            .Errors.Select(e => e.Message)
            .ToList();
        Assert.Contains(
            errors,
            e => e.Contains("the model has no input 'flaot_input'; did you mean 'float_input'?", StringComparison.Ordinal)
        );
        Assert.Contains(errors, e => e.Contains("input 'float_input' is not given", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Contains("the model has no output 'probability'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_is_not_there_is_an_error_with_the_reason() =>
        Assert.Contains(
            "model 'm.onnx': it was eaten",
            Assert.Single(Compile(Model("x", "[price]", "y"), "  p: price", _ => ModelLookup.Refused("it was eaten")).Errors).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Columns_in_another_order_than_trained_are_a_warning()
    {
        var nodes = Flags + "- {id: f, node: Pandas, op: fillna, params: {cols: price, value: -1.0, into: price_known}}\n";
        ModelLookup Find(string _) =>
            ModelLookup.Found(FakeModel.Floats("m", 5, 2, _ => [0, 1], "count", "price", "name=a", "name=b", "name=c"));
        Assert.Empty(Compile(nodes + Model("float_input", "[count, price_known, flags]", "probabilities"), "  p: price", Find).Problems);
        var warning = Assert.Single(
            Compile(nodes + Model("float_input", "[price_known, count, flags]", "probabilities"), "  p: price", Find).Warnings
        );
        Assert.Contains(
            "other columns in 2 places: number 1 is 'price_known', trained on 'count'",
            warning.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_a_graph_computes_has_a_hash_and_what_is_said_about_it_does_not_count()
    {
        string Hash(string nodes, string model = "m") =>
            Compile(nodes, "  p: price", _ => ModelLookup.Found(FakeModel.Floats(model, 3, 2, _ => [0, 1]))).Require().Hash;
        var plain = Hash(Model("float_input", "[price, price, price]", "probabilities"));
        Assert.Equal(
            plain,
            Hash(
                Model("float_input", "[price, price, price]", "probabilities")
                    .Replace("node: ONNXNode", "node: ONNXNode, description: words", StringComparison.Ordinal)
            )
        );
        Assert.Equal(
            plain,
            Hash(
                Model("float_input", "[price, price, price]", "probabilities")
                    .Replace("m.onnx", "elsewhere/m.onnx", StringComparison.Ordinal)
            )
        );
        Assert.NotEqual(plain, Hash(Model("float_input", "[price, price, price]", "probabilities"), "other"));
        Assert.NotEqual(plain, Hash(Model("float_input", "[price, price, count]", "probabilities")));
    }

    [Fact]
    public void State_is_known_by_what_feeds_it_and_not_by_names()
    {
        string[] States(string nodes) => [.. Compile(nodes, "  p: price").Require().State.Select(s => s.Hash)];
        const string first = """
            - {id: v, node: Pandas, op: compare, params: {col: name, cmp: eq, value: view, into: is_view}}
            - {id: w, node: State, op: window, params: {window: 1h, fns: count, where: is_view, into: views}}
            """;
        const string renamed = """
            - {id: other, node: Pandas, op: compare, params: {col: name, cmp: eq, value: view, into: flag}}
            - {id: id, node: State, op: window, params: {window: 1h, where: flag, fns: count}}
            """;
        Assert.Equal(States(first), States(renamed));
        Assert.NotEqual(States(first), States(first.Replace("1h", "2h", StringComparison.Ordinal)));
        Assert.NotEqual(States(first), States(first.Replace("value: view", "value: buy", StringComparison.Ordinal)));
        Assert.Single(States(first + "\n" + renamed));
    }

    internal const string Flags =
        "- {id: h, node: OneHotEncoder, params: {cols: name, categories: [a, b, c], handle_unknown: ignore, into: flags}}\n";

    private static string Model(string input, string columns, string output) =>
        $"- {{id: m, node: ONNXNode, params: {{model: m.onnx, inputs: {{{input}: {columns}}}, outputs: {{{output}: score}}}}}}\n";

    internal static DocumentOutcome<GraphPlan> Compile(string nodes, string outputs, Func<string, ModelLookup>? models = null)
    {
        var yaml = $$"""
            graph: g
            version: 1
            receiver:
              columns:
                name: {path: eventType, type: string}
                price: {path: commerce.order.priceTotal, type: float64}
                count: {path: device.screenWidth, type: int64}
                tags: {path: "productListItems[*].SKU", type: list<string>}
                when: {path: timestamp, type: timestamp}
            nodes:
            {{nodes.TrimEnd()}}
            outputs:
            {{outputs}}
            """;
        var document = GraphDocument.Parse(yaml, "g.yaml").Require();
        return GraphCompiler.Compile(document, models ?? (_ => ModelLookup.Found(FakeModel.Floats("m", 3, 2, _ => [0, 1]))));
    }
}
