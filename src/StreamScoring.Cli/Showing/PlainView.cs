using System.Globalization;
using StreamScoring.Cli.Running;

namespace StreamScoring.Cli.Showing;

/// <summary>The show as plain lines, for pipes and logs: a line of figures and the newest score.</summary>
internal sealed class PlainView(TextWriter output) : IRunView
{
    public void Update(RunSnapshot s)
    {
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Format.Time(s.NowMs)}  {s.Events} events  {s.EventsPerSecond:0}/s  latency p50 {Format.Ms(s.P50Ns)} p95 {Format.Ms(s.P95Ns)} p99 {Format.Ms(s.P99Ns)}  dead letters {s.Faults}  duplicates {s.Duplicates}"
            )
        );
        if (s.LastScores.Count > 0)
        {
            var last = s.LastScores[^1];
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    {last.Service} {last.Score:0.0000}  {last.Who}  {last.What}  because of {last.Why}"
                )
            );
        }
    }

    public void Dispose() { }
}
