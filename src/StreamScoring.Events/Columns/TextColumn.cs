namespace StreamScoring.Events.Columns;

/// <summary>A column of UTF-8 texts, or of vectors of texts (whose elements must all be set). The bytes are kept in one buffer a column.</summary>
public sealed class TextColumn : Column
{
    private (int Start, int Length)[] _refs = [];
    private byte[] _bytes = new byte[256];
    private int _used;

    internal TextColumn(ColumnShape shape)
        : base(shape) { }

    /// <summary>The UTF-8 bytes of a scalar row, valid until the next <see cref="Set(int, ReadOnlySpan{byte})"/> or <see cref="Clear"/>; empty when null.</summary>
    public ReadOnlySpan<byte> this[int row] => IsNull(row) ? default : Element(row, 0);

    /// <summary>The UTF-8 bytes of an element of a vector row.</summary>
    public ReadOnlySpan<byte> Element(int row, int index)
    {
        var (start, length) = _refs[row * Shape.Width + index];
        return _bytes.AsSpan(start, length);
    }

    /// <summary>Sets a scalar row to a copy of <paramref name="utf8"/> (which may lie in this column).</summary>
    public void Set(int row, ReadOnlySpan<byte> utf8) => SetElement(row, 0, utf8);

    /// <summary>Sets one element of a vector row.</summary>
    public void SetElement(int row, int index, ReadOnlySpan<byte> utf8)
    {
        var target = Begin(row, index, utf8.Length);
        utf8.CopyTo(target);
        End(row, index, utf8.Length);
    }

    /// <summary>Gives room for a value of at most <paramref name="maxLength"/> bytes; finish with <see cref="EndSet"/>.</summary>
    public Span<byte> BeginSet(int row, int maxLength) => Begin(row, 0, maxLength);

    /// <summary>Finishes <see cref="BeginSet"/>: the value is the first <paramref name="length"/> bytes.</summary>
    public void EndSet(int row, int length) => End(row, 0, length);

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        _used = 0;
    }

    private Span<byte> Begin(int row, int index, int maxLength)
    {
        _ = (row, index);
        if (_bytes.Length - _used < maxLength)
        {
            // The old buffer is left to the collector: a span that the caller holds into it stays readable.
            var grown = new byte[Math.Max(checked(_used + maxLength), _bytes.Length * 2)];
            _bytes.AsSpan(0, _used).CopyTo(grown);
            _bytes = grown;
        }

        return _bytes.AsSpan(_used, maxLength);
    }

    private void End(int row, int index, int length)
    {
        _refs[row * Shape.Width + index] = (_used, length);
        _used += length;
        MarkValid(row);
    }

    private protected override void Grow(int rows) => Array.Resize(ref _refs, checked(rows * Shape.Width));
}
