using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;
using StreamScoring.State.Windows;

namespace StreamScoring.Graphs.Nodes.State;

/// <summary>Aggregates over the key's earlier arrivals in a window that ends at the event's own timestamp.</summary>
internal static class WindowNode
{
    private static readonly string[] OfNumbers = ["count", "sum", "mean", "min", "max", "std", "nunique", "first", "last"];
    private static readonly string[] OfTexts = ["count", "nunique", "first", "last"];

    public static NodeKind Kind { get; } = new("State", "window", ["window", "closed", "fns", "col", "where", "into"], Bind);

    private static void Bind(NodeBinding b)
    {
        var named = b.Params.RequiredNode("window", "a duration such as 1h");
        var lengthNs = named is null ? null : b.Params.DurationNs("window");
        if (lengthNs == 0)
            b.Fail(named, "a window must be longer than nothing");
        var closed = b.Params.Has("closed") ? b.Params.Choice("closed", "left", "right", "both", "neither") : "left";
        var isRight = b.TryWhere(out var where) & b.TryColumn(out var column);
        if (!isRight || b.Functions(column, OfNumbers, OfTexts) is not { } fns || b.IntoFor(fns) is not { } into)
            return;
        if (lengthNs is not > 0 || closed is null)
            return;
        var spec = new WindowSpec(lengthNs.Value, Enum.Parse<WindowClosed>(closed, ignoreCase: true));
        var isText = column?.Shape.Type == ColumnType.Text;
        var state = b.State(
            column is null ? Window.CountKind
            : isText ? TextWindow.Kind
            : Window.Kind
        );
        var outputs = fns.Select(
                (fn, i) => b.Output(into[i], isText && !NumberOutput.IsCount(fn) ? column!.Shape : NumberOutput.ShapeOf(fn))
            )
            .ToList();
        if (isText)
            b.Stage(opening => new TextStage(opening, state, spec, where, column!, fns, outputs));
        else
            b.Stage(opening => new NumberStage(opening, state, spec, where, column, fns, outputs));
    }

    private sealed class NumberStage : StateStage
    {
        private readonly Window _window;
        private readonly int _column;
        private readonly NumberOutput[] _outputs;
        private ValueColumn<long> _timesNs = null!;
        private Column? _values;

        public NumberStage(
            StageOpening opening,
            StateRef state,
            WindowSpec spec,
            ColumnRef? where,
            ColumnRef? column,
            IReadOnlyList<string> fns,
            IReadOnlyList<ColumnRef> outputs
        )
            : base(opening, state, where, outputs)
        {
            _window = new Window(opening.StateSlot(state), spec, column is not null);
            _column = column?.Slot ?? -1;
            _outputs = [.. fns.Select((fn, i) => new NumberOutput(fn, outputs[i], opening))];
        }

        protected override void Begin(Frame frame)
        {
            _timesNs = frame.Batch.EventTimesNs;
            _values = _column < 0 ? null : frame[_column];
        }

        protected override bool Read(KeyedState state, int entry, int row)
        {
            var view = _window.Read(state, entry, _timesNs[row]);
            foreach (ref readonly var output in _outputs.AsSpan())
            {
                output.Set(
                    row,
                    output.Fn switch
                    {
                        "count" => view.Count,
                        "sum" => view.Sum(),
                        "mean" => view.Mean(),
                        "min" => view.Min(),
                        "max" => view.Max(),
                        "std" => view.Std(),
                        "nunique" => view.Unique(),
                        "first" => view.First(),
                        "last" => view.Last(),
                        _ => throw new InvalidOperationException($"no aggregate {output.Fn}"),
                    }
                );
            }

            return view.IsIncomplete;
        }

        protected override void Enter(KeyedState state, int entry, int row)
        {
            if (_values is null)
                _window.Add(state, entry, _timesNs[row]);
            else
                _window.Add(state, entry, _timesNs[row], NumberInput.Read(_values, row));
        }
    }

    private sealed class TextStage : StateStage
    {
        private readonly TextWindow _window;
        private readonly int _column;
        private readonly (string Fn, Column Column)[] _outputs;
        private ValueColumn<long> _timesNs = null!;
        private TextColumn _texts = null!;

        public TextStage(
            StageOpening opening,
            StateRef state,
            WindowSpec spec,
            ColumnRef? where,
            ColumnRef column,
            IReadOnlyList<string> fns,
            IReadOnlyList<ColumnRef> outputs
        )
            : base(opening, state, where, outputs)
        {
            _window = new TextWindow(opening.StateSlot(state), spec);
            _column = column.Slot;
            _outputs = [.. fns.Select((fn, i) => (fn, opening.Own(outputs[i])))];
        }

        protected override void Begin(Frame frame)
        {
            _timesNs = frame.Batch.EventTimesNs;
            _texts = frame.Text(_column);
        }

        protected override bool Read(KeyedState state, int entry, int row)
        {
            var view = _window.Read(state, entry, _timesNs[row]);
            foreach (var (fn, column) in _outputs)
            {
                if (NumberOutput.IsCount(fn))
                    ((ValueColumn<long>)column).Set(row, fn == "count" ? view.Count : view.Unique());
                else if (view.Count == 0)
                    column.SetNull(row);
                else
                    ((TextColumn)column).Set(row, fn == "first" ? view.First() : view.Last());
            }

            return view.IsIncomplete;
        }

        protected override void Enter(KeyedState state, int entry, int row)
        {
            if (!_texts.IsNull(row))
                _window.Add(state, entry, _timesNs[row], _texts[row]);
        }
    }
}
