namespace StreamScoring.Benchmarks.Cluster.Latency;

/// <summary>When each event is due. An event's times count from here, however late its sender was.</summary>
/// <param name="Rate">Events a second.</param>
/// <param name="First">The number of its first event.</param>
/// <param name="Count">How many events.</param>
/// <param name="Unmeasured">How many at its beginning are not counted.</param>
internal sealed record Schedule(int Rate, long First, int Count, int Unmeasured)
{
    /// <summary>When it began: <see cref="TimeProvider.GetTimestamp"/>, and ms since the epoch.</summary>
    public (long Timestamp, double UnixMs) Start { get; set; }

    public bool Holds(long number) => number >= First && number < First + Count;

    /// <summary>When an event is due, ms from the start.</summary>
    public double DueMs(long number) => (number - First) * 1000.0 / Rate;

    /// <summary>Schedules of so many seconds each, one after the other, after some that only warm up.</summary>
    public static IReadOnlyList<Schedule> All(BenchScale scale)
    {
        const int WarmRate = 2_000;
        var warm = (int)(WarmRate * scale.SecondsPerRate / 2);
        var schedules = new List<Schedule> { new(WarmRate, 0, warm, warm) };
        foreach (var rate in scale.Rates)
        {
            var before = schedules[^1];
            schedules.Add(
                new Schedule(rate, before.First + before.Count, (int)(rate * scale.SecondsPerRate), (int)(rate * scale.UnmeasuredSeconds))
            );
        }

        return schedules;
    }
}
