using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;
using StreamScoring.State.History;

namespace StreamScoring.Graphs.Nodes.State;

/// <summary>Seconds from the key's previous event (with <c>where</c>: the previous one that it holds for) to this one, in arrival order.</summary>
internal static class SecondsSinceNode
{
    public static NodeKind Kind { get; } = new("State", "seconds_since", ["where", "into"], Bind);

    private static void Bind(NodeBinding b)
    {
        if (!b.TryWhere(out var where) || b.Into(b.Node.Id) is not { } into)
            return;
        var state = b.State(SecondsSince.Kind);
        var output = b.Output(into[0], ColumnShape.Scalar(ColumnType.Float64));
        b.Stage(opening => new SecondsSinceStage(opening, state, where, output));
    }

    private sealed class SecondsSinceStage(StageOpening opening, StateRef state, ColumnRef? where, ColumnRef output)
        : StateStage(opening, state, where, [output])
    {
        private readonly SecondsSince _since = new(opening.StateSlot(state));
        private readonly NumberOutput _output = new("seconds", output, opening);
        private ValueColumn<long> _timesNs = null!;

        protected override void Begin(Frame frame) => _timesNs = frame.Batch.EventTimesNs;

        protected override bool Read(KeyedState state, int entry, int row)
        {
            _output.Set(row, _since.Read(state, entry, _timesNs[row]));
            return false;
        }

        protected override void Enter(KeyedState state, int entry, int row) => _since.Add(state, entry, _timesNs[row]);
    }
}
