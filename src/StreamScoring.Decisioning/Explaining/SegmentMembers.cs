using StreamScoring.Decisioning.Deciding;
using StreamScoring.Decisioning.Experiments;
using StreamScoring.Decisioning.Segments;
using StreamScoring.State;

namespace StreamScoring.Decisioning.Explaining;

/// <summary>Reads from state which segments people are in.</summary>
/// <param name="plan">The rule set.</param>
/// <param name="layout">The layout of the state that is given.</param>
public sealed class SegmentMembers(DecisionPlan plan, StateLayout layout)
{
    private readonly Memberships _memberships = Memberships.In(layout);

    /// <summary>The segments of a key, in the order of evaluation, and since when (ns of event time).</summary>
    public IReadOnlyList<(string Segment, long SinceNs)> Of(KeyedState state, int entry)
    {
        var found = new List<(string, long)>();
        foreach (var segment in plan.Rules.Segments)
        {
            if (_memberships.Contains(state, entry, Ids.Of(segment.Rule.Id), out var sinceNs))
                found.Add((segment.Rule.Id, sinceNs));
        }

        return found;
    }
}
