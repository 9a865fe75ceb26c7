using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Decisioning.Planning;

/// <summary>A field of events that rules read.</summary>
/// <param name="Path">The path in expressions, below <c>event</c> or an item of <c>xEvent</c>: lists are passed through.</param>
/// <param name="Field">The column that takes it.</param>
/// <param name="WindowNs">For how long it is kept, ns of event time; 0 when only the current event's is read.</param>
public sealed record EventFieldNeed(string Path, ProjectedField Field, long WindowNs);

/// <summary>What must be read, and kept for each person, so that all rules of a set can be evaluated. Nothing else need be.</summary>
public sealed record RuleNeeds
{
    /// <summary>The fields of events, in ordinal order of their paths.</summary>
    public required IReadOnlyList<EventFieldNeed> EventFields { get; init; }

    /// <summary>How far back events are kept, ns of event time; 0 when no rule reads history.</summary>
    public required long HistoryNs { get; init; }

    /// <summary>The scores: service, output (never null here) and window. Every window counts the current event's score.</summary>
    public required IReadOnlyList<ScoreNeed> Scores { get; init; }

    /// <summary>The paths of the profile, in ordinal order; an empty path means all of it. Consent is always among them.</summary>
    public required IReadOnlyList<string> ProfileFields { get; init; }

    /// <summary>The lookup tables that are read, in ordinal order.</summary>
    public required IReadOnlyList<string> Tables { get; init; }
}
