using StreamScoring.Expressions.Planning;

namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>An expression and where its scores stand among those that are given.</summary>
/// <param name="Plan">The expression.</param>
/// <param name="Scores">For each score that it needs, its position.</param>
internal sealed record PlannedTest(ExpressionPlan Plan, int[] Scores);
