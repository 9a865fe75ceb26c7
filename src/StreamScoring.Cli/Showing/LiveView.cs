using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using StreamScoring.Cli.Running;

namespace StreamScoring.Cli.Showing;

/// <summary>The show on a terminal, drawn over itself.</summary>
internal sealed class LiveView : IRunView
{
    private readonly IAnsiConsole _console;
    private readonly Thread _thread;
    private readonly AutoResetEvent _changed = new(false);
    private volatile RunSnapshot? _latest;
    private volatile bool _ended;

    public LiveView(IAnsiConsole console)
    {
        _console = console;
        _thread = new Thread(Draw) { Name = "view", IsBackground = true };
        _thread.Start();
    }

    public void Update(RunSnapshot snapshot)
    {
        _latest = snapshot;
        _changed.Set();
    }

    public void Dispose()
    {
        _ended = true;
        _changed.Set();
        _thread.Join();
        _changed.Dispose();
    }

    private void Draw() =>
        _console
            .Live(new Text("starting"))
            .Start(context =>
            {
                while (_changed.WaitOne())
                {
                    if (_latest is { } snapshot)
                        context.UpdateTarget(Picture(snapshot));
                    context.Refresh();
                    if (_ended)
                        return;
                }
            });

    private static Rows Picture(RunSnapshot s)
    {
        var parts = new List<IRenderable>
        {
            new Markup(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"[bold]{Format.Time(s.NowMs)}[/]  [green]{s.Events:N0}[/] events ({s.Progress:P0})  [green]{s.EventsPerSecond:N0}[/]/s  latency p50 {Format.Ms(s.P50Ns)}  p95 {Format.Ms(s.P95Ns)}  p99 {Format.Ms(s.P99Ns)}"
                )
            ),
            new Markup(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"dead letters {(s.Faults > 0 ? $"[red]{s.Faults}[/]" : "0")}  duplicates {s.Duplicates}  without identity {s.WithoutIdentity}"
                )
            ),
            Scores(s.LastScores),
        };
        parts.AddRange(s.DeadLetters.Select(d => new Markup("[red]dead letter[/] " + Markup.Escape(d))));
        return new Rows(parts);
    }

    private static Table Scores(IReadOnlyList<LastScore> scores)
    {
        var table = new Table().Border(TableBorder.Simple).Expand();
        table.AddColumns("event time", "who", "event", "score", "what stands out");
        foreach (var s in scores)
            table.AddRow(Format.TimeOfNs(s.TimeNs), Markup.Escape(Short(s.Who)), Markup.Escape(s.What), Bar(s.Score), Markup.Escape(s.Why));
        return table;
    }

    private static string Short(string who) => who.Length <= 18 ? who : who[..17] + "…";

    private static string Bar(double score)
    {
        var colour =
            score >= 0.5 ? "green"
            : score >= 0.2 ? "yellow"
            : "grey";
        return string.Create(CultureInfo.InvariantCulture, $"[{colour}]{score:0.0000}[/]");
    }
}
