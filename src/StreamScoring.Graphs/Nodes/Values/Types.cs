using StreamScoring.Events.Columns;

namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>What type comes out when values of several types can be the result, by NumPy's promotion.</summary>
internal static class Types
{
    /// <summary>Whether values of the type are numbers.</summary>
    public static bool IsNumber(ColumnType type) => type is ColumnType.Int64 or ColumnType.Float32 or ColumnType.Float64;

    /// <summary>The type that can hold both, or null: text and numbers have none in typed columns, where pandas would take objects.</summary>
    public static ColumnType? Common(ColumnType a, ColumnType b)
    {
        if (a == b)
            return a;
        return IsNumber(a) && IsNumber(b) ? ColumnType.Float64 : null;
    }

    /// <summary>The type of a column's values once a constant may stand among them; a constant is weak: it does not widen float32.</summary>
    public static ColumnType? Common(ColumnType column, Literal constant)
    {
        if (constant.Type is not { } type || type == column)
            return column;
        if (column == ColumnType.Float32 && constant.IsNumber)
            return ColumnType.Float32;
        if (constant.IsMissing && IsNumber(column))
            return column;
        return Common(column, type);
    }
}
