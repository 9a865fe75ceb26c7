namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>
/// Finds which of many rules hold on an event without looking at each: rules are found by event type, then by a text or number that must be equal, and cut by thresholds;
/// what is left of them is evaluated. Immutable; each lane matches with a <see cref="RuleMatcher"/> of its own.
/// </summary>
/// <remarks>
/// The result is that of evaluating every rule, except for an evaluation that would run out of steps: the index evaluates parts of rules, which take fewer. Operands with
/// values of an unexpected kind (a text where a number was expected, a list) are noticed, and the rules on them evaluated as they stand.
/// </remarks>
public sealed class RuleIndex
{
    internal RuleIndex(
        IReadOnlyList<IndexedRule> rules,
        PlannedTest[] plans,
        RuleAttribute[] attributes,
        PlannedTest[] tests,
        int eventType,
        RuleGroup[] always,
        RuleGroup[][] byType,
        int found
    )
    {
        (Rules, Plans, Attributes, Tests) = (rules, plans, attributes, tests);
        (EventType, Always, ByType, Found) = (eventType, always, byType, found);
    }

    /// <summary>The rules, by number.</summary>
    public IReadOnlyList<IndexedRule> Rules { get; }

    /// <summary>How many of the rules are found through a type, a symbol or a threshold; the others are evaluated on every event.</summary>
    public int Found { get; }

    /// <summary>How many different parts of rules are evaluated, at most once an event each.</summary>
    public int SharedTests => Tests.Length;

    internal PlannedTest[] Plans { get; }

    internal RuleAttribute[] Attributes { get; }

    internal PlannedTest[] Tests { get; }

    /// <summary>The attribute that is the event's type; -1 when no rule asks for it.</summary>
    internal int EventType { get; }

    /// <summary>The rules that ask for no type.</summary>
    internal RuleGroup[] Always { get; }

    /// <summary>By the symbol of a type, the rules that ask for it.</summary>
    internal RuleGroup[][] ByType { get; }

    /// <summary>The index of some rules. Throws <see cref="ArgumentException"/> when they need a score that <paramref name="source"/> does not have.</summary>
    public static RuleIndex Build(IReadOnlyList<IndexedRule> rules, RuleSource source) => new RuleIndexBuilder(rules, source).Build();
}
