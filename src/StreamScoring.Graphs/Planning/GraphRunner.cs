using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Xdm;
using StreamScoring.State;

namespace StreamScoring.Graphs.Planning;

/// <summary>One lane's use of a plan: its buffers and stages. Not thread-safe. Allocates nothing once the buffers have grown to the largest batch.</summary>
public sealed class GraphRunner : IDisposable
{
    private readonly GraphPlan _plan;
    private readonly Frame _frame;
    private readonly int _capacity;
    private readonly Stage[] _stages;
    private readonly OutputStage[] _outputs;
    private readonly int _default;
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    internal GraphRunner(GraphPlan plan, Projection projection, StateLayout layout, int capacity)
    {
        _plan = plan;
        _capacity = capacity;
        _frame = new Frame([.. plan.Received.Select(r => r(projection))], plan.Slots.Skip(plan.Received.Count), capacity);
        var opening = new StageOpening(layout, _frame, capacity);
        _stages = [.. plan.Nodes.Select(n => n.Open(opening))];
        _outputs = [.. plan.OutputSources.Select((s, i) => new OutputStage(plan.Outputs[i], s.Column.Slot, s.At, capacity))];
        foreach (var column in plan.Names)
            _slots[column.Name] = column.Slot;
        Columns = [.. plan.Names.Select(n => (n.Name, n.Slot))];
        ModelInputs = [.. plan.Nodes.SelectMany(n => n.Uses?.Inputs ?? []).DistinctBy(c => c.Slot).Select(c => (c.Name, c.Slot))];
        _default = plan.Outputs.ToList().FindIndex(o => o.IsDefault);
        Outputs = [.. _outputs.Select(o => (o.Name, o.Column))];
    }

    /// <summary>What the graph publishes: rows that are not live, or that have a fault of a node or model, are null. The columns stay the same objects.</summary>
    public IReadOnlyList<(string Name, Column Column)> Outputs { get; }

    /// <summary>Per row of the last batch, what went wrong in this graph, or null. Length: the rows of that batch.</summary>
    public Span<Fault?> Faults => _frame.Faults;

    /// <summary>Per row of the last batch, whether a value would have needed older history than is kept.</summary>
    public Span<bool> Incomplete => _frame.Incomplete;

    /// <summary>Every column by its name in the document and its place for <see cref="At"/>, in order of first definition.</summary>
    public IReadOnlyList<(string Name, int Slot)> Columns { get; }

    /// <summary>The columns that models read, each once.</summary>
    public IReadOnlyList<(string Name, int Slot)> ModelInputs { get; }

    /// <summary>The column of the last batch in a place.</summary>
    public Column At(int slot) => _frame[slot];

    /// <summary>The default output of a row as a number; null when the row has none or it is no number.</summary>
    public double? DefaultScore(int row)
    {
        var column = _outputs[_default].Column;
        return column.IsNull(row) || column.Shape.Layout != ColumnLayout.Scalar
            ? null
            : column switch
            {
                ValueColumn<float> f => f[row],
                ValueColumn<double> d => d[row],
                ValueColumn<long> l => l[row],
                _ => null,
            };
    }

    /// <summary>
    /// Scores a batch. <paramref name="entries"/> gives per row the entry of its key in <paramref name="state"/>, -1 without identity; neither is read by a stateless graph.
    /// </summary>
    public void Run(EventBatch batch, KeyedState? state, int[] entries)
    {
        if (state is null && _plan.State.Count > 0)
            throw new ArgumentException($"graph '{_plan.Name}' keeps state and needs the partition's", nameof(state));
        if (batch.Count > _capacity)
            throw new ArgumentException(
                $"the batch has {batch.Count} events, but graph '{_plan.Name}' was opened for {_capacity}",
                nameof(batch)
            );
        _frame.Begin(batch, state, entries);
        foreach (var stage in _stages)
            stage.Evaluate(_frame);
        var live = _frame.Live;
        var faults = _frame.Faults;
        for (var row = 0; row < live.Length; row++)
        {
            if (!live[row])
                faults[row] = null;
        }

        // Whether a row failed before its outputs are looked at: a NaN in one output leaves the others standing.
        foreach (var output in _outputs)
            output.Take(_frame);
        foreach (var output in _outputs)
            output.Judge(_frame);
    }

    /// <summary>Any column of the last batch by its name in the document (its newest definition). Throws when there is none.</summary>
    public Column Column(string name) =>
        _slots.TryGetValue(name, out var slot)
            ? _frame[slot]
            : throw new KeyNotFoundException($"graph '{_plan.Name}' has no column '{name}'");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stage in _stages)
            stage.Dispose();
    }
}
