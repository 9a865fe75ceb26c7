using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;

namespace StreamScoring.Graphs.Nodes.State;

/// <summary>
/// A stage that reads the key's history for a row, then enters the row into it, row by row. Two graphs that define the same state compute the same values: the
/// second takes over what the first computed, so that every event enters once.
/// </summary>
internal abstract class StateStage : Stage
{
    private readonly int _slot;
    private readonly int _where;
    private readonly Column[] _outputs;
    private readonly bool[] _incomplete;

    protected StateStage(StageOpening opening, StateRef claimed, ColumnRef? where, IReadOnlyList<ColumnRef> outputs)
    {
        _slot = opening.StateSlot(claimed);
        _where = where?.Slot ?? -1;
        _outputs = [.. outputs.Select(opening.Own)];
        _incomplete = new bool[opening.Capacity];
    }

    /// <inheritdoc/>
    public sealed override void Evaluate(Frame frame)
    {
        if (frame.Rows == 0)
            return;
        var state = frame.State ?? throw new InvalidOperationException("a graph with state was run without any");
        var holder = (StateStage)state.Claim(_slot, frame.Batch, frame.Batch.Run, this);
        if (ReferenceEquals(holder, this))
            Compute(frame, state);
        else
            TakeOver(frame, holder);
        var incomplete = frame.Incomplete;
        for (var row = 0; row < incomplete.Length; row++)
            incomplete[row] |= _incomplete[row];
    }

    /// <summary>Takes the batch's columns before its rows.</summary>
    protected abstract void Begin(Frame frame);

    /// <summary>Gives a row's values from the history before it. Returns whether they would have needed more than is kept.</summary>
    protected abstract bool Read(KeyedState state, int entry, int row);

    /// <summary>Enters a row.</summary>
    protected abstract void Enter(KeyedState state, int entry, int row);

    private void Compute(Frame frame, KeyedState state)
    {
        Begin(frame);
        var where = _where < 0 ? null : frame.Values<bool>(_where);
        var live = frame.Live;
        var entries = frame.Entries;
        for (var row = 0; row < live.Length; row++)
        {
            _incomplete[row] = false;
            if (!live[row])
                continue;
            var entry = entries[row];
            _incomplete[row] = Read(state, entry, row);
            if (entry >= 0 && (where is null || (!where.IsNull(row) && where[row])))
                Enter(state, entry, row);
        }
    }

    private void TakeOver(Frame frame, StateStage holder)
    {
        holder._incomplete.AsSpan(0, frame.Rows).CopyTo(_incomplete);
        for (var i = 0; i < _outputs.Length; i++)
        {
            for (var row = 0; row < frame.Rows; row++)
                Copy(holder._outputs[i], _outputs[i], row);
        }
    }

    private static void Copy(Column from, Column to, int row)
    {
        if (from.IsNull(row))
        {
            to.SetNull(row);
            return;
        }

        switch (from)
        {
            case ValueColumn<double> numbers:
                ((ValueColumn<double>)to).Set(row, numbers[row]);
                break;
            case ValueColumn<long> integers:
                ((ValueColumn<long>)to).Set(row, integers[row]);
                break;
            case ValueColumn<float> numbers:
                ((ValueColumn<float>)to).Set(row, numbers[row]);
                break;
            case ValueColumn<bool> flags:
                ((ValueColumn<bool>)to).Set(row, flags[row]);
                break;
            case TextColumn texts:
                ((TextColumn)to).Set(row, texts[row]);
                break;
            default:
                throw new InvalidOperationException($"a state node gives no {from.Shape}");
        }
    }
}
