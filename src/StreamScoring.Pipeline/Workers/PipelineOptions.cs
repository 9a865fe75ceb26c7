using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Pipeline.Workers;

/// <summary>What a pipeline runs with.</summary>
/// <param name="Settings">The kernel's settings.</param>
/// <param name="Group">The consumer group, in whose name progress and state are kept.</param>
/// <param name="Schemas">Where Avro schemas are found.</param>
/// <param name="Clock">What output records are stamped with, and how long things took.</param>
/// <param name="Observer">Who is told what happens.</param>
public sealed record PipelineOptions(
    PipelineSettings Settings,
    string Group,
    ISchemaSource Schemas,
    TimeProvider Clock,
    IPipelineObserver Observer
)
{
    /// <summary>What one event may cost.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    /// <summary>How the identity of an event is chosen.</summary>
    public IdentityRule Identity { get; init; } = IdentityRule.Default;

    /// <summary>Worker threads.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>At the end of a log that ends, timers fire up to this moment of event time (ns since the epoch), or up to the largest event time if that is later.</summary>
    public long TimersUntilNs { get; init; } = long.MinValue;
}
