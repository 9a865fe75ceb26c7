namespace StreamScoring.Inference;

/// <summary>How many rows one call of a model takes, so that a row's bits never depend on the size of its batch.</summary>
/// <param name="MinRows">Fewer rows are padded up to this with copies.</param>
/// <param name="MaxRows">More rows are split.</param>
public readonly record struct BatchRule(int MinRows, int MaxRows)
{
    /// <summary>
    /// From 2 rows on. A matrix product of one row takes another path in ONNX Runtime than that of several, with other last bits; from 2 rows on every proven
    /// model gives the same bits at every size.
    /// </summary>
    public static BatchRule Batched { get; } = new(2, 256);

    /// <summary>One row a call: for a model that fails the probe of batch invariance.</summary>
    public static BatchRule RowByRow { get; } = new(1, 1);

    /// <summary>For a model whose batch dimension is fixed.</summary>
    public static BatchRule Fixed(int rows) => new(rows, rows);

    /// <summary>
    /// The sizes for which buffers are bound, ascending: every size up to 16, then four in each doubling, so that padding wastes little and the bindings stay
    /// few. The largest is bounded by <paramref name="maxRows"/> and by what <paramref name="bytesPerRow"/> allows.
    /// </summary>
    internal int[] Buckets(int maxRows, long bytesPerRow)
    {
        const long MaxBytes = 16 << 20;
        var fitting = (int)Math.Clamp(MaxBytes / Math.Max(bytesPerRow, 1), MinRows, MaxRows);
        var largest = Math.Clamp(maxRows, MinRows, fitting);
        var sizes = new List<int>();
        for (var size = MinRows; size < largest; size += size < 16 ? 1 : (1 << int.Log2(size)) / 4)
            sizes.Add(size);
        sizes.Add(largest);
        return [.. sizes];
    }
}
