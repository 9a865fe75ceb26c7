using System.Globalization;
using System.Text.Json.Nodes;

namespace StreamScoring.Tests.Expressions.Naive;

/// <summary>A time of the naive evaluator; an interval when the ends differ in kind. 100 ns ticks.</summary>
internal sealed record NaiveTime(DateTime Start, DateTime? End);

/// <summary>An object or a map: entries in order.</summary>
internal sealed record NaiveMap(List<(object Key, object? Value)> Entries, bool IsMap);

/// <summary>
/// Values of the naive evaluator are plain objects: null, bool, long, double, string, <see cref="NaiveTime"/>, List&lt;object?&gt;, <see cref="NaiveMap"/>.
/// </summary>
internal static class NaiveValue
{
    public static object? FromJson(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonArray array => array.Select(FromJson).ToList(),
            JsonObject map => new NaiveMap([.. map.Select(p => ((object)p.Key, FromJson(p.Value)))], false),
            JsonValue value when value.TryGetValue<bool>(out var b) => b,
            JsonValue value when value.TryGetValue<string>(out var s) => s,
            JsonValue value when long.TryParse(value.ToJsonString(), out var i) => i,
            JsonValue value => double.Parse(value.ToJsonString()),
            _ => throw new InvalidOperationException(),
        };

    /// <summary>A form in which two results can be compared: exact, also for numbers.</summary>
    public static string Show(object? value) =>
        value switch
        {
            null => "null",
            bool b => b ? "true" : "false",
            long i => i.ToString(CultureInfo.InvariantCulture),
            double d => d.ToString("R", CultureInfo.InvariantCulture) + "d",
            string s => "\"" + s + "\"",
            NaiveTime { End: null } t => "t" + t.Start.Ticks,
            NaiveTime t => $"t{t.Start.Ticks}/{t.End!.Value.Ticks}",
            List<object?> list => "[" + string.Join(",", list.Select(Show)) + "]",
            NaiveMap map => "{" + string.Join(",", map.Entries.Select(e => Show(e.Key) + ":" + Show(e.Value))) + "}",
            _ => throw new InvalidOperationException(value.GetType().Name),
        };

    public static bool IsTrue(object? value) =>
        value switch
        {
            null => false,
            bool b => b,
            List<object?> list => list.Count > 0,
            NaiveMap { IsMap: true } map => map.Entries.Count > 0,
            _ => true,
        };

    public static object? Finite(double d) => double.IsFinite(d) ? d : null;

    /// <summary>A number: a long or double, also from text.</summary>
    public static object? Number(object? value) =>
        value switch
        {
            long or double => value,
            string s when long.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) => i,
            string s
                when double.TryParse(
                    s,
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                    CultureInfo.InvariantCulture,
                    out var d
                ) => Finite(d),
            _ => null,
        };

    public static double Double(object number) => number is long i ? i : (double)number;

    public static NaiveTime? Time(object? value)
    {
        switch (value)
        {
            case NaiveTime time:
                return time;
            case long ms:
                return new(DateTime.UnixEpoch.AddMilliseconds(ms), null);
            case string { Length: 10 } s
                when DateTime.TryParseExact(
                    s,
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out var day
                ):
                return new(day, day.AddDays(1));
            case string { Length: >= 20 } s when DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at):
                return new(at.UtcDateTime, null);
            default:
                return null;
        }
    }

    /// <summary>As a list: null is empty, a map gives its values, one value is a list of itself.</summary>
    public static List<object?> Items(object? value) =>
        value switch
        {
            null => [],
            List<object?> list => list,
            NaiveMap { IsMap: true } map => [.. map.Entries.Select(e => e.Value)],
            _ => [value],
        };

    public static object? Field(object? value, string name) =>
        value switch
        {
            List<object?> list => list.Select(i => i is List<object?> ? null : Field(i, name))
                .SelectMany(f => f is List<object?> inner ? inner : [f])
                .Where(f => f is not null)
                .ToList(),
            NaiveMap map => map.Entries.Where(e => e.Key is string key && key == name).Select(e => e.Value).FirstOrDefault(),
            _ => null,
        };

    public static bool Same(object left, object right)
    {
        switch (left, right)
        {
            case (string a, string b):
                return a == b;
            case (bool a, bool b):
                return a == b;
            case (bool a, string b):
                return string.Equals(b, a ? "true" : "false", StringComparison.OrdinalIgnoreCase);
            case (string, bool):
                return Same(right, left);
            case (NaiveTime, NaiveTime or string or long) or (string or long, NaiveTime):
                return Time(left) is { } x && Time(right) is { } y && SameTime(x, y);
            case (long or double or string, long or double or string):
                return Number(left) is { } m && Number(right) is { } n && (m is long i && n is long j ? i == j : Double(m) == Double(n));
            case (List<object?> a, List<object?> b):
                return a.Count == b.Count && a.Zip(b).All(p => SameOrNull(p.First, p.Second));
            case (NaiveMap a, NaiveMap b):
                return a.Entries.Count == b.Entries.Count
                    && a.Entries.All(e => b.Entries.Exists(f => Same(e.Key, f.Key) && SameOrNull(e.Value, f.Value)));
            default:
                return false;
        }
    }

    /// <summary>Less than, equal or greater; null when there is no order.</summary>
    public static int? Order(object left, object right)
    {
        if (left is NaiveTime || right is NaiveTime)
            return Time(left) is { } x && Time(right) is { } y ? x.Start.CompareTo(y.Start) : null;
        if (left is string && right is string)
            return null;
        if (Number(left) is not { } m || Number(right) is not { } n)
            return null;
        return m is long i && n is long j ? i.CompareTo(j) : Double(m).CompareTo(Double(n));
    }

    private static bool SameOrNull(object? a, object? b) => a is null || b is null ? a is null && b is null : Same(a, b);

    private static bool SameTime(NaiveTime x, NaiveTime y) =>
        (x.End, y.End) switch
        {
            (null, null) => x.Start == y.Start,
            (not null, null) => x.Start <= y.Start && y.Start < x.End,
            (null, not null) => y.Start <= x.Start && x.Start < y.End,
            _ => x == y,
        };
}
