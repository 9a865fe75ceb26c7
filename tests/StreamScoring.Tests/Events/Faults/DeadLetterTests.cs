using System.Text;
using StreamScoring.Events.Faults;
using Xunit;

namespace StreamScoring.Tests.Events.Faults;

public sealed class DeadLetterTests
{
    [Fact]
    public void Headers_tell_what_was_wrong_and_where_the_record_was()
    {
        var fault = new Fault(FaultCode.TypeMismatch, FaultStage.Decode, FaultDomain.Event, false, "web.name", "a number");
        Assert.Equal(
            [
                "__streams.errors.exception=type-mismatch",
                "__streams.errors.message=a number",
                "__streams.errors.topic=xdm.events",
                "__streams.errors.partition=3",
                "__streams.errors.offset=4711",
                "streamscoring.error.code=type-mismatch",
                "streamscoring.error.stage=decode",
                "streamscoring.error.domain=event",
                "streamscoring.error.path=web.name",
                "streamscoring.original.timestamp=1541441582000",
            ],
            Show(fault, 1_541_441_582_000)
        );
        var names = Show(fault with { Path = "" }, null).Select(h => h.Split('=')[0]).ToList();
        Assert.DoesNotContain(DeadLetter.Path, names);
        Assert.DoesNotContain(DeadLetter.Timestamp, names);
    }

    [Fact]
    public void Every_stage_and_domain_has_a_name_of_its_own()
    {
        var stages = Enum.GetValues<FaultStage>()
            .Select(s => Value(new Fault(FaultCode.Malformed, s, FaultDomain.Event, false, "", ""), DeadLetter.Stage))
            .ToList();
        var domains = Enum.GetValues<FaultDomain>()
            .Select(d => Value(new Fault(FaultCode.Malformed, FaultStage.Sink, d, false, "", ""), DeadLetter.Domain))
            .ToList();
        Assert.Equal(stages.Count, stages.Distinct().Count());
        Assert.Equal(domains.Count, domains.Distinct().Count());
    }

    private static List<string> Show(Fault fault, long? timestampMs) =>
        [.. DeadLetter.Headers(fault, "xdm.events", 3, 4711, timestampMs).Select(h => $"{h.Name}={Encoding.UTF8.GetString(h.Value)}")];

    private static string Value(Fault fault, string name) =>
        Encoding.UTF8.GetString(DeadLetter.Headers(fault, "t", 0, 0, null).Single(h => h.Name == name).Value);
}
