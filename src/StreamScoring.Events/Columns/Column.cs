namespace StreamScoring.Events.Columns;

/// <summary>
/// One column of a batch: <see cref="Capacity"/> rows addressed at random, each null until set. Columns are made once per lane and reused;
/// nothing here allocates after <see cref="EnsureCapacity"/>, except growth of text and list storage up to the largest batch seen.
/// </summary>
public abstract class Column
{
    private bool[] _valid = [];

    private protected Column(ColumnShape shape) => Shape = shape;

    /// <summary>What a row holds.</summary>
    public ColumnShape Shape { get; }

    /// <summary>Rows that can be addressed.</summary>
    public int Capacity => _valid.Length;

    /// <summary>Per row, whether it holds a value. Length <see cref="Capacity"/>.</summary>
    public Span<bool> Valid => _valid;

    /// <summary>Whether the row holds no value.</summary>
    public bool IsNull(int row) => !_valid[row];

    /// <summary>Makes the row null.</summary>
    public void SetNull(int row) => _valid[row] = false;

    /// <summary>Grows to at least <paramref name="rows"/> rows; new rows are null.</summary>
    public void EnsureCapacity(int rows)
    {
        if (rows <= _valid.Length)
            return;
        Array.Resize(ref _valid, rows);
        Grow(rows);
    }

    /// <summary>Makes all rows null and gives back the room their variable-length values took in this column.</summary>
    public virtual void Clear() => Array.Clear(_valid);

    private protected abstract void Grow(int rows);

    private protected void MarkValid(int row) => _valid[row] = true;

    /// <summary>A column of the given shape with room for <paramref name="capacity"/> rows.</summary>
    public static Column Create(ColumnShape shape, int capacity)
    {
        Column column = shape.Layout switch
        {
            ColumnLayout.List => new ListColumn(shape),
            _ => shape.Type switch
            {
                ColumnType.Boolean => new ValueColumn<bool>(shape),
                ColumnType.Int64 or ColumnType.Timestamp => new ValueColumn<long>(shape),
                ColumnType.Float32 => new ValueColumn<float>(shape),
                ColumnType.Float64 => new ValueColumn<double>(shape),
                ColumnType.Text => new TextColumn(shape),
                _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "unknown column type"),
            },
        };
        column.EnsureCapacity(capacity);
        return column;
    }
}
