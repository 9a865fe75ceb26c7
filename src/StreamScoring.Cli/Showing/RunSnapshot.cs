using StreamScoring.Cli.Running;

namespace StreamScoring.Cli.Showing;

/// <summary>How a run stands at a moment.</summary>
/// <param name="NowMs">The show's clock, ms since the epoch; 0 before the first event.</param>
/// <param name="Events">Events scored by this run.</param>
/// <param name="EventsPerSecond">Since the snapshot before.</param>
/// <param name="P50Ns">Median latency of the newest events.</param>
/// <param name="P95Ns">95th percentile.</param>
/// <param name="P99Ns">99th percentile.</param>
/// <param name="Faults">Dead letters.</param>
/// <param name="Duplicates">Events known before.</param>
/// <param name="WithoutIdentity">Events of nobody.</param>
/// <param name="LastScores">The newest, the oldest of them first.</param>
/// <param name="DeadLetters">The newest, the oldest of them first.</param>
/// <param name="Done">Events of the file that are scored and committed, in this run and earlier ones.</param>
/// <param name="Total">Events of the file; null while they are not counted.</param>
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
    long Done,
    long? Total
)
{
    /// <summary>Who entered and left segments, the oldest first; null without rules.</summary>
    public IReadOnlyList<LastChange>? LastChanges { get; init; }

    /// <summary>What was decided, the oldest first; null without rules.</summary>
    public IReadOnlyList<LastDecision>? LastDecisions { get; init; }
}
