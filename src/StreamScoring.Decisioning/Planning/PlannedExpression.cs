using System.Collections.Immutable;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Decisioning.Planning;

/// <summary>An expression of a rule set, ready to be evaluated.</summary>
/// <param name="Rule">The expression as it is written.</param>
/// <param name="Plan">The plan.</param>
/// <param name="ScoreSlots">For each score of the plan's needs, its position in <see cref="RuleNeeds.Scores"/> of the rule set.</param>
/// <param name="Cost">What it costs.</param>
public sealed record PlannedExpression(RuleText Rule, ExpressionPlan Plan, ImmutableArray<int> ScoreSlots, RuleCost Cost);
