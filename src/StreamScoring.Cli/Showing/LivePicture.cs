using System.Globalization;
using Spectre.Console;
using StreamScoring.Cli.Running;

namespace StreamScoring.Cli.Showing;

/// <summary>
/// The picture of a run as lines of markup, each at most as wide as the terminal, always the same number of them for the same services: nothing wraps, nothing jumps.
/// </summary>
internal static class LivePicture
{
    private const int ScoreLines = 8;
    private const int LetterLines = 3;
    private const int ChangeLines = 4;
    private const int DecisionLines = 4;
    private const int OfferWidth = 18;
    private const int WhoWidth = 10;
    private const int WhatWidth = 15;
    private const int ServiceWidth = 14;
    private const int LeastWhyWidth = 16;

    public static IReadOnlyList<string> Of(RunSnapshot s, int width)
    {
        // The last cell of a line stays free: some terminals wrap as soon as it is written.
        width = Math.Max(width - 1, 20);
        var several = s.LastScores.Select(l => l.Service).Distinct(StringComparer.Ordinal).Count() > 1;
        var lines = new List<string>
        {
            "[bold]" + Line($"{Format.Time(s.NowMs)}   {Progress(s)}", width) + "[/]",
            Line($"{s.EventsPerSecond:N0}/s   latency p50 {Format.Ms(s.P50Ns)}  p95 {Format.Ms(s.P95Ns)}  p99 {Format.Ms(s.P99Ns)}", width),
            Counts(s, width),
            "",
            "[grey]" + Row("time", "who", "what", several ? "service" : null, "score", "why", width, markup: "") + "[/]",
        };
        lines.AddRange(s.LastScores.TakeLast(ScoreLines).Select(l => Score(l, several, width)));
        while (lines.Count < 5 + ScoreLines)
            lines.Add("");
        if (s.LastChanges is { } changes && s.LastDecisions is { } decisions)
        {
            Fill(lines, "who enters and leaves", changes.TakeLast(ChangeLines).Select(c => Change(c, width)), ChangeLines, width);
            Fill(lines, "what they see next", decisions.TakeLast(DecisionLines).Select(d => Decision(d, width)), DecisionLines, width);
        }

        lines.AddRange(s.DeadLetters.TakeLast(LetterLines).Select(d => "[red]" + Text("dead letter " + d, width) + "[/]"));
        return lines;
    }

    private static void Fill(List<string> lines, string title, IEnumerable<string> rows, int count, int width)
    {
        lines.Add("");
        lines.Add("[grey]" + Text(title, width) + "[/]");
        var end = lines.Count + count;
        lines.AddRange(rows);
        while (lines.Count < end)
            lines.Add("");
    }

    private static string Change(LastChange c, int width)
    {
        var line = Text(
            $"{Printable.Fit(Format.ClockOfNs(c.TimeNs), 9)}{Printable.Fit(Printable.Id(c.Who), WhoWidth)} {(c.Enters ? "enters" : "leaves")} {c.Segment}{(c.ByTime ? "  as time went by" : "")}",
            width
        );
        return c.Enters ? $"[green]{line}[/]" : line;
    }

    private static string Decision(LastDecision d, int width) =>
        Text(
            $"{Printable.Fit(Format.ClockOfNs(d.TimeNs), 9)}{Printable.Fit(Printable.Id(d.Who), WhoWidth)} {Printable.Fit(d.Placement, WhatWidth)} {Printable.Fit(d.Offers, OfferWidth)} {d.Why}",
            width
        );

    private static string Progress(RunSnapshot s) =>
        s.Total is { } total and > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{s.Done:N0} of {total:N0} events ({(double)s.Done / total:P0})")
            : string.Create(CultureInfo.InvariantCulture, $"{s.Done:N0} events");

    private static string Counts(RunSnapshot s, int width)
    {
        var line = Line($"dead letters {s.Faults}   duplicates {s.Duplicates}   without identity {s.WithoutIdentity}", width);
        return s.Faults > 0 ? $"[red]{line}[/]" : line;
    }

    private static string Score(LastScore l, bool several, int width)
    {
        var colour =
            l.Score >= 0.5 ? "green"
            : l.Score >= 0.2 ? "yellow"
            : "";
        return Row(
            Format.ClockOfNs(l.TimeNs),
            Printable.Id(l.Who),
            Printable.EventType(l.What),
            several ? l.Service : null,
            l.Score.ToString("0.0000", CultureInfo.InvariantCulture),
            Printable.Joined([.. l.Why.Value.Select(e => e.Short)], WhyWidth(several, width)),
            width,
            colour
        );
    }

    private static string Row(string time, string who, string what, string? service, string score, string why, int width, string markup)
    {
        var left =
            Printable.Fit(time, 9)
            + Printable.Fit(who, WhoWidth)
            + " "
            + Printable.Fit(what, WhatWidth)
            + " "
            + (service is null ? "" : Printable.Fit(service, ServiceWidth) + " ");
        var room = width - left.Length - 7;
        if (room < 0)
            return Text(Printable.Fit(time, 9) + Printable.Fit(score, 7) + who, width);
        var number = Text(score, 6);
        return Text(left, left.Length)
            + (markup.Length > 0 ? $"[{markup}]{number}[/]" : number)
            + (room < LeastWhyWidth ? "" : "  " + Text(why, room - 2));
    }

    private static int WhyWidth(bool several, int width) =>
        Math.Max(width - 9 - WhoWidth - 1 - WhatWidth - 1 - (several ? ServiceWidth + 1 : 0) - 9, 1);

    private static string Line(FormattableString text, int width) => Text(text.ToString(CultureInfo.InvariantCulture), width);

    private static string Text(string text, int width) => Markup.Escape(Printable.Fit(text, width));
}
