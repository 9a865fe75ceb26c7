using StreamScoring.Expressions.Syntax;

namespace StreamScoring.Expressions.Planning;

/// <summary>
/// What an expression must be given, derived when it is planned, so that nothing else need be kept. With a path also the objects and lists on the way to it are needed,
/// lists with as many items as they have, be the field in them or not; a path may name a list of which only the number of items matters.
/// </summary>
public sealed record ExpressionNeeds
{
    /// <summary>Paths of the first parameter that are read, in ordinal order; an empty path means all of it.</summary>
    public required IReadOnlyList<string> RootFields { get; init; }

    /// <summary>Paths of events of <c>xEvent</c> that are read, in ordinal order; an empty path means whole events.</summary>
    public required IReadOnlyList<string> EventFields { get; init; }

    /// <summary>Paths of context roots that are read, each beginning with the root's name.</summary>
    public required IReadOnlyList<string> ContextFields { get; init; }

    /// <summary>Positions of the columns that are read.</summary>
    public required IReadOnlyList<int> Columns { get; init; }

    /// <summary>How far back events are needed, in ns of event time (their field <c>timestamp</c>), up to any in the future: 0 when no history is read, <see cref="long.MaxValue"/> when all of it is.</summary>
    public required long HistoryNs { get; init; }

    /// <summary>The uses of history that are plain aggregates over events that meet a condition, and can be kept as running values: neither value nor condition looks at
    /// anything but the event, constants and the time.</summary>
    public required IReadOnlyList<AggregateNeed> Aggregates { get; init; }

    /// <summary>Whether some use of history is no plain aggregate, so that the events themselves must be kept.</summary>
    public required bool Events { get; init; }

    /// <summary>The scores, by the position that they have in <c>EvaluationInput.Scores</c>.</summary>
    public required IReadOnlyList<ScoreNeed> Scores { get; init; }

    /// <summary>The segments asked for with a constant id. Where memberships are not given on their own, the root's field <c>segmentMembership</c> is read.</summary>
    public required IReadOnlyList<string> Segments { get; init; }

    /// <summary>The lookup tables.</summary>
    public required IReadOnlyList<string> Tables { get; init; }

    /// <summary>Whether the result depends on when it is evaluated.</summary>
    public required bool Now { get; init; }
}

/// <summary>A score that an expression reads.</summary>
/// <param name="Service">The service.</param>
/// <param name="Output">The output; null for the default one.</param>
/// <param name="Window">What is taken over the window, or null for the current event's score.</param>
/// <param name="WindowNs">The window's length in ns; 0 for the current event's score, which every window includes.</param>
public sealed record ScoreNeed(string Service, string? Output, ScoreWindow? Window, long WindowNs);

/// <summary>What is taken over a window of scores.</summary>
public enum ScoreWindow : byte
{
    /// <summary>The largest.</summary>
    Max,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The newest that is not null.</summary>
    Last,
}

/// <summary>An aggregate over the history.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Value">What is aggregated, as text in which the event's fields stand bare, as in a filter on <c>xEvent</c>; null where events are counted.</param>
/// <param name="Condition">What an event must meet, as text of the same kind; null for none.</param>
/// <param name="WindowNs">How far back, ns of event time; <see cref="long.MaxValue"/> for all.</param>
public sealed record AggregateNeed(AggregateKind Kind, string? Value, string? Condition, long WindowNs);
