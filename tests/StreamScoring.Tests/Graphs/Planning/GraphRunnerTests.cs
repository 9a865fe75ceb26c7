using System.Text;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;
using StreamScoring.TestKit.Graphs;
using StreamScoring.Tests.Graphs.Checking;
using Xunit;

namespace StreamScoring.Tests.Graphs.Planning;

public sealed class GraphRunnerTests
{
    private const string ThreeInputs =
        "- {id: m, node: ONNXNode, params: {model: m.onnx, inputs: {float_input: [price, count, price]}, outputs: {probabilities: p}}}";

    [Fact]
    public void A_score_that_is_not_a_number_is_a_fault_of_its_row_and_other_outputs_stand()
    {
        var plan = Plan(
            ThreeInputs,
            "  score: {column: p, at: 1, default: true}\n  other: {column: p, at: 0}",
            row => [row[1], row[0] * 2]
        );
        using var lane = new Lane(plan, 4);
        lane.Event(1.5, 10);
        lane.Event(null, 20);
        lane.Event(2.5, 30);
        lane.Run();
        Assert.Equal([3f, null, 5f], lane.Floats("score"));
        Assert.Equal([10f, 20f, 30f], lane.Floats("other"));
        Assert.Equal(FaultCode.ScoreNotANumber, lane.Runner.Faults[1]!.Code);
        Assert.Equal("score", lane.Runner.Faults[1]!.Path);
        Assert.Null(lane.Runner.Faults[0]);
        Assert.Null(lane.Runner.Faults[2]);
    }

    [Fact]
    public void A_score_of_64_bits_that_is_not_a_number_is_a_fault_like_one_of_32()
    {
        using var lane = new Lane(Plan(ThreeInputs, "  score: price", row => [row[0], row[1]]), 4);
        lane.Event(1.5, 10);
        lane.Event(double.NaN, 20);
        lane.Run();
        Assert.Equal([1.5, null], lane.Doubles("score"));
        Assert.Null(lane.Runner.Faults[0]);
        Assert.Equal(FaultCode.ScoreNotANumber, lane.Runner.Faults[1]!.Code);
    }

    [Fact]
    public void A_row_on_which_the_model_fails_has_no_outputs_and_its_neighbours_have()
    {
        var plan = Plan(ThreeInputs, "  score: {column: p, at: 1}\n  price: price", row => row[0] < 0 ? null : [0, row[0]]);
        using var lane = new Lane(plan, 4);
        lane.Event(1, 1);
        lane.Event(-1, 1);
        lane.Event(2, 1);
        lane.Run();
        Assert.Equal([1f, null, 2f], lane.Floats("score"));
        Assert.Equal([1.0, null, 2.0], lane.Doubles("price"));
        Assert.Equal(FaultCode.ModelFailed, lane.Runner.Faults[1]!.Code);
    }

    [Fact]
    public void Duplicates_and_faulted_events_are_not_scored_and_have_no_fault_of_the_graph()
    {
        var seen = new List<double>();
        var plan = Plan(
            "- {id: h, node: OneHotEncoder, params: {cols: name, categories: [a], into: flags}}\n" + ThreeInputs,
            "  score: {column: p, at: 1}",
            row =>
            {
                seen.Add(row[0]);
                return [0, row[0]];
            }
        );
        using var lane = new Lane(plan, 4);
        lane.Event(1, 1);
        lane.Event(2, 1, "unknown");
        lane.Batch.Duplicates[1] = true;
        lane.Event(3, 1);
        lane.Batch.SetFault(2, Fault.Decode(FaultCode.Malformed, "", "broken"));
        lane.Event(4, 1, "unknown");
        lane.Run();
        Assert.Equal([1f, null, null, null], lane.Floats("score"));
        Assert.Equal([1.0], seen);
        Assert.Null(lane.Runner.Faults[1]);
        Assert.Null(lane.Runner.Faults[2]);
        Assert.Equal(FaultCode.NodeFailed, lane.Runner.Faults[3]!.Code);
        Assert.DoesNotContain("unknown", lane.Runner.Faults[3]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lane_may_change_its_batches()
    {
        var plan = Plan(ThreeInputs, "  score: {column: p, at: 1}\n  price: price", row => [0, row[0] + row[1]]);
        using var lane = new Lane(plan, 4);
        lane.Event(1, 10);
        lane.Run();
        Assert.Equal([11f], lane.Floats("score"));
        lane.Batch = new EventBatch(lane.Batch.Projection, 4);
        lane.Event(2, 20);
        lane.Event(3, 30);
        lane.Run();
        Assert.Equal([22f, 33f], lane.Floats("score"));
        Assert.Equal([2.0, 3.0], lane.Doubles("price"));
    }

    [Fact]
    public void Branches_join_and_models_feed_models()
    {
        const string nodes = """
            - {id: f, node: Pandas, op: fillna, params: {cols: price, value: 0.0, into: known}}
            - {id: c, node: Pandas, op: clip, params: {cols: price, upper: 2.0, into: low}}
            - {id: m1, node: ONNXNode, params: {model: m.onnx, inputs: {float_input: [known, low, count]}, outputs: {probabilities: first}}}
            - {id: m2, node: ONNXNode, params: {model: m.onnx, inputs: {float_input: [first, count]}, outputs: {probabilities: second}}}
            """;
        var plan = Plan(
            nodes,
            "  a: {column: first, at: 0}\n  b: {column: second, at: 1, default: true}",
            row => [row[0] + row[1], row[2]]
        );
        Assert.Single(plan.Models);
        Assert.Equal(["a", "b"], plan.Outputs.Select(o => o.Name));
        Assert.Equal([false, true], plan.Outputs.Select(o => o.IsDefault));
        using var lane = new Lane(plan, 4);
        lane.Event(5, 7);
        lane.Run();
        Assert.Equal([7f], lane.Floats("a"));
        Assert.Equal([7f], lane.Floats("b"));
    }

    [Fact]
    public void A_name_defined_again_hides_the_older_column_from_there_on()
    {
        const string nodes = """
            - {id: a, node: Pandas, op: arith, params: {fn: add, left: price, value: 1.0, into: x}}
            - {id: b, node: Pandas, op: arith, params: {fn: mul, left: x, value: 10.0, into: price}}
            - {id: c, node: Pandas, op: arith, params: {fn: add, left: x, right: price, into: x}}
            """;
        var plan = Plan(nodes, "  x: x\n  price: price", _ => [0, 0]);
        using var lane = new Lane(plan, 1);
        lane.Event(2, 0);
        lane.Run();
        Assert.Equal([33.0], lane.Doubles("x"));
        Assert.Equal([30.0], lane.Doubles("price"));
        Assert.Equal(30.0, ((ValueColumn<double>)lane.Runner.Column("price"))[0]);
        Assert.Throws<KeyNotFoundException>(() => lane.Runner.Column("nothing"));
    }

    [Fact]
    public void What_is_computed_twice_is_computed_once()
    {
        const string nodes = """
            - {id: a, node: Pandas, op: fillna, params: {cols: price, value: 1.0, into: x}}
            - {id: b, node: Pandas, op: fillna, params: {cols: price, value: 1.0, into: y}}
            - {id: c, node: Pandas, op: arith, params: {fn: add, left: x, right: y, into: z}}
            """;
        var plan = Plan(nodes, "  x: x\n  y: y\n  z: z", _ => [0, 0]);
        Assert.Equal(2, plan.Nodes.Count);
        using var lane = new Lane(plan, 2);
        lane.Event(null, 0);
        lane.Run();
        Assert.Equal([1.0], lane.Doubles("y"));
        Assert.Equal([2.0], lane.Doubles("z"));
    }

    [Fact]
    public void Two_uses_of_a_model_that_take_different_outputs_are_two()
    {
        const string nodes = """
            - {id: a, node: ONNXNode, params: {model: m.onnx, inputs: {x: price}, outputs: {first: a}}}
            - {id: b, node: ONNXNode, params: {model: m.onnx, inputs: {x: price}, outputs: {second: b}}}
            - {id: c, node: ONNXNode, params: {model: m.onnx, inputs: {x: price}, outputs: {second: d, first: c}}}
            - {id: d, node: ONNXNode, params: {model: m.onnx, inputs: {x: price}, outputs: {first: e, second: f}}}
            """;
        TensorSignature Scalar(string name) => new(name, TensorType.Float32, [], []);
        var signature = new ModelSignature("sha256:two", [Scalar("x")], [Scalar("first"), Scalar("second")], []);
        var model = new FakeModel(
            signature,
            row =>
                [
                    [row[0] + 1],
                    [row[0] + 2],
                ]
        );
        var plan = GraphCompilerTests
            .Compile(nodes, "  a: a\n  b: b\n  c: c\n  d: d\n  e: e\n  f: f", _ => ModelLookup.Found(model))
            .Require();
        Assert.Equal(3, plan.Nodes.Count);
        using var lane = new Lane(plan, 1);
        lane.Event(10, 0);
        lane.Run();
        Assert.Equal([11f, 12f, 11f, 12f, 11f, 12f], "abcdef".Select(n => lane.Floats(n.ToString())[0]!.Value));
    }

    private static GraphPlan Plan(string nodes, string outputs, Func<double[], double[]?> compute)
    {
        var signature = FakeModel.Floats("m", 3, 2, _ => []).Signature;
        return GraphCompilerTests
            .Compile(nodes, outputs, _ => ModelLookup.Found(new FakeModel(signature, row => compute(row) is { } result ? [result] : null)))
            .Require();
    }

    private sealed class Lane : IDisposable
    {
        public Lane(GraphPlan plan, int capacity)
        {
            var projection = new Projection(plan.Fields);
            Runner = plan.Open(projection, new StateLayout(plan.State), capacity);
            Batch = new EventBatch(projection, capacity);
        }

        public GraphRunner Runner { get; }

        public EventBatch Batch { get; set; }

        public void Event(double? price, long count, string name = "a")
        {
            var row = Batch.Add(Batch.Count, null);
            Batch.EventTypes.Set(row, Encoding.UTF8.GetBytes(name));
            Batch.EventTimesNs.Set(row, row);
            for (var i = 0; i < Batch.Columns.Count; i++)
            {
                if (Batch.Columns[i] is ValueColumn<double> doubles && price is { } value)
                    doubles.Set(row, value);
                else if (Batch.Columns[i] is ValueColumn<long> longs)
                    longs.Set(row, count);
            }
        }

        public void Run() => Runner.Run(Batch, null, []);

        public float?[] Floats(string output) => Values<float>(output);

        public double?[] Doubles(string output) => Values<double>(output);

        public void Dispose() => Runner.Dispose();

        private T?[] Values<T>(string output)
            where T : unmanaged
        {
            var column = (ValueColumn<T>)Runner.Outputs.First(o => o.Name == output).Column;
            return [.. Enumerable.Range(0, Batch.Count).Select(r => column.IsNull(r) ? (T?)null : column[r])];
        }
    }
}
