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

    /// <summary>A column that the graph computes, the same object for every batch. Columns of the receiver have none: they are the batch's.</summary>
    public StreamScoring.Events.Columns.Column Own(ColumnRef column) => frame[column.Slot];
}
