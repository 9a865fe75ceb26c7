using System.Globalization;

namespace StreamScoring.Cli.Showing;

/// <summary>The show as plain lines, for pipes and logs: a line of figures, the newest score, and each dead letter once.</summary>
internal sealed class PlainView(TextWriter output) : IRunView
{
    private long _letters;

    public TimeSpan Interval => TimeSpan.FromSeconds(5);

    public void Update(RunSnapshot s)
    {
        if (s.Events == 0)
            return;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Format.Time(s.NowMs)}  {s.Done} events  {s.EventsPerSecond:0}/s  p50 {Format.Ms(s.P50Ns)}  p95 {Format.Ms(s.P95Ns)}  p99 {Format.Ms(s.P99Ns)}  dead letters {s.Faults}  duplicates {s.Duplicates}"
            )
        );
        if (s.LastScores is [.., var last])
        {
            var why = string.Join(", ", last.Why.Value.Take(3));
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    {last.Service} {last.Score:0.0000}  {Printable.Of(last.Who)}  {Printable.Of(last.What)}{(why.Length > 0 ? $"  because of {why}" : "")}"
                )
            );
        }

        if (s.LastChanges is [.., var change])
            output.WriteLine(
                $"    {Printable.Of(change.Who)}  {(change.Enters ? "enters" : "leaves")} {change.Segment}{(change.ByTime ? "  as time went by" : "")}"
            );
        if (s.LastDecisions is [.., var next])
            output.WriteLine($"    {Printable.Of(next.Who)}  sees {next.Offers} in {next.Placement}  because of {next.Why}");
        foreach (var letter in s.DeadLetters.TakeLast((int)Math.Min(s.Faults - _letters, s.DeadLetters.Count)))
            output.WriteLine($"    dead letter {Printable.Of(letter)}");
        _letters = s.Faults;
    }

    public void Dispose() { }
}
