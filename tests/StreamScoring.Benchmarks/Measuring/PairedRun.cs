namespace StreamScoring.Benchmarks.Measuring;

/// <summary>
/// Measures the cases of a group in turns, forwards and backwards by turns, so that whatever else the machine does falls on all of them alike. The rounds
/// before a case is warm are dropped.
/// </summary>
internal static class PairedRun
{
    private const double WarmNs = 700e6;
    private const int LeastWarmRounds = 3;

    public static IReadOnlyList<Measured> Run(Group group, IReadOnlyList<Case> cases)
    {
        foreach (var measured in cases)
            Warm(measured, WarmNs);
        // Again, and shorter: what the compiler learnt from the cases after it may have changed shared code.
        foreach (var measured in cases)
            Warm(measured, WarmNs / 4);

        var costs = cases.Select(_ => new List<Cost>()).ToList();
        for (var turn = 0; turn < group.Samples; turn++)
        {
            for (var i = 0; i < cases.Count; i++)
            {
                var index = turn % 2 == 0 ? i : cases.Count - 1 - i;
                // What the case before left to the collector is not this one's.
                GC.Collect();
                costs[index].Add(cases[index].Round());
            }
        }

        return [.. cases.Select((c, i) => Measured.Of(c, costs[i], BaselineOf(c)))];

        List<Cost>? BaselineOf(Case measured) =>
            measured.Against is null
                ? null
                : costs[cases.ToList().FindIndex(c => string.Equals(c.Name, measured.Against, StringComparison.Ordinal))];
    }

    private static void Warm(Case measured, double cpuNs)
    {
        var spent = 0.0;
        for (var round = 0; round < LeastWarmRounds || spent < cpuNs; round++)
            spent += measured.Round().CpuNs;
    }
}
