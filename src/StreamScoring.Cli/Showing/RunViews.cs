using Spectre.Console;
using StreamScoring.Cli.Commands;

namespace StreamScoring.Cli.Showing;

/// <summary>Chooses how a run is shown.</summary>
internal static class RunViews
{
    /// <summary>Drawn over itself only where a person looks at a terminal that can; lines everywhere else.</summary>
    public static IRunView Open(OutputKind kind, TextWriter lines)
    {
        var terminal = AnsiConsole.Console;
        var able = terminal.Profile.Capabilities is { Ansi: true, Interactive: true } && !Console.IsOutputRedirected;
        var dumb = string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);
        return able && !dumb && kind == OutputKind.Table ? new LiveView(terminal) : new PlainView(lines);
    }
}
