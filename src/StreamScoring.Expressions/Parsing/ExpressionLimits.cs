namespace StreamScoring.Expressions.Parsing;

/// <summary>What an expression may ask for.</summary>
public sealed record ExpressionLimits
{
    /// <summary>The limits that hold unless others are given.</summary>
    public static ExpressionLimits Default { get; } = new();

    /// <summary>The longest text, in UTF-16 units.</summary>
    public int MaxTextLength { get; init; } = 65_536;

    /// <summary>The most brackets, functions and prefixes inside one another.</summary>
    public int MaxNesting { get; init; } = 100;

    /// <summary>The deepest tree; a chain of <c>+</c> or of dots is as deep as it is long.</summary>
    public int MaxDepth { get; init; } = 250;

    /// <summary>The most nodes of a tree.</summary>
    public int MaxNodes { get; init; } = 10_000;

    /// <summary>
    /// The steps that one evaluation may take: one for each item or entry that is looked at, for each 64 bytes of a text that is searched or compared (times the states
    /// of a large pattern), and for each 32 nodes of what a loop repeats.
    /// </summary>
    public int MaxSteps { get; init; } = 1_000_000;
}
