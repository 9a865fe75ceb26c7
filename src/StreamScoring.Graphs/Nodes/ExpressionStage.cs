using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Planning;
using StreamScoring.Expressions.Values;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Nodes.Values;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes;

/// <summary>Evaluates an expression for each row. A row on which it takes too many steps has a fault.</summary>
internal sealed class ExpressionStage : Stage
{
    private readonly ExpressionPlan _plan;
    private readonly (int Column, int Slot)[] _inputs;
    private readonly ColumnRef _output;
    private readonly Fault _tooLong;
    private readonly Evaluator _evaluator = new();

    public ExpressionStage(ExpressionPlan plan, (int Column, int Slot)[] inputs, int columns, ColumnRef output, string nodeId)
    {
        (_plan, _inputs, _output) = (plan, inputs, output);
        _tooLong = NodeFaults.Of(nodeId, "the expression takes too many steps on this event");
        _evaluator.Input.Columns = new Column[columns];
    }

    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        var input = _evaluator.Input;
        foreach (var (column, slot) in _inputs)
            input.Columns[column] = frame[slot];
        for (var row = 0; row < frame.Rows; row++)
        {
            if (!frame.Live[row])
                continue;
            input.Row = row;
            input.NowNs = frame.Batch.EventTimesNs[row];
            var value = _evaluator.Evaluate(_plan);
            if (_evaluator.OutOfSteps)
                frame.Faults[row] ??= _tooLong;
            else if (!value.IsNull)
                Set(frame[_output.Slot], row, value);
        }
    }

    // A value of another kind than the column's (of an expression whose type was not known) is left null.
    private static void Set(Column column, int row, in Value value)
    {
        switch (column)
        {
            case ValueColumn<bool> flags when value.Kind == ValueKind.Boolean:
                flags.Set(row, value.Boolean);
                break;
            case ValueColumn<double> numbers when value.Kind is ValueKind.Number or ValueKind.Integer:
                numbers.Set(row, value.Kind == ValueKind.Number ? value.Number : value.Integer);
                break;
            case ValueColumn<long> { Shape.Type: ColumnType.Timestamp } times when value.Kind is ValueKind.Time or ValueKind.Interval:
                times.Set(row, value.TimeNs);
                break;
            case ValueColumn<long> { Shape.Type: ColumnType.Int64 } integers when value.Kind == ValueKind.Integer:
                integers.Set(row, value.Integer);
                break;
            case ValueColumn<long> { Shape.Type: ColumnType.Int64 } integers when value.Kind == ValueKind.Number && IsWhole(value.Number):
                integers.Set(row, (long)value.Number);
                break;
            case TextColumn texts when value.Kind == ValueKind.Text:
                texts.Set(row, value.Utf8);
                break;
        }
    }

    private static bool IsWhole(double number) => number == Math.Floor(number) && Math.Abs(number) < 9.2e18;
}
