using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Segments.Index;

namespace StreamScoring.Decisioning.Deciding;

/// <summary>
/// Segments that are evaluated together: of one depth of <c>inSegment</c>, and alike in whether they read the current event, without which nothing can be said of them when a
/// timer fires.
/// </summary>
internal sealed class SegmentGroup
{
    private SegmentGroup(int[] segments, bool readsEvent, RuleIndex index, int[] scoreSlots) =>
        (Segments, ReadsEvent, Index, ScoreSlots) = (segments, readsEvent, index, scoreSlots);

    /// <summary>Positions in <see cref="RuleSetPlan.Segments"/>, by the number of the rule in the index.</summary>
    public int[] Segments { get; }

    /// <summary>Whether they read <c>event.…</c>.</summary>
    public bool ReadsEvent { get; }

    /// <summary>The index of their conditions.</summary>
    public RuleIndex Index { get; }

    /// <summary>For each score that the index is given, its position in <see cref="RuleNeeds.Scores"/>.</summary>
    public int[] ScoreSlots { get; }

    /// <summary>The groups of a rule set, in the order in which they are evaluated.</summary>
    public static SegmentGroup[] Of(RuleSetPlan rules)
    {
        var levels = new int[rules.Segments.Count];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = rules.Segments[i].DependsOn.Select(d => levels[d] + 1).DefaultIfEmpty().Max();
        return
        [
            .. Enumerable
                .Range(0, levels.Length)
                .GroupBy(i => (Level: levels[i], ReadsEvent: Reads(rules.Segments[i].When)))
                .OrderBy(g => g.Key)
                .Select(g => Of(rules, [.. g], g.Key.ReadsEvent)),
        ];
    }

    private static bool Reads(PlannedExpression expression) =>
        expression.Plan.Needs.ContextFields.Any(f => f == RuleTypes.Event || f.StartsWith(RuleTypes.Event + ".", StringComparison.Ordinal));

    private static SegmentGroup Of(RuleSetPlan rules, int[] segments, bool readsEvent)
    {
        // As the expressions spell them: a default output goes without its name there.
        var scores = segments
            .Select(s => rules.Segments[s].When)
            .SelectMany(w => w.Plan.Needs.Scores.Zip(w.ScoreSlots))
            .Distinct()
            .ToList();
        var fields = rules.Needs.EventFields.ToDictionary(f => f.Path, f => f.Field, StringComparer.Ordinal);
        var index = RuleIndex.Build(
            [.. segments.Select(s => new IndexedRule(rules.Segments[s].Rule.Id, rules.Segments[s].When.Plan))],
            new RuleSource(rules.Expressed, fields, [.. scores.Select(s => s.First)])
        );
        return new SegmentGroup(segments, readsEvent, index, [.. scores.Select(s => s.Second)]);
    }
}
