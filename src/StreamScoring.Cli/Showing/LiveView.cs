using Spectre.Console;

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

    public TimeSpan Interval => TimeSpan.FromMilliseconds(500);

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
            .Overflow(VerticalOverflow.Crop)
            .Start(context =>
            {
                while (_changed.WaitOne())
                {
                    if (_latest is { } snapshot)
                        context.UpdateTarget(new Rows(LivePicture.Of(snapshot, _console.Profile.Width).Select(l => new Markup(l))));
                    context.Refresh();
                    if (_ended)
                        return;
                }
            });
}
