using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>A stage whose value is, for each row, that of one of several operands.</summary>
internal sealed class ChooseStage(ColumnRef output, Func<Frame, int, Operand?> choose) : Stage
{
    /// <inheritdoc/>
    public override void Evaluate(Frame frame)
    {
        for (var row = 0; row < frame.Rows; row++)
        {
            var chosen = choose(frame, row);
            if (chosen is null || chosen.IsMissing(frame, row))
                frame[output.Slot].SetNull(row);
            else
                Set(frame, row, chosen);
        }
    }

    private void Set(Frame frame, int row, Operand chosen)
    {
        switch (output.Shape.Type)
        {
            case ColumnType.Text:
                frame.Text(output.Slot).Set(row, chosen.Text(frame, row));
                break;
            case ColumnType.Boolean:
                frame.Values<bool>(output.Slot).Set(row, chosen.Bool(frame, row));
                break;
            case ColumnType.Float64:
                frame.Values<double>(output.Slot).Set(row, chosen.Float(frame, row));
                break;
            case ColumnType.Float32:
                frame.Values<float>(output.Slot).Set(row, (float)chosen.Float(frame, row));
                break;
            default:
                frame.Values<long>(output.Slot).Set(row, chosen.Int(frame, row));
                break;
        }
    }
}
