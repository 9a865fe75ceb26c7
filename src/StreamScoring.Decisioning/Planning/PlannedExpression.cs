using System.Collections.Immutable;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Decisioning.Planning;

/// <summary>An expression of a rule set, ready to be evaluated.</summary>
/// <param name="Rule">The expression as it is written.</param>
/// <param name="Plan">The plan.</param>
/// <param name="ScoreSlots">For each score of the plan's needs, its position in <see cref="RuleNeeds.Scores"/> of the rule set.</param>
/// <param name="Cost">What it costs.</param>
public sealed record PlannedExpression(RuleText Rule, ExpressionPlan Plan, ImmutableArray<int> ScoreSlots, RuleCost Cost)
{
    /// <summary>Of a condition of an offer or strategy, the parts that must all hold, in order, so that the one that fails can be named. Empty for other expressions.</summary>
    public ImmutableArray<PlannedPart> Parts { get; init; } = [];
}

/// <summary>A part of a condition.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="ScoreSlots">For each score of the plan's needs, its position in <see cref="RuleNeeds.Scores"/> of the rule set.</param>
public sealed record PlannedPart(ExpressionPlan Plan, ImmutableArray<int> ScoreSlots);
