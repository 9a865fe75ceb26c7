using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Evaluation.Costs;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Evaluation.Reading;

/// <summary>Reads columns of the row that is evaluated.</summary>
internal static class ColumnNodes
{
    /// <summary>The node for a column.</summary>
    public static Node Of(int index, ColumnShape shape) =>
        (shape.Layout, shape.Type) switch
        {
            (ColumnLayout.Scalar, ColumnType.Text) => new TextColumnNode(index),
            (ColumnLayout.Scalar, ColumnType.Float64) => new Float64ColumnNode(index),
            (ColumnLayout.Scalar, ColumnType.Int64) => new Int64ColumnNode(index),
            (ColumnLayout.Scalar, ColumnType.Timestamp) => new TimestampColumnNode(index),
            (ColumnLayout.Scalar, ColumnType.Boolean) => new BooleanColumnNode(index),
            (ColumnLayout.Scalar, _) => new ScalarColumnNode(index),
            _ => new ListColumnNode(index, shape),
        };

    /// <summary>The value of a scalar row, or of an item of a list.</summary>
    public static Value Read(Column column, int row)
    {
        if (column.IsNull(row))
            return default;
        return column switch
        {
            TextColumn text => Value.Text(text, row),
            ValueColumn<double> number => Value.Of(number[row]),
            ValueColumn<float> number => Value.Of((double)number[row]),
            ValueColumn<bool> flag => Value.Of(flag[row]),
            ValueColumn<long> { Shape.Type: ColumnType.Timestamp } time => Value.Time(time[row]),
            ValueColumn<long> integer => Value.Of(integer[row]),
            _ => default,
        };
    }
}

/// <summary>A text.</summary>
internal sealed class TextColumnNode(int index) : Node
{
    public int Index => index;

    public override Value Evaluate(Evaluator e)
    {
        var column = (TextColumn)e.Input.Columns[index];
        return column.IsNull(e.Input.Row) ? default : Value.Text(column, e.Input.Row);
    }

    public override bool Test(Evaluator e) => !e.Input.Columns[index].IsNull(e.Input.Row);

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return Extent.Scalar(meter.Data.TextBytes);
    }
}

/// <summary>A binary64 number.</summary>
internal sealed class Float64ColumnNode(int index) : Node
{
    public int Index => index;

    public override Value Evaluate(Evaluator e)
    {
        var column = (ValueColumn<double>)e.Input.Columns[index];
        return column.IsNull(e.Input.Row) ? default : Value.Of(column[e.Input.Row]);
    }

    public override Found Number(Evaluator e, out double number)
    {
        var column = (ValueColumn<double>)e.Input.Columns[index];
        number = column[e.Input.Row];
        return column.IsNull(e.Input.Row) || !double.IsFinite(number) ? Found.Null : Found.Value;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Scalar;
    }
}

/// <summary>A 64-bit integer.</summary>
internal sealed class Int64ColumnNode(int index) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var column = (ValueColumn<long>)e.Input.Columns[index];
        return column.IsNull(e.Input.Row) ? default : Value.Of(column[e.Input.Row]);
    }

    public override Found Number(Evaluator e, out double number)
    {
        var column = (ValueColumn<long>)e.Input.Columns[index];
        number = column[e.Input.Row];
        return column.IsNull(e.Input.Row) ? Found.Null
            : Exact.Is(number) ? Found.Integer
            : Beyond(e, column[e.Input.Row]);
    }

    private static Found Beyond(Evaluator e, long integer)
    {
        e.Other = Value.Of(integer);
        return Found.Other;
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Scalar;
    }
}

/// <summary>A moment.</summary>
internal sealed class TimestampColumnNode(int index) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var column = (ValueColumn<long>)e.Input.Columns[index];
        return column.IsNull(e.Input.Row) ? default : Value.Time(column[e.Input.Row]);
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Scalar;
    }
}

/// <summary>A boolean.</summary>
internal sealed class BooleanColumnNode(int index) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var column = (ValueColumn<bool>)e.Input.Columns[index];
        return column.IsNull(e.Input.Row) ? default : Value.Of(column[e.Input.Row]);
    }

    public override bool Test(Evaluator e)
    {
        var column = (ValueColumn<bool>)e.Input.Columns[index];
        return !column.IsNull(e.Input.Row) && column[e.Input.Row];
    }

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return meter.Scalar;
    }
}

/// <summary>Any other scalar.</summary>
internal sealed class ScalarColumnNode(int index) : Node
{
    public override Value Evaluate(Evaluator e) => ColumnNodes.Read(e.Input.Columns[index], e.Input.Row);

    public override Extent Cost(CostMeter meter)
    {
        meter.Add(1);
        return Extent.Scalar(meter.Data.TextBytes);
    }
}

/// <summary>A list or a vector. The values of vectors of texts are their elements.</summary>
internal sealed class ListColumnNode(int index, ColumnShape shape) : Node
{
    public override Value Evaluate(Evaluator e)
    {
        var (column, row) = (e.Input.Columns[index], e.Input.Row);
        if (column.IsNull(row))
            return default;
        var begin = e.Arena.Begin();
        if (column is ListColumn list)
        {
            var (start, length) = list.Range(row);
            for (var i = start; i < start + length && e.Step(); i++)
                e.Arena.Add(ColumnNodes.Read(list.Items, i));
        }
        else
        {
            for (var i = 0; i < shape.Width && e.Step(); i++)
                e.Arena.Add(Element(e, column, row, i));
        }

        return e.Arena.EndList(begin);
    }

    private static Value Element(Evaluator e, Column column, int row, int i)
    {
        switch (column)
        {
            case ValueColumn<double> number:
                return Value.Of(number.Vector(row)[i]);
            case ValueColumn<float> number:
                return Value.Of((double)number.Vector(row)[i]);
            case ValueColumn<bool> flag:
                return Value.Of(flag.Vector(row)[i]);
            case ValueColumn<long> { Shape.Type: ColumnType.Timestamp } time:
                return Value.Time(time.Vector(row)[i]);
            case ValueColumn<long> integer:
                return Value.Of(integer.Vector(row)[i]);
            case TextColumn text:
                var utf8 = text.Element(row, i);
                utf8.CopyTo(e.Arena.BeginText(utf8.Length));
                return e.Arena.EndText(utf8.Length);
            default:
                return default;
        }
    }

    public override Extent Cost(CostMeter meter)
    {
        var count = Math.Max(shape.Width, meter.Data.Count);
        meter.Add(1 + count);
        return Extent.List(count, Extent.Scalar(meter.Data.TextBytes));
    }
}
