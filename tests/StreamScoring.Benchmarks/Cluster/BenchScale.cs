namespace StreamScoring.Benchmarks.Cluster;

/// <summary>How much is measured.</summary>
/// <param name="IsQuick">A few thousand events, one turn: to see that it works, not to compare.</param>
/// <param name="Only">What the titles of the scenarios measured contain; empty: all.</param>
/// <param name="Tells">Whether every lap is told.</param>
internal sealed record BenchScale(bool IsQuick, string Only, bool Tells)
{
    /// <summary>Laps that are measured of each contender.</summary>
    public int Turns => IsQuick ? 1 : 3;

    /// <summary>Laps before: the compiler is through with what runs after two.</summary>
    public int WarmLaps => IsQuick ? 1 : 2;

    /// <summary>Rounds of latency of each contender.</summary>
    public int LatencyRounds => IsQuick ? 1 : 2;

    /// <summary>Events a second.</summary>
    public IReadOnlyList<int> Rates => IsQuick ? [500] : [1_000, 5_000, 10_000];

    /// <summary>How long each rate is kept, the unmeasured beginning included.</summary>
    public double SecondsPerRate => IsQuick ? 2 : 4;

    /// <summary>How much of that is not counted.</summary>
    public double UnmeasuredSeconds => IsQuick ? 0.5 : 1;

    public bool Takes(string title) => title.Contains(Only, StringComparison.OrdinalIgnoreCase);
}
