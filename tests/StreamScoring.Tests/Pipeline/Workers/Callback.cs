using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Tests.Pipeline.Workers;

/// <summary>An observer of a few lines: what is set is called on the worker's thread.</summary>
internal sealed class Callback : IPipelineObserver
{
    public Action<ScoredBatch>? AfterScoring { get; init; }

    public Action? BeforeCommit { get; init; }

    public Action<CommitInfo>? AfterCommit { get; init; }

    public Action<TopicPartition>? AfterRevoked { get; init; }

    public Action<TopicPartition>? OnRetry { get; init; }

    public Action<TopicPartition, long>? BeforeDecoding { get; init; }

    public Action<string>? AfterAbort { get; init; }

    void IPipelineObserver.Scored(ScoredBatch batch) => AfterScoring?.Invoke(batch);

    void IPipelineObserver.Committing(int worker) => BeforeCommit?.Invoke();

    void IPipelineObserver.Committed(in CommitInfo commit) => AfterCommit?.Invoke(commit);

    void IPipelineObserver.Revoked(TopicPartition partition) => AfterRevoked?.Invoke(partition);

    void IPipelineObserver.Retrying(TopicPartition partition, long offset, string reason) => OnRetry?.Invoke(partition);

    void IPipelineObserver.Decoding(TopicPartition partition, long offset) => BeforeDecoding?.Invoke(partition, offset);

    void IPipelineObserver.Aborted(int worker, string reason) => AfterAbort?.Invoke(reason);
}
