using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;
using StreamScoring.State.History;

namespace StreamScoring.Graphs.Nodes.State;

/// <summary>The mean of the seconds between the key's earlier consecutive events (with <c>where</c>: of those it holds for), without the gap that ends at this event.</summary>
internal static class GapMeanNode
{
    public static NodeKind Kind { get; } = new("State", "gap_mean", ["where", "into"], Bind);

    private static void Bind(NodeBinding b)
    {
        if (!b.TryWhere(out var where) || b.Into(b.Node.Id) is not { } into)
            return;
        var state = b.State(GapMean.Kind);
        var output = b.Output(into[0], ColumnShape.Scalar(ColumnType.Float64));
        b.Stage(opening => new GapMeanStage(opening, state, where, output));
    }

    private sealed class GapMeanStage(StageOpening opening, StateRef state, ColumnRef? where, ColumnRef output)
        : StateStage(opening, state, where, [output])
    {
        private readonly GapMean _gaps = new(opening.StateSlot(state));
        private readonly NumberOutput _output = new("mean", output, opening);
        private ValueColumn<long> _timesNs = null!;

        protected override void Begin(Frame frame) => _timesNs = frame.Batch.EventTimesNs;

        protected override bool Read(KeyedState state, int entry, int row)
        {
            _output.Set(row, _gaps.Read(state, entry));
            return false;
        }

        protected override void Enter(KeyedState state, int entry, int row) => _gaps.Add(state, entry, _timesNs[row]);
    }
}
