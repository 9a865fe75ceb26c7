using StreamScoring.Documents;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs.Building;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;

namespace StreamScoring.Tests.Graphs.Nodes;

/// <summary>A graph of one node over columns that a test fills, compiled and run as any other.</summary>
internal sealed class NodeRun : IDisposable
{
    private readonly GraphRunner _runner;

    private NodeRun(GraphPlan plan, GraphRunner runner, EventBatch batch) => (Plan, _runner, Batch) = (plan, runner, batch);

    public GraphPlan Plan { get; }

    public EventBatch Batch { get; }

    public GraphRunner Runner => _runner;

    /// <summary>The node's columns in order.</summary>
    public IReadOnlyList<ColumnRef> Outputs => Plan.Nodes[0].Outputs;

    /// <summary>Compiles a node over columns of the given names and shapes; the fill sets the value of a row of the i-th column.</summary>
    public static DocumentOutcome<NodeRun> Compile(
        string node,
        string op,
        DocumentMap parameters,
        IReadOnlyList<(string Name, ColumnShape Shape)> columns,
        int rows,
        Action<Column, int, int> fill
    )
    {
        var builder = new GraphBuilder("test").Column("zz", "zz", ColumnShape.Scalar(ColumnType.Int64));
        for (var i = 0; i < columns.Count; i++)
            builder.Column(columns[i].Name, columns[i].Shape.Layout == ColumnLayout.List ? $"c{i}[*]" : $"c{i}", columns[i].Shape);
        var document = builder
            .Node("n", node, op, parameters.Entries.Select(e => (e.Key, (object?)e.Value)))
            .Output("zz", "zz")
            .Build()
            .Require();
        var compiled = GraphCompiler.Compile(document, _ => ModelLookup.Refused("no model here"));
        if (compiled.Value is not { } plan)
            return new(null, compiled.Problems);
        var projection = new Projection(plan.Fields);
        var batch = new EventBatch(projection, Math.Max(rows, 1));
        for (var row = 0; row < rows; row++)
        {
            batch.Add(row, null);
            batch.EventTimesNs.Set(row, row);
            for (var i = 0; i < columns.Count; i++)
                fill(batch.Columns[i + 1], i, row);
        }

        return new(new NodeRun(plan, plan.Open(projection, new StateLayout([]), batch.Capacity), batch), compiled.Problems);
    }

    public void Run() => _runner.Run(Batch, null, []);

    public IReadOnlyList<Fault> Faults() => [.. _runner.Faults.ToArray().OfType<Fault>()];

    public void Dispose() => _runner.Dispose();
}
