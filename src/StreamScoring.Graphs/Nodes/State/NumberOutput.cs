using StreamScoring.Events.Columns;
using StreamScoring.Graphs.Checking;
using StreamScoring.Graphs.Planning;

namespace StreamScoring.Graphs.Nodes.State;

/// <summary>An output column of one aggregate: counts are int64, all else float64 with null for what does not exist (pandas' NaN).</summary>
internal readonly struct NumberOutput
{
    private readonly ValueColumn<long>? _counts;
    private readonly ValueColumn<double>? _numbers;

    public NumberOutput(string fn, ColumnRef column, StageOpening opening)
    {
        Fn = fn;
        _counts = opening.Own(column) as ValueColumn<long>;
        _numbers = opening.Own(column) as ValueColumn<double>;
    }

    public string Fn { get; }

    /// <summary>The shape of the column for an aggregate.</summary>
    public static ColumnShape ShapeOf(string fn) => ColumnShape.Scalar(IsCount(fn) ? ColumnType.Int64 : ColumnType.Float64);

    public static bool IsCount(string fn) => fn is "count" or "nunique";

    public void Set(int row, double value)
    {
        if (_counts is not null)
            _counts.Set(row, (long)value);
        else if (double.IsNaN(value))
            _numbers!.SetNull(row);
        else
            _numbers!.Set(row, value);
    }
}
