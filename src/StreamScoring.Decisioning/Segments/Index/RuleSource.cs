using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Decisioning.Segments.Index;

/// <summary>A rule to be indexed.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="When">What must hold.</param>
public sealed record IndexedRule(string Name, ExpressionPlan When);

/// <summary>What rules refer to.</summary>
/// <param name="Expressions">The schema by which the rules were compiled. The current event is its context <see cref="EventRoot"/>.</param>
/// <param name="EventFields">The scalar fields of the current event that may be read from its batch, by path.</param>
/// <param name="Scores">The scores in the order in which they are given to <see cref="RuleMatcher.Match"/>: at least those that the rules need.</param>
public sealed record RuleSource(
    ExpressionSchema Expressions,
    IReadOnlyDictionary<string, ProjectedField> EventFields,
    IReadOnlyList<ScoreNeed> Scores
)
{
    /// <summary>The name of the root that is the current event.</summary>
    public const string EventRoot = "event";

    /// <summary>For each score of a plan's needs, its position among <see cref="Scores"/>. Throws <see cref="ArgumentException"/> when one is missing.</summary>
    internal int[] PositionsOf(ExpressionPlan plan)
    {
        var positions = new int[plan.Needs.Scores.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            var at = 0;
            while (at < Scores.Count && Scores[at] != plan.Needs.Scores[i])
                at++;
            positions[i] =
                at < Scores.Count ? at : throw new ArgumentException($"the rules need {plan.Needs.Scores[i]}, which is not given");
        }

        return positions;
    }
}
