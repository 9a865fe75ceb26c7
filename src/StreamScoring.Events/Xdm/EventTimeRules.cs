using StreamScoring.Events.Faults;

namespace StreamScoring.Events.Xdm;

/// <summary>
/// Which event times are believed. An event dated further ahead of its arrival than <see cref="MaxAheadNs"/> is refused: windows and timers go by event time,
/// and one event from the future would end them all. Arrival is when the log got the event; where the source does not know (files), the event's own
/// <c>receivedTimestamp</c>; with neither, nothing is refused.
/// </summary>
/// <param name="MaxAheadNs">How far ahead of its arrival an event may be dated, ns, at least 0; null believes every time.</param>
public sealed record EventTimeRules(long? MaxAheadNs)
{
    /// <summary>Five minutes.</summary>
    public static EventTimeRules Default { get; } = new(300_000_000_000);

    /// <summary>Refuses the row (<see cref="FaultCode.TimeAhead"/>) if it breaks the rule; called once for a decoded row. Returns the fault, or null.</summary>
    public Fault? Apply(EventBatch batch, int row)
    {
        if (MaxAheadNs is not { } allowed || batch.Faults[row] is not null || batch.EventTimesNs.IsNull(row))
            return null;
        var arrivals = batch.ArrivalTimesNs.IsNull(row) ? batch.ReceivedTimesNs : batch.ArrivalTimesNs;
        if (arrivals.IsNull(row))
            return null;
        var (eventNs, arrivalNs) = (batch.EventTimesNs[row], arrivals[row]);

        // The difference of two int64 fits an unsigned one when its sign is known.
        if (eventNs <= arrivalNs || unchecked((ulong)(eventNs - arrivalNs)) <= (ulong)allowed)
            return null;
        var fault = Fault.Decode(
            FaultCode.TimeAhead,
            "timestamp",
            $"the event is dated more than {allowed / 1_000_000} ms after its arrival ({(ReferenceEquals(arrivals, batch.ArrivalTimesNs) ? "the log's time" : "receivedTimestamp")}); mend the sender's clock or allow more"
        );
        batch.Refuse(row, fault);
        return fault;
    }
}
