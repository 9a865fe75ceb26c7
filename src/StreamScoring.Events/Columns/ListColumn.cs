namespace StreamScoring.Events.Columns;

/// <summary>A column of lists. The items of all rows stand one after another in <see cref="Items"/>, each possibly null.</summary>
public sealed class ListColumn : Column
{
    private (int Start, int Length)[] _ranges = [];
    private int _used;

    internal ListColumn(ColumnShape shape)
        : base(shape) => Items = Create(ColumnShape.Scalar(shape.Type), 16);

    /// <summary>The items of all rows; which of them belong to a row, <see cref="Range"/> says.</summary>
    public Column Items { get; }

    /// <summary>The first item of the row in <see cref="Items"/>, and how many there are; (0, 0) when the list is null.</summary>
    public (int Start, int Length) Range(int row) => IsNull(row) ? (0, 0) : _ranges[row];

    /// <summary>Starts the list of a row, empty. Items are then added to the row started last.</summary>
    public void Begin(int row)
    {
        _ranges[row] = (_used, 0);
        MarkValid(row);
    }

    /// <summary>Adds an item, null until set, to the row started last; returns its index in <see cref="Items"/>.</summary>
    public int Add(int row)
    {
        if (_used == Items.Capacity)
            Items.EnsureCapacity(_used * 2);
        var (start, length) = _ranges[row];
        _ranges[row] = (start, length + 1);
        Items.SetNull(_used);
        return _used++;
    }

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        Items.Clear();
        _used = 0;
    }

    private protected override void Grow(int rows) => Array.Resize(ref _ranges, rows);
}
