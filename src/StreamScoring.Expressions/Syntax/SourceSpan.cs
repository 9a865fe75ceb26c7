namespace StreamScoring.Expressions.Syntax;

/// <summary>
/// Where a piece of syntax stands in its text, in UTF-16 units. Any two spans are equal: two expressions are the same when they say the same, wherever they stand.
/// </summary>
/// <param name="Start">The first unit.</param>
/// <param name="Length">How many.</param>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>The unit after the last.</summary>
    public int End => Start + Length;

    /// <summary>The span from the start of this one to the end of <paramref name="other"/>.</summary>
    public SourceSpan To(SourceSpan other) => new(Start, Math.Max(0, other.End - Start));

    /// <inheritdoc/>
    public bool Equals(SourceSpan other) => true;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
