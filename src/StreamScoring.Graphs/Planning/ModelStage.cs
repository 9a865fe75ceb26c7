using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;

namespace StreamScoring.Graphs.Planning;

/// <summary>Runs a model on columns of the frame.</summary>
internal sealed class ModelStage : Stage
{
    private readonly IModelRun _run;
    private readonly bool[] _live;
    private readonly List<ReceivedCopy> _received = [];

    /// <summary>Opens the model for one lane.</summary>
    public ModelStage(
        IModel model,
        IReadOnlyList<IReadOnlyList<ColumnRef>> inputs,
        IReadOnlyList<(string Output, ColumnRef Column)> outputs,
        StageOpening opening
    )
    {
        // The model binds its columns once, but columns of the receiver change with the batch: they are copied into columns of our own.
        foreach (var column in inputs.SelectMany(i => i).Where(opening.IsReceived).DistinctBy(c => c.Slot))
            _received.Add(new(column.Slot, Column.Create(column.Shape, opening.Capacity)));
        _live = new bool[opening.Capacity];
        _run = model.Open(
            [
                .. inputs.Select(i =>
                    (IReadOnlyList<Column>)[.. i.Select(c => _received.Find(r => r.Slot == c.Slot)?.Target ?? opening.Own(c))]
                ),
            ],
            [.. outputs.Select(o => (o.Output, opening.Own(o.Column)))],
            opening.Capacity
        );
    }

    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        foreach (var copy in _received)
            copy.Take(frame);
        for (var row = 0; row < frame.Rows; row++)
            _live[row] = frame.Live[row] && frame.Faults[row] is null;
        _run.Run(frame.Rows, _live.AsSpan(0, frame.Rows), frame.Faults);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _run.Dispose();
        base.Dispose();
    }

    private sealed class ReceivedCopy(int slot, Column target)
    {
        public int Slot { get; } = slot;

        public Column Target { get; } = target;

        public void Take(Frame frame)
        {
            var source = frame[Slot];
            Target.Clear();
            for (var row = 0; row < frame.Rows; row++)
                ColumnCopy.Row(source, null, Target, row);
        }
    }
}
