using StreamScoring.Cli.Running;

namespace StreamScoring.Cli.Showing;

/// <summary>Shows a run: live on a terminal, as lines elsewhere.</summary>
internal interface IRunView : IDisposable
{
    /// <summary>Shows how it stands.</summary>
    void Update(RunSnapshot snapshot);
}

/// <summary>How a run stands at a moment.</summary>
internal sealed record RunSnapshot(
    long NowMs,
    long Events,
    double EventsPerSecond,
    long P50Ns,
    long P95Ns,
    long P99Ns,
    long Faults,
    long Duplicates,
    long WithoutIdentity,
    IReadOnlyList<LastScore> LastScores,
    IReadOnlyList<string> DeadLetters,
    double Progress
);
