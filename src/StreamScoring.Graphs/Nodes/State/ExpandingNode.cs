using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;
using StreamScoring.State;
using StreamScoring.State.History;

namespace StreamScoring.Graphs.Nodes.State;

/// <summary>Aggregates over all earlier values of the key, in arrival order: pandas' <c>expanding().shift(1)</c>.</summary>
internal static class ExpandingNode
{
    private static readonly string[] OfNumbers = ["count", "sum", "mean", "min", "max", "nunique"];
    private static readonly string[] OfTexts = ["count", "nunique"];

    public static NodeKind Kind { get; } = new("State", "expanding", ["fns", "col", "where", "into"], Bind);

    private static void Bind(NodeBinding b)
    {
        var isRight = b.TryWhere(out var where) & b.TryColumn(out var column);
        if (!isRight || b.Functions(column, OfNumbers, OfTexts) is not { } fns || b.IntoFor(fns) is not { } into)
            return;
        var hasSums = fns.Any(fn => !NumberOutput.IsCount(fn));
        var sums =
            hasSums || fns.Contains("count", StringComparer.Ordinal) ? b.State(hasSums ? Expanding.Kind : Expanding.CountKind) : null;
        var distinct = fns.Contains("nunique", StringComparer.Ordinal) ? b.State(Distinct.Kind) : null;
        var outputs = fns.Select((fn, i) => b.Output(into[i], NumberOutput.ShapeOf(fn))).ToList();
        b.Stage(opening => new ExpandingStage(opening, sums, hasSums, distinct, where, column, fns, outputs));
    }

    private sealed class ExpandingStage : StateStage
    {
        private readonly Expanding? _sums;
        private readonly Distinct? _distinct;
        private readonly int _column;
        private readonly NumberOutput[] _outputs;
        private Column? _values;

        public ExpandingStage(
            StageOpening opening,
            StateRef? sums,
            bool hasSums,
            StateRef? distinct,
            ColumnRef? where,
            ColumnRef? column,
            IReadOnlyList<string> fns,
            IReadOnlyList<ColumnRef> outputs
        )
            : base(opening, (sums ?? distinct)!, where, outputs)
        {
            _sums = sums is null ? null : new Expanding(opening.StateSlot(sums), hasSums);
            _distinct = distinct is null ? null : new Distinct(opening.StateSlot(distinct));
            _column = column?.Slot ?? -1;
            _outputs = [.. fns.Select((fn, i) => new NumberOutput(fn, outputs[i], opening))];
        }

        protected override void Begin(Frame frame) => _values = _column < 0 ? null : frame[_column];

        protected override bool Read(KeyedState state, int entry, int row)
        {
            var isIncomplete = false;
            var unique = _distinct is { } distinct ? distinct.Count(state, entry, out isIncomplete) : 0;
            var view = _sums is { } sums ? sums.Read(state, entry) : default;
            foreach (ref readonly var output in _outputs.AsSpan())
            {
                output.Set(
                    row,
                    output.Fn switch
                    {
                        "count" => view.Count,
                        "nunique" => unique,
                        // As pandas: the sum of nothing does not exist.
                        "sum" => view.Count == 0 ? double.NaN : view.Sum,
                        "mean" => view.Mean,
                        "min" => view.Min,
                        "max" => view.Max,
                        _ => throw new InvalidOperationException($"no aggregate {output.Fn}"),
                    }
                );
            }

            return isIncomplete;
        }

        protected override void Enter(KeyedState state, int entry, int row)
        {
            if (_values is null)
            {
                _sums?.Add(state, entry);
            }
            else if (_values is TextColumn texts)
            {
                if (texts.IsNull(row))
                    return;
                _sums?.Add(state, entry);
                _distinct?.Add(state, entry, texts[row]);
            }
            else
            {
                EnterNumber(state, entry, NumberInput.Read(_values, row));
            }
        }

        private void EnterNumber(KeyedState state, int entry, double value)
        {
            if (double.IsNaN(value))
                return;
            if (_sums is { HasValues: true } sums)
                sums.Add(state, entry, value);
            else
                _sums?.Add(state, entry);
            _distinct?.Add(state, entry, value);
        }
    }
}
