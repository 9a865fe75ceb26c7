using System.Globalization;
using System.Text;
using StreamScoring.Documents;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Parsing;

namespace StreamScoring.Decisioning.RuleSets.Reading;

/// <summary>Reads the kinds of values that occur all over a rule set.</summary>
internal static class RuleFields
{
    private const int MaxNameLength = 100;
    private const long NsPerSecond = 1_000_000_000;

    private static readonly (string Word, long Ns)[] Units =
    [
        ("second", NsPerSecond),
        ("minute", 60 * NsPerSecond),
        ("hour", 3600 * NsPerSecond),
        ("day", 86_400 * NsPerSecond),
        ("week", 7 * 86_400 * NsPerSecond),
    ];

    /// <summary>Whether a text can name something.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>The maps below a key, by their names. What is wrong with a name or is no map is reported.</summary>
    public static IEnumerable<(string Name, MapReader Reader)> Named(this MapReader reader, string key, string what, int most)
    {
        if (reader.Section(key) is not { } section)
            yield break;
        var entries = section.Map.Entries;
        if (entries.Length > most)
            reader.Errors.Add(
                section.Map,
                string.Create(CultureInfo.InvariantCulture, $"{entries.Length} stand here; a rule set may have {most}")
            );
        foreach (var (name, position, node) in entries)
        {
            if (!IsName(name))
                reader.Errors.Add(
                    node.Path,
                    position,
                    $"'{name}' is no name for {what}: use letters, digits, '-', '_' and '.', at most {MaxNameLength} of them"
                );
            if (reader.Section(node) is { } entry)
                yield return (name, entry);
        }
    }

    /// <summary>An expression that must be there.</summary>
    public static RuleText RequiredExpression(this MapReader reader, string key, string expected) =>
        reader.RequiredNode(key, expected) is null ? new("", reader.Map) : reader.Expression(key)!;

    /// <summary>An expression, of which the syntax is checked; null when absent.</summary>
    public static RuleText? Expression(this MapReader reader, string key)
    {
        if (reader.Node(key) is not { } node)
            return null;
        if (reader.Text(node) is not { } text)
            return new("", node);
        var parsed = ExpressionParser.Parse(text);
        foreach (var error in parsed.Errors)
            reader.Errors.Add(
                node,
                string.Create(CultureInfo.InvariantCulture, $"expression {error.Line}:{error.Column}: {error.Message}")
            );
        return new(parsed.Errors.Count > 0 ? "" : text, node);
    }

    /// <summary>A number from 0 to 1; null when absent or wrong.</summary>
    public static double? Share(this MapReader reader, string key)
    {
        if (reader.Number(key) is not { } share)
            return null;
        if (share is >= 0 and <= 1)
            return share;
        reader.Errors.Add(reader.Map[key]!, "expected a share from 0 to 1, such as 0.05 for 5 %");
        return null;
    }

    /// <summary>A moment, ns: a day (its beginning in UTC) or a date-time; null when absent or wrong.</summary>
    public static long? Moment(this MapReader reader, string key)
    {
        if (reader.Text(key) is not { } text)
            return null;
        if (XdmTime.TryParse(Encoding.UTF8.GetBytes(text.Length == 10 ? text + "T00:00:00Z" : text), out var ns))
            return ns;
        reader.Errors.Add(
            reader.Map[key]!,
            "expected a day such as 2018-11-01, which begins at midnight UTC, or a time such as 2018-11-01T08:00:00Z"
        );
        return null;
    }

    /// <summary>Reads 'from' and 'until', of which the second must be later.</summary>
    public static (long? FromNs, long? UntilNs) Period(this MapReader reader)
    {
        var (from, until) = (reader.Moment("from"), reader.Moment("until"));
        if (until <= from)
            reader.Errors.Add(
                reader.Map["until"]!,
                "'until' is not after 'from', so this is never in date; 'until' itself is not included"
            );
        return (from, until);
    }

    /// <summary>A length of time of more than 0, ns: <c>10 minutes</c>, <c>7 days</c>, <c>1h30min</c>; null when absent or wrong.</summary>
    public static long? Length(this MapReader reader, string key)
    {
        if (reader.Node(key) is not { } node)
            return null;
        if (node is DocumentScalar { Value: string text } && (TryWords(text, out var ns) || Durations.TryParse(text, out ns)) && ns > 0)
            return ns;
        reader.Errors.Add(node, "expected a length of time such as 10 minutes, 7 days, 2 weeks, 30min or 1h30min");
        return null;
    }

    /// <summary>A list of names, each once; one alone may stand without a list. Empty when absent or wrong.</summary>
    public static IReadOnlyList<string> Names(this MapReader reader, string key, string what)
    {
        var names = new List<string>();
        foreach (var node in reader.OneOrMany(key) ?? [])
        {
            if (reader.Text(node) is not { } name)
                continue;
            if (!IsName(name))
                reader.Errors.Add(node, $"'{name}' is no name of {what}: use letters, digits, '-', '_' and '.'");
            else if (names.Contains(name, StringComparer.Ordinal))
                reader.Errors.Add(node, $"{what} '{name}' stands here twice");
            names.Add(name);
        }

        return names;
    }

    /// <summary>A list of names that must not be empty.</summary>
    public static IReadOnlyList<string> RequiredNames(this MapReader reader, string key, string what)
    {
        if (reader.RequiredNode(key, $"a list of names of {what}s") is not { } node)
            return [];
        var names = reader.Names(key, what);
        if (node is DocumentList { Items.Length: 0 })
            reader.Errors.Add(node, $"expected at least one name of a {what}");
        return names;
    }

    /// <summary>A text that is not empty; null when absent or wrong.</summary>
    public static string? Filled(this MapReader reader, string key)
    {
        var text = reader.Text(key);
        if (text is { Length: 0 })
            reader.Errors.Add(reader.Map[key]!, "this text must not be empty");
        return text;
    }

    private static bool TryWords(string text, out long ns)
    {
        ns = 0;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        foreach (var (word, unitNs) in Units)
        {
            if (
                (string.Equals(parts[1], word, StringComparison.Ordinal) || string.Equals(parts[1], word + "s", StringComparison.Ordinal))
                && count <= long.MaxValue / unitNs
            )
                ns = count * unitNs;
        }

        return ns > 0;
    }
}
