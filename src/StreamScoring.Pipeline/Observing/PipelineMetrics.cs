using System.Diagnostics;
using System.Diagnostics.Metrics;
using StreamScoring.Events.Faults;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Observing;

/// <summary>The pipeline's events as metrics of the meter <c>StreamScoring.Pipeline</c>, for OpenTelemetry or any other listener.</summary>
public sealed class PipelineMetrics : IPipelineObserver, IDisposable
{
    private readonly Meter _meter = new("StreamScoring.Pipeline");
    private readonly Counter<long> _events;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _withoutIdentity;
    private readonly Counter<long> _aborts;
    private readonly Counter<long> _retries;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _stage;
    private readonly Histogram<double> _commit;

    /// <summary>Makes the instruments.</summary>
    public PipelineMetrics()
    {
        _events = _meter.CreateCounter<long>("streamscoring.events", "{event}", "Events taken from the log, by topic");
        _faults = _meter.CreateCounter<long>("streamscoring.faults", "{event}", "Events that became a fault, by code and stage");
        _duplicates = _meter.CreateCounter<long>("streamscoring.duplicates", "{event}", "Events whose key had seen their _id before");
        _withoutIdentity = _meter.CreateCounter<long>(
            "streamscoring.events.without_identity",
            "{event}",
            "Events scored without state because they carry no identity"
        );
        _aborts = _meter.CreateCounter<long>("streamscoring.transactions.aborted", "{transaction}", "Transactions given up and done again");
        _retries = _meter.CreateCounter<long>("streamscoring.retries", "{retry}", "Times a partition waited for something outside");
        _batchSize = _meter.CreateHistogram<int>("streamscoring.batch.size", "{event}", "Events scored together");
        _stage = _meter.CreateHistogram<double>("streamscoring.stage.duration", "s", "Time a batch spent in a stage");
        _commit = _meter.CreateHistogram<double>("streamscoring.commit.duration", "s", "Time a commit took");
    }

    /// <inheritdoc/>
    public void Scored(ScoredBatch batch)
    {
        _events.Add(batch.Events.Count, new KeyValuePair<string, object?>("topic", batch.Partition.Topic));
        _batchSize.Record(batch.Events.Count);
        _stage.Record(batch.DecodeNs / 1e9, new KeyValuePair<string, object?>("stage", "decode"));
        _stage.Record(batch.ScoreNs / 1e9, new KeyValuePair<string, object?>("stage", "score"));
        _stage.Record(batch.PublishNs / 1e9, new KeyValuePair<string, object?>("stage", "publish"));
        for (var row = 0; row < batch.Events.Count; row++)
        {
            if (batch.Events.Faults[row] is { } fault)
                Count(fault);
            else if (batch.Events.Duplicates[row])
                _duplicates.Add(1);
            else if (batch.Events.Identities.IsNull(row))
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
    public void Committed(in CommitInfo commit) => _commit.Record(commit.ElapsedNs / 1e9);

    /// <inheritdoc/>
    public void Aborted(int worker, string reason) => _aborts.Add(1);

    /// <inheritdoc/>
    public void Retrying(TopicPartition partition, long offset, string reason) => _retries.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(Fault fault, string service = "")
    {
        var tags = new TagList { { "code", FaultCodes.Wire(fault.Code) }, { "stage", fault.Stage.ToString() } };
        if (service.Length > 0)
            tags.Add("service", service);
        _faults.Add(1, tags);
    }
}
