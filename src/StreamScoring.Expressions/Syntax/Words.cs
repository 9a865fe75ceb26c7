namespace StreamScoring.Expressions.Syntax;

/// <summary>The words of the language. Keywords are read in any case; names of fields and functions are not.</summary>
internal static class Words
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "and",
        "or",
        "not",
        "in",
        "notIn",
        "like",
        "matches",
        "occurs",
        "select",
        "where",
        "from",
        "over",
        "let",
        "true",
        "false",
        "null",
        "forall",
    };

    private static readonly HashSet<string> Contextual = new(StringComparer.OrdinalIgnoreCase)
    {
        "exists",
        "some",
        "all",
        "sum",
        "average",
        "min",
        "max",
        "count",
        "chain",
        "if",
        "now",
        "today",
        "yesterday",
        "tomorrow",
        "this",
        "last",
        "next",
        "before",
        "after",
        "between",
        "on",
    };

    private static readonly Dictionary<string, TimeUnit> UnitsByWord = new(StringComparer.OrdinalIgnoreCase)
    {
        ["millisecond"] = TimeUnit.Millisecond,
        ["milliseconds"] = TimeUnit.Millisecond,
        ["second"] = TimeUnit.Second,
        ["seconds"] = TimeUnit.Second,
        ["minute"] = TimeUnit.Minute,
        ["minutes"] = TimeUnit.Minute,
        ["hour"] = TimeUnit.Hour,
        ["hours"] = TimeUnit.Hour,
        ["day"] = TimeUnit.Day,
        ["days"] = TimeUnit.Day,
        ["week"] = TimeUnit.Week,
        ["weeks"] = TimeUnit.Week,
        ["month"] = TimeUnit.Month,
        ["months"] = TimeUnit.Month,
        ["year"] = TimeUnit.Year,
        ["years"] = TimeUnit.Year,
        ["decade"] = TimeUnit.Decade,
        ["decades"] = TimeUnit.Decade,
        ["century"] = TimeUnit.Century,
        ["centuries"] = TimeUnit.Century,
        // Adobe's page has the word with one n as well.
        ["millennium"] = TimeUnit.Millennium,
        ["millennia"] = TimeUnit.Millennium,
        ["millenium"] = TimeUnit.Millennium,
    };

    private static readonly Dictionary<string, RelativeMoment> MomentsByWord = new(StringComparer.OrdinalIgnoreCase)
    {
        ["now"] = RelativeMoment.Now,
        ["today"] = RelativeMoment.Today,
        ["yesterday"] = RelativeMoment.Yesterday,
        ["tomorrow"] = RelativeMoment.Tomorrow,
        ["this"] = RelativeMoment.This,
        ["last"] = RelativeMoment.Last,
        ["next"] = RelativeMoment.Next,
    };

    /// <summary>Words that may follow a value.</summary>
    public static IReadOnlyList<string> Operators { get; } =
    ["and", "or", "in", "notIn", "like", "matches", "occurs", "where", "from", "over", "before", "after", "between"];

    /// <summary>Whether a word can never be a bare name.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>Whether a name needs backquotes where an expression may begin.</summary>
    public static bool NeedsQuotesAsName(string name) => NeedsQuotesAsField(name) || Reserved.Contains(name) || Contextual.Contains(name);

    /// <summary>Whether a name needs backquotes after a dot.</summary>
    public static bool NeedsQuotesAsField(string name) => name.Length == 0 || !IsNameStart(name[0]) || !name.All(IsNamePart);

    public static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || (c >= 0x80 && char.IsLetter(c));

    public static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c);

    public static TimeUnit? Unit(string word) => UnitsByWord.TryGetValue(word, out var unit) ? unit : null;

    public static RelativeMoment? Moment(string word) => MomentsByWord.TryGetValue(word, out var moment) ? moment : null;

    public static IReadOnlyCollection<string> UnitWords => UnitsByWord.Keys;

    /// <summary>The spelling of a unit for a count.</summary>
    public static string Spell(TimeUnit unit, bool plural) =>
        (unit, plural) switch
        {
            (TimeUnit.Century, true) => "centuries",
            (TimeUnit.Millennium, true) => "millennia",
            (_, true) => unit.ToString().ToLowerInvariant() + "s",
            _ => unit.ToString().ToLowerInvariant(),
        };

    /// <summary>The spelling of an operator.</summary>
    public static string Spell(BinaryOperator op) =>
        op switch
        {
            BinaryOperator.Equal => "=",
            BinaryOperator.NotEqual => "!=",
            BinaryOperator.Less => "<",
            BinaryOperator.LessOrEqual => "<=",
            BinaryOperator.Greater => ">",
            BinaryOperator.GreaterOrEqual => ">=",
            BinaryOperator.In => "in",
            BinaryOperator.NotIn => "notIn",
            BinaryOperator.Like => "like",
            BinaryOperator.Add => "+",
            BinaryOperator.Subtract => "-",
            BinaryOperator.Multiply => "*",
            BinaryOperator.Divide => "/",
            BinaryOperator.Remainder => "%",
            _ => throw new ArgumentOutOfRangeException(nameof(op), op, "unknown operator"),
        };
}
