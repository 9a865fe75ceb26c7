using StreamScoring.Documents;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;

namespace StreamScoring.Tests.Graphs.Nodes.State;

/// <summary>One state node, bound as the compiler binds it, over a batch whose fields are its input columns.</summary>
internal sealed class StateNodeRig : IDisposable
{
    private readonly Func<StageOpening, Stage> _open;
    private readonly int _inputs;
    private readonly List<ColumnShape> _own;
    private Frame? _frame;
    private Stage? _stage;

    private StateNodeRig(NodeBinding binding, Scope scope, Projection projection)
    {
        _open = binding.Open!;
        _inputs = projection.Fields.Count;
        _own = [.. scope.Slots.Skip(_inputs)];
        Projection = projection;
        Outputs = binding.Outputs;
        Definitions = [.. binding.States.Select(s => s.Definition)];
    }

    public Projection Projection { get; }

    public IReadOnlyList<ColumnRef> Outputs { get; }

    public IReadOnlyList<StateDefinition> Definitions { get; }

    public Frame Frame => _frame!;

    /// <summary>Binds <c>State.op</c> with parameters in JSON over columns of the given names and types.</summary>
    public static (StateNodeRig? Rig, IReadOnlyList<DocumentError> Problems) Bind(
        string op,
        string parameters,
        params (string Name, ColumnType Type)[] columns
    )
    {
        var document = DocumentParser
            .Parse($$"""{"id": "n", "node": "State", "op": "{{op}}", "params": {{parameters}}}""", "node.json")
            .Require();
        var errors = new DocumentErrors("node.json");
        var scope = new Scope();
        foreach (var (name, type) in columns)
        {
            var shape = ColumnShape.Scalar(type);
            scope.Define(name, new ColumnRef(name, scope.NextSlot(shape), shape) { Provenance = "xdm:" + name });
        }

        var binding = new NodeBinding(
            new GraphNode("n", "State", op, (DocumentMap)document["params"]!, document),
            scope,
            new ModelCatalog(_ => ModelLookup.Refused("none here")),
            errors
        );
        var kind = NodeCatalog.Find("State", op)!;
        kind.Bind(binding);
        if (errors.Count > 0 || binding.Open is null)
            return (null, errors.Problems);
        for (var i = 0; i < binding.States.Count; i++)
        {
            var state = binding.States[i];
            state.Definition = new StateDefinition(state.Kind, CanonicalForm.ContentHash($"{state.Kind}#{i}:{binding.Provenance()}"));
        }

        var projection = new Projection(columns.Select(c => new ProjectedField(XdmPath.Parse(c.Name), ColumnShape.Scalar(c.Type))));
        return (new StateNodeRig(binding, scope, projection), errors.Problems);
    }

    /// <summary>Opens the stage for one lane.</summary>
    public void Open(StateLayout layout, int capacity)
    {
        var received = Enumerable.Range(0, _inputs).Select(i => (Func<EventBatch, Column>)(batch => batch.Columns[i])).ToList();
        _frame = new Frame(received, _own, capacity);
        _stage = _open(new StageOpening(layout, _frame, capacity));
    }

    /// <summary>Runs the node over a batch.</summary>
    public void Run(EventBatch batch, KeyedState state, int[] entries)
    {
        Frame.Begin(batch, state, entries);
        _stage!.Evaluate(Frame);
    }

    /// <summary>The value of an output column for a row: null, a double, a long, a bool or a text.</summary>
    public object? Value(int output, int row)
    {
        var column = Frame[Outputs[output].Slot];
        if (column.IsNull(row))
            return null;
        return column switch
        {
            ValueColumn<double> c => c[row],
            ValueColumn<long> c => c[row],
            ValueColumn<float> c => (double)c[row],
            ValueColumn<bool> c => c[row],
            TextColumn c => System.Text.Encoding.UTF8.GetString(c[row]),
            _ => throw new InvalidOperationException($"no values of {column.Shape}"),
        };
    }

    public void Dispose() => _stage?.Dispose();
}
