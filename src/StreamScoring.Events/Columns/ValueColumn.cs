namespace StreamScoring.Events.Columns;

/// <summary>A column of fixed-size values: <typeparamref name="T"/> is bool, long (integers and timestamps), float or double.</summary>
public sealed class ValueColumn<T> : Column
    where T : unmanaged
{
    private T[] _values = [];

    internal ValueColumn(ColumnShape shape)
        : base(shape) { }

    /// <summary>All values, row-major, <see cref="ColumnShape.Width"/> a row; what stands at a null row is unspecified.</summary>
    public Span<T> Values => _values;

    /// <summary>The value of a scalar row; unspecified when the row is null.</summary>
    public T this[int row] => _values[row];

    /// <summary>Sets a scalar row.</summary>
    public void Set(int row, T value)
    {
        _values[row] = value;
        MarkValid(row);
    }

    /// <summary>Marks a row as holding values and gives its <see cref="ColumnShape.Width"/> values to be written (scalars: one).</summary>
    public Span<T> SetVector(int row)
    {
        MarkValid(row);
        return Vector(row);
    }

    /// <summary>The <see cref="ColumnShape.Width"/> values of a row.</summary>
    public Span<T> Vector(int row) => _values.AsSpan(row * Shape.Width, Shape.Width);

    private protected override void Grow(int rows) => Array.Resize(ref _values, checked(rows * Shape.Width));
}
