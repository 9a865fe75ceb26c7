using System.Diagnostics;
using System.Diagnostics.Metrics;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Events.Faults;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Observing;

/// <summary>
/// The pipeline's events as metrics of the meter <see cref="MeterName"/>, for OpenTelemetry or any other listener. Names that begin with <c>messaging.</c> follow its
/// conventions. Recording allocates nothing; of each batch it records the oldest event's waiting and age, not every event's.
/// </summary>
public sealed class PipelineMetrics : IPipelineObserver, IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "StreamScoring.Pipeline";

    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600],
    };

    private static readonly InstrumentAdvice<int> s_events = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    };

    private readonly Meter _meter = new(MeterName);
    private readonly TimeProvider _clock;
    private readonly MetricTags _tags;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _sent;
    private readonly Histogram<double> _process;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _age;
    private readonly Histogram<double> _service;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _withoutIdentity;
    private readonly Counter<long> _aborts;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _corrupt;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _transitions;
    private readonly Counter<long> _verified;
    private readonly Counter<long> _misfound;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _stage;
    private readonly Histogram<double> _commit;

    /// <summary>Makes the instruments for a log of our own.</summary>
    public PipelineMetrics()
        : this(MessagingNames.Embedded, TimeProvider.System) { }

    /// <summary>Makes the instruments. <paramref name="clock"/> is what waiting and age are measured against.</summary>
    public PipelineMetrics(MessagingNames names, TimeProvider clock)
    {
        _clock = clock;
        _tags = new MetricTags(names);
        _consumed = _meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Events taken from the log");
        _sent = _meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Score records written to the log");
        _process = Seconds("messaging.process.duration", "Time a batch took from decoding to its records");
        _queue = Seconds(
            "streamscoring.queue.duration",
            "Time between a batch's oldest event's arrival in the log and its score, by service and revision"
        );
        _age = Seconds("streamscoring.event.age", "Time between a batch's oldest event's own timestamp and its score");
        _service = Seconds("streamscoring.service.duration", "Time a service's graph and models took for a batch, by service and revision");
        _faults = _meter.CreateCounter<long>("streamscoring.faults", "{event}", "Events that became a fault, by code and stage");
        _duplicates = _meter.CreateCounter<long>("streamscoring.duplicates", "{event}", "Events whose key had seen their _id before");
        _withoutIdentity = _meter.CreateCounter<long>(
            "streamscoring.events.without_identity",
            "{event}",
            "Events scored without state because they carry no identity"
        );
        _aborts = _meter.CreateCounter<long>("streamscoring.transactions.aborted", "{transaction}", "Transactions given up and done again");
        _retries = _meter.CreateCounter<long>("streamscoring.retries", "{retry}", "Times a partition waited for something outside");
        _corrupt = _meter.CreateCounter<long>(
            "streamscoring.corrupt",
            "{batch}",
            "Places where the log's own bytes were broken and passed over"
        );
        _refused = _meter.CreateCounter<long>("streamscoring.revisions.refused", "{revision}", "Times a wanted revision could not be had");
        _decisions = _meter.CreateCounter<long>("streamscoring.decisions", "{decision}", "Decisions, by placement");
        _transitions = _meter.CreateCounter<long>(
            "streamscoring.memberships.changed",
            "{transition}",
            "Times a person entered or left a segment, by segment"
        );
        _verified = _meter.CreateCounter<long>(
            "streamscoring.rules.verified",
            "{event}",
            "Events whose segments were also evaluated one by one"
        );
        _misfound = _meter.CreateCounter<long>(
            "streamscoring.rules.differences",
            "{event}",
            "Of these, events on which the rules' index found something else, by segment; the evaluation counts"
        );
        _batchSize = _meter.CreateHistogram("streamscoring.batch.size", "{event}", "Events scored together", tags: null, s_events);
        _stage = Seconds("streamscoring.stage.duration", "Time a batch spent in a stage");
        _commit = Seconds("streamscoring.commit.duration", "Time a commit took");
    }

    /// <summary>The meter, for listeners that want this one's measurements alone.</summary>
    internal Meter Meter => _meter;

    /// <inheritdoc/>
    public void Scored(ScoredBatch batch)
    {
        var events = batch.Events;
        if (events.Count == 0)
            return;
        var tags = _tags.Of(batch.Partition);
        _consumed.Add(events.Count, tags.Poll);
        _sent.Add(events.Count, _tags.Sent);
        _process.Record((batch.DecodeNs + batch.ScoreNs + batch.PublishNs) / 1e9, tags.Process);
        _batchSize.Record(events.Count);
        _stage.Record(batch.DecodeNs / 1e9, new KeyValuePair<string, object?>("stage", "decode"));
        _stage.Record(batch.ScoreNs / 1e9, new KeyValuePair<string, object?>("stage", "score"));
        _stage.Record(batch.PublishNs / 1e9, new KeyValuePair<string, object?>("stage", "publish"));
        RecordWaiting(batch);
        for (var row = 0; row < events.Count; row++)
        {
            if (events.Faults[row] is { } fault)
                Count(fault);
            else if (events.Duplicates[row])
                _duplicates.Add(1);
            else if (events.Identities.IsNull(row))
                _withoutIdentity.Add(1);
        }

        for (var i = 0; i < batch.Services.Count; i++)
        {
            foreach (var fault in batch.Services[i].Runner.Faults)
            {
                if (fault is not null)
                    Count(fault, batch.Services[i].Name);
            }
        }
    }

    /// <inheritdoc/>
    public void Decided(RuleSetPlan rules, in RecordHead head, Decision decision) =>
        _decisions.Add(1, new KeyValuePair<string, object?>("placement", rules.Placements[decision.Placement].Placement.Id));

    /// <inheritdoc/>
    public void MembershipsChanged(RuleSetPlan rules, in RecordHead head, ChangeReason reason, ReadOnlySpan<MembershipChange> changes)
    {
        foreach (var change in changes)
            _transitions.Add(1, new KeyValuePair<string, object?>("segment", rules.Segments[change.Segment].Rule.Id));
    }

    /// <inheritdoc/>
    public void RulesVerified(RuleSetPlan rules, in RecordHead head, int segment)
    {
        _verified.Add(1);
        if (segment >= 0)
            _misfound.Add(1, new KeyValuePair<string, object?>("segment", rules.Segments[segment].Rule.Id));
    }

    /// <inheritdoc/>
    public void Committed(in CommitInfo commit) => _commit.Record(commit.ElapsedNs / 1e9);

    /// <inheritdoc/>
    public void Aborted(int worker, string reason) => _aborts.Add(1);

    /// <inheritdoc/>
    public void Retrying(TopicPartition partition, long offset, string reason) => _retries.Add(1);

    /// <inheritdoc/>
    public void SkippedCorrupt(TopicPartition partition, long offset, long nextOffset) => _corrupt.Add(1);

    /// <inheritdoc/>
    public void RevisionRefused(string activeSet, string reason) => _refused.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private Histogram<double> Seconds(string name, string description) =>
        _meter.CreateHistogram(name, "s", description, tags: null, s_seconds);

    private void RecordWaiting(ScoredBatch batch)
    {
        var events = batch.Events;
        var nowNs = _clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        for (var i = 0; i < batch.Services.Count; i++)
        {
            var service = batch.Services[i];
            var tags = _tags.Of(service.Name, service.Revision);
            _service.Record(service.ElapsedNs / 1e9, tags);
            if (!events.ArrivalTimesNs.IsNull(0))
                _queue.Record(Math.Max(0, nowNs - events.ArrivalTimesNs[0]) / 1e9, tags);
        }

        if (!events.EventTimesNs.IsNull(0))
            _age.Record(Math.Max(0, nowNs - events.EventTimesNs[0]) / 1e9);
    }

    private void Count(Fault fault, string service = "")
    {
        var tags = new TagList { { "code", FaultCodes.Wire(fault.Code) }, { "stage", fault.Stage.ToString() } };
        if (service.Length > 0)
            tags.Add("service", service);
        _faults.Add(1, tags);
    }
}
