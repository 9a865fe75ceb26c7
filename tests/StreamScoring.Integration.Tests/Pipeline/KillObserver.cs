using StreamScoring.Integration.Tests.Kills;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Integration.Tests.Pipeline;

/// <summary>Dies at the kernel's own points.</summary>
internal sealed class KillObserver(KillPoint kill) : IPipelineObserver
{
    private const string InRestore = "in restore";
    private const string InDecode = "in decode";
    private const string AfterProduce = "after produce";
    private const string BeforeCommit = "before commit";
    private const string AfterCommit = "after commit";

    public static IReadOnlyList<string> Points { get; } = [InRestore, InDecode, AfterProduce, BeforeCommit, AfterCommit];

    void IPipelineObserver.Restoring(TopicPartition partition) => kill.Reach(InRestore);

    void IPipelineObserver.Decoding(TopicPartition partition, long offset) => kill.Reach(InDecode);

    void IPipelineObserver.Scored(ScoredBatch batch) => kill.Reach(AfterProduce);

    void IPipelineObserver.Committing(int worker) => kill.Reach(BeforeCommit);

    void IPipelineObserver.Committed(in CommitInfo commit) => kill.Reach(AfterCommit);
}
