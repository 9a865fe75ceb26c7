using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Observing;

/// <summary>
/// What happens in a pipeline, as typed events. Called on the worker threads, in the order in which things happen, and must not block: metrics, the
/// terminal's view, and tests that need a named point listen here.
/// </summary>
public interface IPipelineObserver
{
    /// <summary>State is about to be restored for a partition.</summary>
    void Restoring(TopicPartition partition) { }

    /// <summary>A partition is owned and its state restored; reading goes on at <paramref name="nextOffset"/>.</summary>
    void Assigned(TopicPartition partition, long nextOffset, int keys, long stateBytes) { }

    /// <summary>A partition is no longer owned.</summary>
    void Revoked(TopicPartition partition) { }

    /// <summary>An event of a batch is about to be decoded.</summary>
    void Decoding(TopicPartition partition, long offset) { }

    /// <summary>A batch is scored and its records stand in the open transaction.</summary>
    void Scored(ScoredBatch batch) { }

    /// <summary>A person entered or left segments; the record stands in the open transaction.</summary>
    void MembershipsChanged(RuleSetPlan rules, in RecordHead head, ChangeReason reason, ReadOnlySpan<MembershipChange> changes) { }

    /// <summary>A placement was decided; the record stands in the open transaction.</summary>
    void Decided(RuleSetPlan rules, in RecordHead head, Decision decision) { }

    /// <summary>A sampled event's segments were also evaluated one by one; <paramref name="segment"/> is the first on which the index differs, by position, or -1. The evaluation counts.</summary>
    void RulesVerified(RuleSetPlan rules, in RecordHead head, int segment) { }

    /// <summary>A transaction is about to be committed.</summary>
    void Committing(int worker) { }

    /// <summary>A transaction is committed.</summary>
    void Committed(in CommitInfo commit) { }

    /// <summary>A transaction was given up, and its work will be done again.</summary>
    void Aborted(int worker, string reason) { }

    /// <summary>A partition waits for something outside and tries again.</summary>
    void Retrying(TopicPartition partition, long offset, string reason) { }

    /// <summary>Broken bytes of the log itself were passed over: <paramref name="nextOffset"/> minus <paramref name="offset"/> records at most.</summary>
    void SkippedCorrupt(TopicPartition partition, long offset, long nextOffset) { }

    /// <summary>A wanted active set cannot be had here, or the control topic says something unreadable; the set in force goes on.</summary>
    void RevisionRefused(string activeSet, string reason) { }

    /// <summary>A worker ended for good. The others are told to end, too, which may take them a while.</summary>
    void Failed(int worker, Exception reason) { }

    /// <summary>The active set changed at a commit.</summary>
    void Switched(int partition, string activeSet) { }
}

/// <summary>What a commit moved.</summary>
/// <param name="Worker">The worker's number.</param>
/// <param name="Progress">The partitions that moved, and to where.</param>
/// <param name="StateKeys">Keys whose state changed.</param>
/// <param name="ElapsedNs">How long the commit took.</param>
public readonly record struct CommitInfo(int Worker, IReadOnlyList<Progress> Progress, int StateKeys, long ElapsedNs);
