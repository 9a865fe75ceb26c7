using StreamScoring.Events.Columns;

namespace StreamScoring.Expressions.Checking;

/// <summary>What an expression can refer to. Where nothing is declared, anything goes and is coerced at run time.</summary>
public sealed record ExpressionSchema
{
    /// <summary>Nothing is declared.</summary>
    public static ExpressionSchema Open { get; } = new();

    /// <summary>The first parameter, whose fields need no prefix: the profile, or the event.</summary>
    public ExpressionType Root { get; init; } = ExpressionType.Any;

    /// <summary>The further parameters, <c>$2</c> and so on.</summary>
    public IReadOnlyList<ExpressionType> Parameters { get; init; } = [];

    /// <summary>An event of <c>xEvent</c>.</summary>
    public ExpressionType Event { get; init; } = ExpressionType.Any;

    /// <summary>Further roots by name (<c>offer</c>); a reference <c>@{type}</c> is the name <c>@type</c>.</summary>
    public IReadOnlyDictionary<string, ExpressionType> Contexts { get; init; } =
        new Dictionary<string, ExpressionType>(StringComparer.Ordinal);

    /// <summary>The services that give scores, each with its outputs, the default one first; null when any name is taken.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Services { get; init; }

    /// <summary>The lookup tables and what a row of each is; null when any name is taken.</summary>
    public IReadOnlyDictionary<string, ExpressionType>? Tables { get; init; }

    /// <summary>When given, root fields are these columns: names (dots make paths) and shapes, by the position they have in <c>EvaluationInput.Columns</c>.</summary>
    public IReadOnlyList<(string Name, ColumnShape Shape)>? Columns { get; init; }

    /// <summary>The type of a column's values.</summary>
    internal static ExpressionType TypeOf(ColumnShape shape)
    {
        var item = shape.Type switch
        {
            ColumnType.Boolean => ExpressionType.Boolean,
            ColumnType.Text => ExpressionType.Text,
            ColumnType.Timestamp => ExpressionType.Time,
            _ => ExpressionType.Number,
        };
        return shape.Layout == ColumnLayout.Scalar ? item : ExpressionType.List(item);
    }
}
