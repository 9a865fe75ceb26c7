namespace StreamScoring.Benchmarks.Measuring;

/// <summary>One thing that is measured.</summary>
/// <param name="Name">What it is, as the table calls it.</param>
/// <param name="Against">The name of the case of the same group that it is compared with; null for a baseline.</param>
/// <param name="Round">Does it once, measuring only what is to be measured.</param>
internal sealed record Case(string Name, string? Against, Func<Cost> Round)
{
    private const double RoundNs = 30e6;

    /// <summary>A case whose work is short: a round repeats it until it takes long enough to be measured. <paramref name="once"/> returns the events it handled.</summary>
    public static Case Repeated(string name, string? against, Func<int> once)
    {
        var repeats = 1;
        return new Case(
            name,
            against,
            () =>
            {
                var meter = Meter.Start();
                long events = 0;
                for (var i = 0; i < repeats; i++)
                    events += once();
                var cost = meter.Stop(events);
                if (cost.CpuNs < RoundNs / 2)
                    repeats = (int)Math.Min(repeats * 2L, 1 << 24);
                return cost;
            }
        );
    }
}
