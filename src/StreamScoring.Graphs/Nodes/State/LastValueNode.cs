using System.Runtime.CompilerServices;
using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;
using StreamScoring.State.History;

namespace StreamScoring.Graphs.Nodes.State;

/// <summary>The key's latest earlier value that was not null, in arrival order; the output has the column's own type.</summary>
internal static class LastValueNode
{
    public static NodeKind Kind { get; } = new("State", "last_value", ["col", "where", "into"], Bind);

    private static void Bind(NodeBinding b)
    {
        var isRight = b.TryWhere(out var where);
        if (b.Input("col") is not { } column || !isRight || b.Into(b.Node.Id) is not { } into)
            return;
        if (
            !b.RequireScalar(
                column,
                b.Params.Node("col"),
                ColumnType.Float64,
                ColumnType.Float32,
                ColumnType.Int64,
                ColumnType.Boolean,
                ColumnType.Timestamp,
                ColumnType.Text
            )
        )
            return;
        var isText = column.Shape.Type == ColumnType.Text;
        var state = b.State(isText ? LastText.Kind : LastValue.Kind);
        var output = b.Output(into[0], column.Shape);
        b.Stage(opening =>
            column.Shape.Type switch
            {
                ColumnType.Text => new TextStage(opening, state, where, column, output),
                ColumnType.Float64 => new ValueStage<double>(opening, state, where, column, output),
                ColumnType.Float32 => new ValueStage<float>(opening, state, where, column, output),
                ColumnType.Boolean => new ValueStage<bool>(opening, state, where, column, output),
                _ => new ValueStage<long>(opening, state, where, column, output),
            }
        );
    }

    private sealed class ValueStage<T>(StageOpening opening, StateRef state, ColumnRef? where, ColumnRef column, ColumnRef output)
        : StateStage(opening, state, where, [output])
        where T : unmanaged
    {
        private readonly LastValue _last = new(opening.StateSlot(state));
        private readonly ValueColumn<T> _output = (ValueColumn<T>)opening.Own(output);
        private readonly int _column = column.Slot;
        private ValueColumn<T> _values = null!;

        protected override void Begin(Frame frame) => _values = frame.Values<T>(_column);

        protected override bool Read(KeyedState state, int entry, int row)
        {
            if (_last.TryRead(state, entry, out var bits))
                _output.Set(row, Unsafe.As<long, T>(ref bits));
            else
                _output.SetNull(row);
            return false;
        }

        protected override void Enter(KeyedState state, int entry, int row)
        {
            if (_values.IsNull(row))
                return;
            var value = _values[row];
            // pandas' NaN is a missing value.
            if (value is double.NaN or float.NaN)
                return;
            long bits = 0;
            Unsafe.As<long, T>(ref bits) = value;
            _last.Set(state, entry, bits);
        }
    }

    private sealed class TextStage(StageOpening opening, StateRef state, ColumnRef? where, ColumnRef column, ColumnRef output)
        : StateStage(opening, state, where, [output])
    {
        private readonly LastText _last = new(opening.StateSlot(state));
        private readonly TextColumn _output = (TextColumn)opening.Own(output);
        private readonly int _column = column.Slot;
        private TextColumn _texts = null!;

        protected override void Begin(Frame frame) => _texts = frame.Text(_column);

        protected override bool Read(KeyedState state, int entry, int row)
        {
            if (_last.TryRead(state, entry, out var text, out var isIncomplete))
                _output.Set(row, text);
            else
                _output.SetNull(row);
            return isIncomplete;
        }

        protected override void Enter(KeyedState state, int entry, int row)
        {
            if (!_texts.IsNull(row))
                _last.Set(state, entry, _texts[row]);
        }
    }
}
