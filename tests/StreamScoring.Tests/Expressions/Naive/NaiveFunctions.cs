using System.Text.RegularExpressions;
using StreamScoring.Expressions.Syntax;
using static StreamScoring.Tests.Expressions.Naive.NaiveValue;

namespace StreamScoring.Tests.Expressions.Naive;

/// <summary>The functions, as the documents word them.</summary>
internal sealed class NaiveFunctions
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public object? Call(NaiveEvaluator e, CallSyntax call, NaiveScope? scope)
    {
        object? Argument(int i) => e.Evaluate(call.Arguments[i], scope);
        switch (call.Function)
        {
            case "if":
                return IsTrue(Argument(0)) ? Argument(1) : Argument(2);
            case "fold":
                return Argument(0) is string s ? string.Concat(s.Where(c => !char.IsWhiteSpace(c))).ToLowerInvariant() : null;
            case "date":
                return
                    Argument(0) is long y
                    && Argument(1) is long m and >= 1 and <= 12
                    && Argument(2) is long d
                    && y is > 1700 and < 2250
                    && d >= 1
                    && d <= DateTime.DaysInMonth((int)y, (int)m)
                    ? new DateTime((int)y, (int)m, (int)d, 0, 0, 0, DateTimeKind.Utc) is var day
                        ? new NaiveTime(day, day.AddDays(1))
                        : null
                    : null;
            case "currentYear":
                return (long)e.World.Now.Year;
            case "currentMonth":
                return (long)e.World.Now.Month;
            case "currentDayOfMonth":
                return (long)e.World.Now.Day;
            case "inSegment":
                return Field(e.World.Root, "segmentMembership") is NaiveMap namespaces
                    && Argument(0) is string id
                    && namespaces.Entries.Any(n => Field(Field(n.Value, id), "status") is "realized" or "existing");
            case "score":
                return e.World.Scores.GetValueOrDefault(SyntaxPrinter.Print(call));
            case "lookup":
                return Argument(1) is { } key && Field(e.World.Tables, (string)Argument(0)!) is NaiveMap rows ? Get(rows, key) : null;
            default:
                throw new InvalidOperationException(call.Function);
        }
    }

    public object? Method(NaiveEvaluator e, MethodSyntax method, NaiveScope? scope)
    {
        if (method is { Target: CallSyntax { Function: "score" }, Function: "max" or "min" or "mean" or "last" })
            return e.World.Scores.GetValueOrDefault(SyntaxPrinter.Print(method));
        var target = e.Evaluate(method.Target, scope);
        object? Argument(int i) => e.Evaluate(method.Arguments[i], scope);
        object? PerItem(object? item) => e.PerItem(method.Arguments[0], item, scope);
        switch (method.Function)
        {
            case "isNull":
                return target is null;
            case "isNotNull":
                return target is not null;
            case "getYear":
                return Time(target) is { } y ? (long)y.Start.Year : null;
            case "getMonth":
                return Time(target) is { } m ? (long)m.Start.Month : null;
            case "getDayOfMonth":
                return Time(target) is { } d ? (long)d.Start.Day : null;
            case "count":
                return (long)Items(target).Count;
            case "sum" or "average" or "min" or "max":
                return Aggregate(
                    Enum.Parse<AggregateKind>(method.Function, true),
                    method.Arguments.Count == 0 ? Items(target) : Items(target).Select(PerItem)
                );
            case "filter":
                return e.Filter(target, method.Arguments[0], scope);
            case "exists":
                return Items(target).Any(i => IsTrue(PerItem(i)));
            case "forall":
                return Items(target).All(i => IsTrue(PerItem(i)));
            case "map" when method.Arguments[0] is LambdaSyntax { Parameters.Count: 2 } lambda:
                return MapEntries(e, target, lambda, scope);
            case "map":
                return target is null ? null : Items(target).Select(PerItem).ToList();
            case "topN" or "bottomN":
                return Top(target, PerItem, Argument(1), method.Function == "bottomN");
            case "groupBy":
                return target is null ? null : GroupBy(Items(target), PerItem);
            case "distinct":
                return target is null ? null : Distinct(Items(target));
            case "head":
                return Items(target).FirstOrDefault();
            case "keys":
                return target is NaiveMap keyed ? keyed.Entries.Select(x => (object?)x.Key).ToList() : null;
            case "values":
                return target is NaiveMap valued ? valued.Entries.Select(x => x.Value).ToList() : null;
            case "get":
                return target is NaiveMap got && Argument(0) is { } name ? Get(got, name) : null;
            case "includes":
                return target is not null && Argument(0) is { } item && Has(target, item);
            case "intersects":
                return target is not null && Argument(0) is { } some && Items(target).Any(i => i is not null && Has(some, i));
            case "subsetOf":
                return target is not null && Argument(0) is { } super && Items(target).All(i => i is not null && Has(super, i));
            case "supersetOf":
                return target is not null && Argument(0) is { } sub && Items(sub).All(i => i is not null && Has(target, i));
            case "intersection":
                return
                    target is not null
                    && Argument(0) is { } other
                    && Distinct(Items(target).Where(i => i is not null && Has(other, i))) is { Count: > 0 } common
                    ? common
                    : null;
            case "matches":
                return NaiveEvaluator
                    .Each(target)
                    .Any(t => t is string s && Regex.IsMatch(s, (string)Argument(0)!, RegexOptions.None, Patience));
            case "regexGroup":
                return
                    target is string text
                    && Regex.Match(text, (string)Argument(0)!, RegexOptions.None, Patience) is { Success: true } match
                    && match.Groups[(int)(long)Argument(1)!] is { Success: true } group
                    ? group.Value
                    : null;
            default:
                return NaiveEvaluator
                    .Each(target)
                    .Any(t =>
                        t is string s
                        && Argument(0) is string part
                        && TextTest(method.Function, s, part, method.Arguments.Count > 1 && Argument(1) is false)
                    );
        }
    }

    public static object? Aggregate(AggregateKind kind, IEnumerable<object?> values)
    {
        var all = values.Where(v => v is not null).ToList();
        if (kind == AggregateKind.Count)
            return (long)all.Count;
        var numbers = all.Select(Number).OfType<object>().ToList();
        switch (kind)
        {
            case AggregateKind.Min or AggregateKind.Max:
                object? best = null;
                foreach (var candidate in all.Select(v => Number(v) ?? Time(v)).OfType<object>())
                {
                    if (best is null || (Order(candidate, best) is { } order && (kind == AggregateKind.Min ? order < 0 : order > 0)))
                        best = candidate;
                }

                return best;
            case AggregateKind.Sum:
                return numbers.All(n => n is long)
                    ? numbers.Sum(n => (long)n)
                    : Finite(numbers.Aggregate(0.0, (sum, n) => sum + Double(n)));
            default:
                if (numbers.Count == 0)
                    return null;
                return Finite(
                    (numbers.All(n => n is long) ? numbers.Sum(n => (long)n) : numbers.Aggregate(0.0, (sum, n) => sum + Double(n)))
                        / numbers.Count
                );
        }
    }

    public static bool Has(object list, object value) => Items(list).Any(i => i is not null && Same(i, value));

    public static bool IsLike(string text, string pattern) =>
        Regex.IsMatch(
            text,
            "^"
                + Regex.Escape(pattern).Replace("%", "(.|\n)*", StringComparison.Ordinal).Replace("_", "(.|\n)", StringComparison.Ordinal)
                + "\\z",
            RegexOptions.None,
            Patience
        );

    private static bool TextTest(string function, string text, string part, bool ignoreCase)
    {
        if (ignoreCase)
            (text, part) = (text.ToUpperInvariant(), part.ToUpperInvariant());
        return function switch
        {
            "equals" => text == part,
            "notEqualTo" => text != part,
            "startsWith" => text.StartsWith(part, StringComparison.Ordinal),
            "doesNotStartWith" => !text.StartsWith(part, StringComparison.Ordinal),
            "endsWith" => text.EndsWith(part, StringComparison.Ordinal),
            "doesNotEndWith" => !text.EndsWith(part, StringComparison.Ordinal),
            "contains" => text.Contains(part, StringComparison.Ordinal),
            "doesNotContain" => !text.Contains(part, StringComparison.Ordinal),
            _ => throw new InvalidOperationException(function),
        };
    }

    private static object? Get(NaiveMap map, object key) => map.Entries.Where(e => Same(e.Key, key)).Select(e => e.Value).FirstOrDefault();

    private static object? Top(object? target, Func<object?, object?> key, object? amount, bool lowest)
    {
        if (target is null || Number(amount) is not { } count)
            return null;
        var keyed = Items(target).Select(i => (Item: i, Key: Number(key(i)))).ToList();
        var known = keyed.Where(k => k.Key is not null);
        var ordered = lowest ? known.OrderBy(k => Double(k.Key!)) : known.OrderByDescending(k => Double(k.Key!));
        return ordered
            .Concat(keyed.Where(k => k.Key is null))
            .Select(k => k.Item)
            .Take((int)Math.Max(0, Math.Floor(Double(count))))
            .ToList();
    }

    private static NaiveMap GroupBy(List<object?> items, Func<object?, object?> key)
    {
        var groups = new List<(object Key, object? Value)>();
        foreach (var item in items)
        {
            if (key(item) is not { } name)
                continue;
            var at = groups.FindIndex(g => Same(g.Key, name));
            if (at < 0)
                groups.Add((name, new List<object?> { item }));
            else
                ((List<object?>)groups[at].Value!).Add(item);
        }

        return new(groups, true);
    }

    private static List<object?> Distinct(IEnumerable<object?> items)
    {
        var seen = new List<object?>();
        foreach (var item in items)
        {
            if (item is not null && !seen.Exists(s => Same(s!, item)))
                seen.Add(item);
        }

        return seen;
    }

    private static object? MapEntries(NaiveEvaluator e, object? target, LambdaSyntax lambda, NaiveScope? scope)
    {
        if (target is not NaiveMap map)
            return null;
        var scopes = map
            .Entries.Select(x => new NaiveScope(new(scope, lambda.Parameters[0], x.Key), lambda.Parameters[1], x.Value))
            .ToList();
        if (lambda.Body is not CallSyntax { Function: "mapEntry" } entry)
            return scopes.Select(s => e.Evaluate(lambda.Body, s)).ToList();
        var made = new List<(object Key, object? Value)>();
        foreach (var s in scopes)
        {
            if (e.Evaluate(entry.Arguments[0], s) is not { } key)
                continue;
            var value = e.Evaluate(entry.Arguments[1], s);
            var at = made.FindIndex(m => Same(m.Key, key));
            if (at < 0)
                made.Add((key, value));
            else
                made[at] = (made[at].Key, value);
        }

        return new NaiveMap(made, true);
    }
}
