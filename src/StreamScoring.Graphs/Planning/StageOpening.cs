using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.State;

namespace StreamScoring.Graphs.Planning;

/// <summary>What a stage may ask when a lane opens it.</summary>
internal sealed class StageOpening(StateLayout layout, Frame frame, int capacity)
{
    /// <summary>Rows a batch can have at most.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>The slot of the node's state in <see cref="KeyedState"/>.</summary>
    public int StateSlot(StateRef state) => layout.SlotOf(state.Definition);

    /// <summary>Whether the column is one of the batch's, a different object for each batch, and not computed by the graph.</summary>
    public bool IsReceived(ColumnRef column) => column.Slot < frame.Received;

    /// <summary>A column that the graph computes, the same object for every batch. Columns of the receiver have none.</summary>
    public Column Own(ColumnRef column) =>
        IsReceived(column)
            ? throw new InvalidOperationException($"column '{column.Name}' is the batch's, not the graph's")
            : frame[column.Slot];
}
