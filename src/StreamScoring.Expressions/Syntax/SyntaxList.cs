using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace StreamScoring.Expressions.Syntax;

/// <summary>An immutable list that is equal to another when its items are.</summary>
[CollectionBuilder(typeof(SyntaxList), nameof(SyntaxList.Create))]
public sealed class SyntaxList<T>(ImmutableArray<T> items) : IReadOnlyList<T>, IEquatable<SyntaxList<T>>
{
    /// <inheritdoc/>
    public int Count => items.Length;

    /// <inheritdoc/>
    public T this[int index] => items[index];

    /// <inheritdoc/>
    public bool Equals(SyntaxList<T>? other) => other is not null && items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SyntaxList<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => items.Aggregate(17, (hash, item) => unchecked((hash * 31) + (item?.GetHashCode() ?? 0)));

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ImmutableArray<T> Items => items;
}

/// <summary>Makes lists from collection expressions.</summary>
public static class SyntaxList
{
    /// <summary>A list of the items.</summary>
    public static SyntaxList<T> Create<T>(ReadOnlySpan<T> items) => new([.. items]);
}
