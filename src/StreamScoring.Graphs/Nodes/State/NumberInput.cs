using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Nodes.State;

/// <summary>Reads a scalar column of numbers or booleans as 64-bit floats, as pandas aggregates them; integers beyond 2^53 lose their last digits.</summary>
internal static class NumberInput
{
    public static ReadOnlySpan<ColumnType> Types => [ColumnType.Float64, ColumnType.Float32, ColumnType.Int64, ColumnType.Boolean];

    /// <summary>The number; NaN when the row is null.</summary>
    public static double Read(Column column, int row)
    {
        if (column.IsNull(row))
            return double.NaN;
        return column switch
        {
            ValueColumn<double> c => c[row],
            ValueColumn<long> c => c[row],
            ValueColumn<float> c => c[row],
            ValueColumn<bool> c => c[row] ? 1 : 0,
            _ => throw new InvalidOperationException($"{column.Shape} is no number"),
        };
    }
}
