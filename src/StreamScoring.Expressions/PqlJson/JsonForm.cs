using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.PqlJson;

/// <summary>
/// The names of <c>pql/json</c>. Adobe publishes four kinds of nodes: <c>fnApply</c> (<c>fnName</c>, <c>params</c>), <c>fieldLookup</c> (<c>fieldName</c>, <c>object</c>),
/// <c>parameterReference</c> (<c>position</c>) and <c>literal</c> (<c>literalType</c>, <c>value</c>).
/// </summary>
internal static class JsonForm
{
    public const string Apply = "fnApply",
        Lookup = "fieldLookup",
        Parameter = "parameterReference",
        Literal = "literal";

    /// <summary>The kinds, for messages.</summary>
    public static readonly string[] Kinds = [Apply, Lookup, Parameter, Literal];

    private static readonly Dictionary<string, BinaryOperator> Operators = Enum.GetValues<BinaryOperator>()
        .ToDictionary(Words.Spell, StringComparer.Ordinal);

    public static BinaryOperator? Operator(string name) => Operators.TryGetValue(name, out var op) ? op : null;

    public static IEnumerable<string> OperatorNames => Operators.Keys;
}
