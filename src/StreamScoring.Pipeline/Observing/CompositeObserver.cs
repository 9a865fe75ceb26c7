using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Observing;

/// <summary>Tells several observers, in order.</summary>
public sealed class CompositeObserver(params IPipelineObserver[] observers) : IPipelineObserver
{
    /// <inheritdoc/>
    public void Restoring(TopicPartition partition)
    {
        foreach (var o in observers)
            o.Restoring(partition);
    }

    /// <inheritdoc/>
    public void Assigned(TopicPartition partition, long nextOffset, int keys, long stateBytes)
    {
        foreach (var o in observers)
            o.Assigned(partition, nextOffset, keys, stateBytes);
    }

    /// <inheritdoc/>
    public void Revoked(TopicPartition partition)
    {
        foreach (var o in observers)
            o.Revoked(partition);
    }

    /// <inheritdoc/>
    public void Decoding(TopicPartition partition, long offset)
    {
        foreach (var o in observers)
            o.Decoding(partition, offset);
    }

    /// <inheritdoc/>
    public void Scored(ScoredBatch batch)
    {
        foreach (var o in observers)
            o.Scored(batch);
    }

    /// <inheritdoc/>
    public void MembershipsChanged(RuleSetPlan rules, in RecordHead head, ChangeReason reason, ReadOnlySpan<MembershipChange> changes)
    {
        foreach (var o in observers)
            o.MembershipsChanged(rules, head, reason, changes);
    }

    /// <inheritdoc/>
    public void Decided(RuleSetPlan rules, in RecordHead head, Decision decision)
    {
        foreach (var o in observers)
            o.Decided(rules, head, decision);
    }

    /// <inheritdoc/>
    public void RulesVerified(RuleSetPlan rules, in RecordHead head, int segment)
    {
        foreach (var o in observers)
            o.RulesVerified(rules, head, segment);
    }

    /// <inheritdoc/>
    public void Committing(int worker)
    {
        foreach (var o in observers)
            o.Committing(worker);
    }

    /// <inheritdoc/>
    public void Committed(in CommitInfo commit)
    {
        foreach (var o in observers)
            o.Committed(commit);
    }

    /// <inheritdoc/>
    public void Aborted(int worker, string reason)
    {
        foreach (var o in observers)
            o.Aborted(worker, reason);
    }

    /// <inheritdoc/>
    public void Retrying(TopicPartition partition, long offset, string reason)
    {
        foreach (var o in observers)
            o.Retrying(partition, offset, reason);
    }

    /// <inheritdoc/>
    public void SkippedCorrupt(TopicPartition partition, long offset, long nextOffset)
    {
        foreach (var o in observers)
            o.SkippedCorrupt(partition, offset, nextOffset);
    }

    /// <inheritdoc/>
    public void RevisionRefused(string activeSet, string reason)
    {
        foreach (var o in observers)
            o.RevisionRefused(activeSet, reason);
    }

    /// <inheritdoc/>
    public void Failed(int worker, Exception reason)
    {
        foreach (var o in observers)
            o.Failed(worker, reason);
    }

    /// <inheritdoc/>
    public void Switched(int partition, string activeSet)
    {
        foreach (var o in observers)
            o.Switched(partition, activeSet);
    }
}
