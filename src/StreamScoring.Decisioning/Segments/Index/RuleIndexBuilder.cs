using System.Globalization;
using System.Text;
using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>Sorts rules into groups.</summary>
internal sealed class RuleIndexBuilder(IReadOnlyList<IndexedRule> rules, RuleSource source)
{
    private const string TypePath = RuleSource.EventRoot + ".eventType";
    private readonly RuleAnalysis _analysis = new(source);
    private readonly SortedDictionary<(int Type, string Shape), List<GroupEntry>> _groups = [];
    private int _found;

    public RuleIndex Build()
    {
        var parts = rules.Select(r => _analysis.Analyze(r.When)).ToList();
        var attributes = _analysis.Attributes;
        var eventType = attributes.FindIndex(a => a is { Text: TypePath, Domain: Domain.Text });
        for (var rule = 0; rule < rules.Count; rule++)
            Add(rule, parts[rule].Predicates, parts[rule].Tests, eventType);
        var built = _groups.Select(g => (g.Key.Type, Group: GroupBuilder.Build(g.Value, attributes))).ToList();
        var types = eventType < 0 ? 0 : attributes[eventType].Symbols;
        return new RuleIndex(
            rules,
            [.. rules.Select(r => new PlannedTest(r.When, source.PositionsOf(r.When)))],
            [.. attributes],
            [.. _analysis.Tests],
            eventType,
            [.. built.Where(g => g.Type < 0).Select(g => g.Group)],
            [.. Enumerable.Range(0, types).Select(t => built.Where(g => g.Type == t).Select(g => g.Group).ToArray())],
            _found
        );
    }

    private void Add(int rule, List<Predicate> predicates, List<int> tests, int eventType)
    {
        _found += predicates.Count > 0 ? 1 : 0;
        foreach (var predicate in predicates)
            _analysis.Attributes[predicate.Attribute].Use(rule);
        var type = predicates.OfType<SymbolPredicate>().FirstOrDefault(p => p.Attribute == eventType);
        // The attribute with the most constants tells the most rules apart.
        var key = predicates
            .OfType<SymbolPredicate>()
            .Where(p => !ReferenceEquals(p, type))
            .OrderByDescending(p => _analysis.Attributes[p.Attribute].Symbols)
            .ThenBy(p => p.Attribute)
            .FirstOrDefault();
        var intervals = new SortedDictionary<int, (double Low, double High)>();
        foreach (var predicate in predicates)
        {
            if (predicate is IntervalPredicate interval)
                Narrow(intervals, interval);
            else if (ReferenceEquals(predicate, type) || ReferenceEquals(predicate, key))
                continue;
            else if (
                predicate is SymbolPredicate { Symbols: [var symbol] }
                && _analysis.Attributes[predicate.Attribute].Domain == Domain.Text
            )
                Narrow(intervals, new IntervalPredicate(predicate.Attribute, symbol, symbol));
            else
                tests = [.. tests, .. LeftOver(rule, (SymbolPredicate)predicate)];
        }

        var shape = Shape(key?.Attribute ?? -1, intervals);
        foreach (var t in type?.Symbols ?? [-1])
        {
            foreach (var symbol in key?.Symbols ?? [-1])
            {
                if (!_groups.TryGetValue((t, shape), out var entries))
                    _groups.Add((t, shape), entries = []);
                entries.Add(new GroupEntry(rule, key?.Attribute ?? -1, symbol, intervals, [.. tests.Distinct()]));
            }
        }
    }

    // A second list of constants: evaluated as the comparison that it was.
    private IEnumerable<int> LeftOver(int rule, SymbolPredicate predicate) =>
        Conjuncts
            .Of(rules[rule].When.Syntax)
            .Where(p =>
                Conjuncts.Comparison(p) is { } c && SyntaxPrinter.Print(c.Operand) == _analysis.Attributes[predicate.Attribute].Text
            )
            .Select(_analysis.TestOf);

    private static void Narrow(SortedDictionary<int, (double Low, double High)> intervals, IntervalPredicate by)
    {
        var (low, high) = intervals.GetValueOrDefault(by.Attribute, (double.NegativeInfinity, double.PositiveInfinity));
        intervals[by.Attribute] = (Math.Max(low, by.Low), Math.Min(high, by.High));
    }

    private static string Shape(int key, SortedDictionary<int, (double Low, double High)> intervals)
    {
        var shape = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{key}");
        foreach (var (attribute, (low, high)) in intervals)
            shape.Append(
                CultureInfo.InvariantCulture,
                $"/{attribute}{(double.IsNegativeInfinity(low) ? "" : ">")}{(double.IsPositiveInfinity(high) ? "" : "<")}"
            );
        return shape.ToString();
    }
}

/// <summary>One rule under one symbol.</summary>
internal sealed record GroupEntry(int Rule, int Key, int Symbol, SortedDictionary<int, (double Low, double High)> Intervals, int[] Tests);
