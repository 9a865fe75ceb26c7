namespace StreamScoring.Benchmarks.Measuring;

/// <summary>What the samples of a case came to.</summary>
/// <param name="Name">The case.</param>
/// <param name="Against">What it is compared with; null for a baseline.</param>
/// <param name="CpuNs">Median CPU time an event, ns.</param>
/// <param name="SpreadPercent">Half the distance between the quartiles, in percent of the median.</param>
/// <param name="AllocatedBytes">Median of the bytes allocated an event.</param>
/// <param name="Ratio">Median of the ratios to the baseline's sample of the same turn; null for a baseline.</param>
/// <param name="BeyondNs">Median of the differences to it, ns; null for a baseline.</param>
/// <param name="Samples">CPU time an event of each sample, ns, in the order of measuring.</param>
internal sealed record Measured(
    string Name,
    string? Against,
    double CpuNs,
    double SpreadPercent,
    double AllocatedBytes,
    double? Ratio,
    double? BeyondNs,
    IReadOnlyList<double> Samples
)
{
    public static Measured Of(Case measured, IReadOnlyList<Cost> costs, IReadOnlyList<Cost>? baseline)
    {
        double[] cpu = [.. costs.Select(c => c.CpuNsPerEvent)];
        var median = Quantile(cpu, 0.5);
        return new Measured(
            measured.Name,
            measured.Against,
            median,
            (Quantile(cpu, 0.75) - Quantile(cpu, 0.25)) / 2 / median * 100,
            Quantile([.. costs.Select(c => c.BytesPerEvent)], 0.5),
            baseline is null ? null : Quantile([.. costs.Zip(baseline, (c, b) => c.CpuNsPerEvent / b.CpuNsPerEvent)], 0.5),
            baseline is null ? null : Quantile([.. costs.Zip(baseline, (c, b) => c.CpuNsPerEvent - b.CpuNsPerEvent)], 0.5),
            cpu
        );
    }

    private static double Quantile(double[] values, double at)
    {
        double[] ordered = [.. values.Order()];
        var place = (ordered.Length - 1) * at;
        var low = (int)place;
        var high = Math.Min(low + 1, ordered.Length - 1);
        return ordered[low] + ((ordered[high] - ordered[low]) * (place - low));
    }
}
