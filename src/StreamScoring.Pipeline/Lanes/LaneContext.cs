using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>What all lanes of a pipeline share. Everything here is immutable or safe to use from any thread.</summary>
/// <param name="Settings">The pipeline's settings.</param>
/// <param name="Group">The consumer group, in whose name progress and state are kept.</param>
/// <param name="Partitions">The partitions of the contract topic, and so of every topic here.</param>
/// <param name="Schemas">Where Avro schemas are found.</param>
/// <param name="Clock">Arrival-side time: what output records are stamped with, and how long things took.</param>
/// <param name="Observer">Who is told.</param>
internal sealed record LaneContext(PipelineSettings Settings, string Group, int Partitions, ISchemaSource Schemas, TimeProvider Clock, IPipelineObserver Observer)
{
    /// <summary>Whether events in the wrong partition are forwarded: what keeps state must find a key's events in one partition.</summary>
    public bool Rekeys => Settings.Delivery == Delivery.ExactlyOnce && Settings.Topics.Rekeyed.Length > 0 && Partitions > 1;

    public long ElapsedNs(long since) => (long)Clock.GetElapsedTime(since).TotalNanoseconds;
}
