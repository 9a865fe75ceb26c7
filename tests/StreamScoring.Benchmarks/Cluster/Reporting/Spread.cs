namespace StreamScoring.Benchmarks.Cluster.Reporting;

/// <summary>A median and how far the samples lie around it.</summary>
/// <param name="Median">The middle one.</param>
/// <param name="Percent">Half the distance between the quartiles, in percent of the median.</param>
internal readonly record struct Spread(double Median, double Percent)
{
    public static Spread Of(IEnumerable<double> samples)
    {
        double[] ordered = [.. samples.Order()];
        var median = Quantile(ordered, 0.5);
        return new Spread(median, (Quantile(ordered, 0.75) - Quantile(ordered, 0.25)) / 2 / median * 100);
    }

    /// <summary>A quantile of ordered samples, between the two nearest.</summary>
    public static double Quantile(ReadOnlySpan<double> ordered, double at)
    {
        if (ordered.IsEmpty)
            return double.NaN;
        var place = (ordered.Length - 1) * at;
        var low = (int)place;
        var high = Math.Min(low + 1, ordered.Length - 1);
        return double.IsInfinity(ordered[high]) ? ordered[high] : ordered[low] + ((ordered[high] - ordered[low]) * (place - low));
    }
}
