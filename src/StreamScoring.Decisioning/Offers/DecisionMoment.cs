using StreamScoring.Decisioning.Planning;
using StreamScoring.Events;

namespace StreamScoring.Decisioning.Offers;

/// <summary>The event on which is decided, and what is known at it. The spans live as long as the call.</summary>
public readonly ref struct DecisionMoment
{
    /// <summary>Where the event's fields are: its projection has all of <see cref="RuleNeeds.EventFields"/>.</summary>
    public required EventBatch Batch { get; init; }

    /// <summary>The event's row in <see cref="Batch"/>.</summary>
    public required int Row { get; init; }

    /// <summary>The identity, <c>namespace:id</c>, UTF-8.</summary>
    public required ReadOnlySpan<byte> Identity { get; init; }

    /// <summary>The event's id, as in <see cref="Records.RecordHead.EventId"/>.</summary>
    public required ReadOnlySpan<byte> EventId { get; init; }

    /// <summary>The key's clock, ns since the epoch: caps count by it.</summary>
    public required long NowNs { get; init; }

    /// <summary>The event's own time, ns since the epoch: dates and holds go by it.</summary>
    public required long EventNs { get; init; }

    /// <summary>The scores by the positions of <see cref="RuleNeeds.Scores"/>, NaN where there is none.</summary>
    public ReadOnlySpan<double> Scores { get; init; }

    /// <summary>The segments that hold, by their positions in <see cref="RuleSetPlan.Segments"/>, ascending.</summary>
    public ReadOnlySpan<int> Segments { get; init; }

    /// <summary>Up to where profiles had been read; -1 without profiles.</summary>
    public long ProfileOffset { get; init; }
}
