namespace StreamScoring.Pipeline.Settings;

/// <summary>How outputs are delivered.</summary>
public enum Delivery : byte
{
    /// <summary>Outputs, state and offsets move in one transaction: nothing lost, nothing doubled. Required by anything with state.</summary>
    ExactlyOnce,

    /// <summary>
    /// Offsets follow the outputs: after a crash an event may be scored again, with the same bytes. Stateless graphs only; duplicates are
    /// not detected.
    /// </summary>
    AtLeastOnce,
}

/// <summary>How records are encoded.</summary>
public enum RecordFormat : byte
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary>Avro in Confluent wire format.</summary>
    Avro,
}

/// <summary>What the kernel can be set to. The defaults are the product's.</summary>
public sealed record PipelineSettings
{
    /// <summary>The last step of the records' <c>source</c> and the first part of their ids, e.g. <c>luma</c>.</summary>
    public string SourceName { get; init; } = "streamscoring";

    /// <summary>The topics read and written.</summary>
    public TopicNames Topics { get; init; } = new();

    /// <summary>Once or at least once.</summary>
    public Delivery Delivery { get; init; } = Delivery.ExactlyOnce;

    /// <summary>How score records are encoded.</summary>
    public RecordFormat Format { get; init; } = RecordFormat.Json;

    /// <summary>The id under which readers find <c>score.v1.avsc</c>, where records are Avro and no schema registry gives it.</summary>
    public int ScoreSchemaId { get; init; } = 1;

    /// <summary>Events scored together at most.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>Bytes read together at most (about: a batch holds at least one event).</summary>
    public int BatchBytes { get; init; } = 4 << 20;

    /// <summary>How long a batch may go on taking events that wait, in µs from its oldest. A batch never waits when nothing else does.</summary>
    public int BatchDeadlineUs { get; init; } = 2_000;

    /// <summary>The longest time between two commits while events flow, ms. When nothing waits a commit follows at once.</summary>
    public int CommitIntervalMs { get; init; } = 50;

    /// <summary>
    /// How long a batch may take to be scored, ms. One that took longer makes those after it smaller, down to single events: what is
    /// written stays open until a batch is
    /// through, and a cluster gives up what is open too long (10 s).
    /// </summary>
    public int BatchBudgetMs { get; init; } = 2_000;

    /// <summary>
    /// Of the last <see cref="FaultWindow"/> events of a worker, how many of 100 may become dead letters before it stops; 100: all.
    /// </summary>
    public int FaultLimitPercent { get; init; } = 90;

    /// <summary>Over how many events <see cref="FaultLimitPercent"/> counts; until there were so many, nothing stops.</summary>
    public int FaultWindow { get; init; } = 5_000;

    /// <summary>How far an event's time may lie ahead of its arrival, ms; beyond it is a dead letter. -1 turns the rule off.</summary>
    public long MaxAheadMs { get; init; } = 5 * 60_000;

    /// <summary>How late an event may come and still find all of its windows' history, ms of event time.</summary>
    public long AllowedLatenessMs { get; init; } = 48 * 3_600_000L;

    /// <summary>How far back duplicates are known, ms of the key's event time.</summary>
    public long DedupeHorizonMs { get; init; } = 24 * 3_600_000L;

    /// <summary>How many ids a key remembers at most.</summary>
    public int DedupeIds { get; init; } = 256;

    /// <summary>
    /// How far behind the largest event time of a partition timers of people without further events fire, ms: at least as much as one person's events come out of order. No decision
    /// depends on it.
    /// </summary>
    public long WatermarkDelayMs { get; init; } = 5 * 60_000;

    /// <summary>
    /// Of 100 events, how many have their segments evaluated one by one beside the rules' index: a difference is reported, and the evaluation counts. 0: none.
    /// </summary>
    public double VerifyPercent { get; init; }

    /// <summary>How much of a person's profile's past is held, ms of event time behind the newest profile.</summary>
    public long ProfileRetentionMs { get; init; } = 400 * 86_400_000L;

    /// <summary>The headers of events that their score records take over, by name, e.g. for tools that measure from outside.</summary>
    public IReadOnlyList<string> PassHeaders { get; init; } = [];

    /// <summary>Whether score records keep their event's own key where it has one; otherwise they are keyed by the identity.</summary>
    public bool PassKey { get; init; }

    /// <summary>How long a partition rests before it tries again what something outside prevented, ms.</summary>
    public int RetryDelayMs { get; init; } = 500;
}

/// <summary>The topics of a pipeline; one name, one place.</summary>
public sealed record TopicNames
{
    /// <summary>Events in, keyed by identity.</summary>
    public string Events { get; init; } = "xdm.events";

    /// <summary>Events that arrived in the wrong partition, forwarded under their identity.</summary>
    public string Rekeyed { get; init; } = "xdm.events.rekeyed";

    /// <summary>One record an event.</summary>
    public string Scores { get; init; } = "scores";

    /// <summary>What could not be scored, as it came.</summary>
    public string DeadLetters { get; init; } = "xdm.events.dead-letters";

    /// <summary>Where active sets changed.</summary>
    public string Borders { get; init; } = "streamscoring.borders";

    /// <summary>Which active set each group is to score with.</summary>
    public string Control { get; init; } = "streamscoring.control";

    /// <summary>Profiles in, keyed by identity, compacted; read where the topic exists.</summary>
    public string Profiles { get; init; } = "xdm.profiles";

    /// <summary>The versions of profiles as they were read, for replay; empty: not written.</summary>
    public string ProfilesHistory { get; init; } = "profiles.history";

    /// <summary>Who is in which segment: one record an identity, compacted, written when it changes.</summary>
    public string Memberships { get; init; } = "segment.memberships";

    /// <summary>Every decision.</summary>
    public string Decisions { get; init; } = "decisions";

    /// <summary>The newest decision of each person and placement, compacted.</summary>
    public string DecisionsLatest { get; init; } = "decisions.latest";

    /// <summary>The columns that the services' models read, one record an event and service; empty: not written.</summary>
    public string Features { get; init; } = "";
}
