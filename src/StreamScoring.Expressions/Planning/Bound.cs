using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Evaluation;
using StreamScoring.Expressions.Evaluation.Reading;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Expressions.Planning;

/// <summary>A part of an expression after planning.</summary>
/// <param name="Node">How it is computed.</param>
/// <param name="Type">What it gives.</param>
/// <param name="Origin">Where in the data it stands, or null when it is computed.</param>
internal sealed record Bound(Node Node, ExpressionType Type, Origin? Origin = null)
{
    /// <summary>Whether it is a map made by <c>groupBy</c>, of which the values are lists of what stands at the origin.</summary>
    public bool IsGrouped { get; init; }

    /// <summary>Places in the data that the value holds besides its origin: those of the variables of a <c>select</c> with several.</summary>
    public IReadOnlyList<Origin> Holds { get; init; } = [];

    /// <summary>What stands in the place of a part that has an error.</summary>
    public static Bound Unknown { get; } = new(new ConstantNode(Value.Null), ExpressionType.Any);

    /// <summary>The constant that it is, or null when it is none.</summary>
    public Value? Constant => Node is ConstantNode constant ? constant.Constant : null;
}

/// <summary>Which data a path begins in.</summary>
internal enum OriginRoot : byte
{
    Root,
    Event,
    Context,
    Columns,
}

/// <summary>A place in the data.</summary>
/// <param name="Root">Where the path begins.</param>
/// <param name="Path">The fields, joined with dots; lists are passed through.</param>
internal sealed record Origin(OriginRoot Root, string Path)
{
    public Origin Field(string name) => this with { Path = Path.Length == 0 ? name : $"{Path}.{name}" };
}
