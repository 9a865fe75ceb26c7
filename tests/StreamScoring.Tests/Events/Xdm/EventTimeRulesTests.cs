using StreamScoring.Events;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Xdm;
using Xunit;

namespace StreamScoring.Tests.Events.Xdm;

public sealed class EventTimeRulesTests
{
    private const long Minute = 60_000_000_000;

    [Theory]
    [InlineData(5 * Minute, 0L, null, false)]
    [InlineData((5 * Minute) + 1, 0L, null, true)]
    [InlineData(-long.MaxValue, long.MaxValue, null, false)]
    [InlineData(long.MaxValue, -long.MaxValue, null, true)]
    [InlineData(10 * Minute, null, 0L, true)]
    [InlineData(10 * Minute, null, 6 * Minute, false)]
    [InlineData(10 * Minute, 0L, 10 * Minute, true)]
    [InlineData(10 * Minute, 10 * Minute, 0L, false)]
    [InlineData(10 * Minute, null, null, false)]
    public void An_event_may_be_dated_five_minutes_ahead_of_its_arrival(long eventNs, long? arrivalNs, long? receivedNs, bool refused)
    {
        var batch = Batch(eventNs, arrivalNs, receivedNs);
        var fault = EventTimeRules.Default.Apply(batch, 0);
        Assert.Equal(refused ? FaultCode.TimeAhead : null, fault?.Code);
        Assert.Same(fault, batch.Faults[0]);
        Assert.Equal("id"u8, batch.Ids[0]);
        Assert.False(batch.EventTimesNs.IsNull(0));
        Assert.Null(new EventTimeRules(null).Apply(Batch(eventNs, arrivalNs, receivedNs), 0));
    }

    [Fact]
    public void A_row_that_has_a_fault_keeps_it()
    {
        var batch = Batch(10 * Minute, 0, null);
        var fault = Fault.Decode(FaultCode.TypeMismatch, "a", "b");
        batch.Refuse(0, fault);
        Assert.Null(EventTimeRules.Default.Apply(batch, 0));
        Assert.Same(fault, batch.Faults[0]);
    }

    private static EventBatch Batch(long eventNs, long? arrivalNs, long? receivedNs)
    {
        var batch = new EventBatch(new Projection([]), 1);
        var row = batch.Add(0, arrivalNs);
        batch.Ids.Set(row, "id"u8);
        batch.EventTimesNs.Set(row, eventNs);
        if (receivedNs is { } ns)
            batch.ReceivedTimesNs.Set(row, ns);
        return batch;
    }
}
