using StreamScoring.Expressions.Checking;

namespace StreamScoring.Expressions.Evaluation.Costs;

/// <summary>How large a value can be.</summary>
internal sealed class Extent
{
    private readonly Extent? _item;

    private Extent(long count, long textBytes, long all, Extent? item) => (Count, TextBytes, All, _item) = (count, textBytes, all, item);

    /// <summary>The most items, as a list; 1 for a single value.</summary>
    public long Count { get; }

    /// <summary>The most bytes of a text in it.</summary>
    public long TextBytes { get; }

    /// <summary>The most values in it, with those below.</summary>
    public long All { get; }

    /// <summary>How large an item can be.</summary>
    public Extent Item => _item ?? this;

    /// <summary>A single value.</summary>
    public static Extent Scalar(long textBytes) => new(1, textBytes, 1, null);

    /// <summary>Anything in the data, of at most so many items with all below them.</summary>
    public static Extent Data(long items, long textBytes) => new(Math.Max(1, items), textBytes, Math.Max(1, items), null);

    /// <summary>A list of items of an extent.</summary>
    public static Extent List(long count, Extent item) =>
        new(count, item.TextBytes, Saturating.Plus(1, Saturating.Times(count, item.All)), item);

    /// <summary>The larger of two.</summary>
    public static Extent Larger(Extent a, Extent b)
    {
        if (ReferenceEquals(a, b))
            return a;
        var item = a._item is null && b._item is null ? null : Nested(a, b);
        return new(Math.Max(a.Count, b.Count), Math.Max(a.TextBytes, b.TextBytes), Math.Max(a.All, b.All), item);
    }

    /// <summary>What a declared type lets a value of the data be.</summary>
    public static Extent Of(ExpressionType type, Extent data) =>
        type.Kind switch
        {
            TypeKind.Boolean or TypeKind.Number or TypeKind.Text or TypeKind.Time => Scalar(data.TextBytes),
            TypeKind.List when Of(type.Item, data) is var item && item.Count == 1 => List(data.Count, item),
            _ => data,
        };

    // An extent without items of its own is its own item, so that one side may end before the other.
    private static Extent Nested(Extent a, Extent b) => Larger(a._item ?? Flat(a), b._item ?? Flat(b));

    private static Extent Flat(Extent extent) => new(extent.Count, extent.TextBytes, extent.All, null);
}

/// <summary>Sums and products that stick at their end instead of overflowing.</summary>
internal static class Saturating
{
    private const long Most = long.MaxValue / 4;

    public static long Plus(long a, long b) => a > Most - b ? Most : a + b;

    public static long Times(long a, long b) => b != 0 && a > Most / b ? Most : a * b;
}
