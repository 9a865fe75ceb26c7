using System.Globalization;
using StreamScoring.Benchmarks.Cluster.Jobs;
using StreamScoring.Benchmarks.Cluster.Latency;
using StreamScoring.Benchmarks.Cluster.Workers;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Benchmarks.Cluster.Reporting;

/// <summary>Latency as a Markdown table: medians over rounds, in ms, behind each its ratio to the pass-through's of the same round.</summary>
internal static class LatencyTable
{
    public static IEnumerable<string> Lines(IReadOnlyList<LatencyRound> rounds)
    {
        yield return "| job | events/s | who | reader: p50 ms | p99 | p99.9 | rounds' p99 | broker: p50 ms | p99 | p99.9 | missing |";
        yield return "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|";
        foreach (var of in rounds.GroupBy(r => (r.Job, r.Delivery, r.Rate)))
        {
            var pass = of.Where(r => r.Contender == ContenderKind.PassThrough).ToList();
            foreach (var own in of.GroupBy(r => r.Contender).OrderBy(g => g.Key))
                yield return Row([.. own], pass);
        }
    }

    private static string Row(IReadOnlyList<LatencyRound> own, IReadOnlyList<LatencyRound> pass)
    {
        var one = own[0];
        var isPass = one.Contender == ContenderKind.PassThrough;
        string[] figures =
        [
            Cell(r => r.Reader.P50),
            Cell(r => r.Reader.P99),
            Cell(r => r.Reader.P999),
            $"{Ms(own.Min(r => r.Reader.P99))}–{Ms(own.Max(r => r.Reader.P99))}",
            Cell(r => r.Broker.P50),
            Cell(r => r.Broker.P99),
            Cell(r => r.Broker.P999),
            own.Sum(r => r.Missing).ToString(CultureInfo.InvariantCulture),
        ];
        var title = isPass ? $"{one.Job.Title()}, {(one.Delivery == Delivery.ExactlyOnce ? "exactly" : "at least")} once" : "";
        var rate = isPass ? one.Rate.ToString("#,0", CultureInfo.InvariantCulture) : "";
        return $"| {title} | {rate} | {ThroughputTable.Name(one.Contender)} | {string.Join(" | ", figures)} |";

        string Cell(Func<LatencyRound, double> of)
        {
            var median = Spread.Of(own.Select(of)).Median;
            if (isPass)
                return Ms(median);
            var ratio = Spread.Of(own.Zip(pass, (a, b) => of(a) / Math.Max(of(b), 0.5))).Median;
            return string.Create(CultureInfo.InvariantCulture, $"{Ms(median)} (×{ratio:0.00})");
        }
    }

    private static string Ms(double ms) => double.IsInfinity(ms) ? "∞" : ms.ToString(ms < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
