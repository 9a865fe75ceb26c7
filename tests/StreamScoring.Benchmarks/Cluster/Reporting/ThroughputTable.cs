using System.Globalization;
using StreamScoring.Benchmarks.Cluster.Throughput;
using StreamScoring.Benchmarks.Cluster.Workers;

namespace StreamScoring.Benchmarks.Cluster.Reporting;

/// <summary>Throughput as a Markdown table: medians over laps; ratios and differences are medians over turns, each against the pass-through's lap of the same turn.</summary>
internal static class ThroughputTable
{
    public static IEnumerable<string> Lines(IReadOnlyList<ThroughputResult> results)
    {
        yield return "| job | who | events/s | CPU µs an event | ± % | B allocated | CPU ratio | beyond, µs | Streamiz : ours |";
        yield return "|---|---|--:|--:|--:|--:|--:|--:|--:|";
        foreach (var scenario in results.GroupBy(r => r.Scenario))
        {
            var pass = scenario.First(r => r.Contender == ContenderKind.PassThrough);
            var product = scenario.First(r => r.Contender == ContenderKind.Product);
            foreach (var result in scenario)
                yield return Row(result, pass, product);
        }
    }

    public static string Name(ContenderKind kind) =>
        kind switch
        {
            ContenderKind.PassThrough => "pass-through",
            ContenderKind.Product => "StreamScoring",
            _ => "Streamiz",
        };

    private static string Row(ThroughputResult result, ThroughputResult pass, ThroughputResult product)
    {
        var cpu = Spread.Of(result.Laps.Select(l => l.CpuUs));
        var isPass = result.Contender == ContenderKind.PassThrough;
        var first = isPass ? $"{result.Scenario.Title}; {result.EventBytes:0} B in, {result.ResultBytes} B out" : "";
        var ratio = isPass ? "1" : Number(Over(result, pass, (a, b) => a / b));
        var beyond = isPass ? "" : Number(Over(result, pass, (a, b) => a - b));
        var rival = result.Contender == ContenderKind.Streamiz ? Number(Over(result, product, (a, b) => a / b)) : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {first} | {Name(result.Contender)} | {Spread.Of(result.Laps.Select(l => l.EventsPerSecond)).Median:#,0} | {Number(cpu.Median)} | {cpu.Percent:0.0} | {Spread.Of(result.Laps.Select(l => l.Bytes)).Median:#,0} | {ratio} | {beyond} | {rival} |"
        );
    }

    private static double Over(ThroughputResult result, ThroughputResult other, Func<double, double, double> compare) =>
        Spread.Of(result.Laps.Zip(other.Laps, (a, b) => compare(a.CpuUs, b.CpuUs))).Median;

    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
