using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.State;
using StreamScoring.State.Versions;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>What all lanes of a pipeline share. Everything here is immutable or safe to use from any thread.</summary>
/// <param name="Options">What the pipeline runs with.</param>
/// <param name="Partitions">The partitions of the contract topic, and so of every topic here.</param>
/// <param name="Log">The log.</param>
/// <param name="HasProfiles">Whether there is a topic of profiles.</param>
internal sealed record LaneContext(PipelineOptions Options, int Partitions, ILog Log, bool HasProfiles)
{
    public PipelineSettings Settings => Options.Settings;

    public TimeProvider Clock => Options.Clock;

    public IPipelineObserver Observer => Options.Observer;

    public string Group => Options.Group;

    /// <summary>Whether events in the wrong partition are forwarded: what keeps state must find a key's events in one partition.</summary>
    public bool Rekeys => Settings.Delivery == Delivery.ExactlyOnce && Settings.Topics.Rekeyed.Length > 0 && Partitions > 1;

    public StateLimits StateLimits { get; } =
        new()
        {
            AllowedLatenessNs = Options.Settings.AllowedLatenessMs * 1_000_000,
            DedupeHorizonNs = Options.Settings.DedupeHorizonMs * 1_000_000,
            MaxDedupeIds = Options.Settings.DedupeIds,
        };

    public VersionedTableLimits ProfileLimits { get; } = new() { RetentionNs = Options.Settings.ProfileRetentionMs * 1_000_000 };

    public VersionedTableLimits TableLimits => ProfileLimits;

    /// <summary>Makes the topics that rule sets write, where they are missing: when a set with rules first runs, which may be long after the start.</summary>
    public void EnsureDecisionTopics()
    {
        var topics = Settings.Topics;
        Log.EnsureTopic(new TopicSpec(topics.Memberships, Partitions, Compacted: true));
        Log.EnsureTopic(new TopicSpec(topics.Decisions, Partitions));
        Log.EnsureTopic(new TopicSpec(topics.DecisionsLatest, Partitions, Compacted: true));
        if (HasProfiles && topics.ProfilesHistory.Length > 0)
            Log.EnsureTopic(new TopicSpec(topics.ProfilesHistory, Partitions));
    }

    public EventDecoder DecoderFor(Projection projection) =>
        new(
            new JsonEventDecoder(projection, Options.Limits, Options.Identity),
            new AvroEventDecoder(projection, Options.Schemas, Options.Limits, Options.Identity)
        );

    public long ElapsedNs(long since) => (long)Clock.GetElapsedTime(since).TotalNanoseconds;
}
