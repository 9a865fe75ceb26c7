namespace StreamScoring.Decisioning.Planning;

/// <summary>What the cost of a rule grows with.</summary>
public enum CostClass : byte
{
    /// <summary>The rule looks at the current event, the profile, scores and memberships only.</summary>
    Event,

    /// <summary>The rule goes over the person's events: twice the events, twice the cost.</summary>
    History,

    /// <summary>The rule compares the person's events with one another: twice the events, four times the cost or more.</summary>
    Search,
}

/// <summary>What a rule costs.</summary>
/// <param name="Path">Where it stands, as a JSON path.</param>
/// <param name="Class">What the cost grows with.</param>
/// <param name="Operations">A bound on the operations of one evaluation, with the events and items that the limits reckon with.</param>
/// <param name="HistoryNs">How far back events are kept for it, ns of event time; 0 for no history.</param>
public sealed record RuleCost(string Path, CostClass Class, long Operations, long HistoryNs);
