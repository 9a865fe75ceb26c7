using System.Diagnostics;
using System.Text.Json;
using StreamScoring.TestKit.Cli;
using StreamScoring.TestKit.Json;
using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

public sealed class RunCommandTests
{
    private static readonly string[] s_events = [.. LumaEvents.Lines.Take(300).Select(System.Text.Encoding.UTF8.GetString)];

    [Fact]
    public void The_sample_is_played_to_its_end_and_its_promise_is_compared_with_what_followed()
    {
        using var cli = new CliProcess();
        var result = cli.Run("run", "--speed", "max", "-o", "json");
        Assert.Equal(0, result.Code);
        var summary = result.Json();
        Assert.Equal(23_055, summary.GetProperty("events").GetInt32());
        Assert.Equal(10_023, summary.GetProperty("shown").GetInt32());
        Assert.Equal(0, summary.GetProperty("deadLetters").GetInt32());
        Assert.Equal(1, summary.GetProperty("withoutIdentity").GetInt32());
        // The figure of the model card, made by scikit-learn on the same split.
        Assert.InRange(summary.GetProperty("outcome").GetProperty("auc").GetDouble(), 0.774, 0.777);

        var again = cli.Run("run", "--speed", "max");
        Assert.Equal(0, again.Code);
        Assert.Contains("all 23,055 events were played before; nothing is left", again.Out, StringComparison.Ordinal);
        Assert.Contains("rm -r artifacts/run", again.Out, StringComparison.Ordinal);

        var letters = cli.Run("topics", "list", "-o", "json").Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            [
                ("decisions", 9_531),
                ("decisions.latest", 9_531),
                ("profiles.history", 482),
                ("scores", 23_055),
                ("segment.memberships", 2_856),
                ("streamscoring.borders", 0),
                ("streamscoring.control", 0),
                ("xdm.events", 23_055),
                ("xdm.events.dead-letters", 0),
                ("xdm.events.rekeyed", 0),
                ("xdm.profiles", 482),
            ],
            letters
                .Select(l => JsonDocument.Parse(l).RootElement)
                .Select(t => (t.GetProperty("topic").GetString(), t.GetProperty("records").GetInt32()))
        );
    }

    [Fact]
    public void A_run_that_was_killed_goes_on_where_it_stopped_and_gives_the_same_scores()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", s_events);
        using (var process = cli.Start("run", "--in", "e.jsonl", "--log", "2018", "--speed", "50"))
        {
            AwaitLine(process, " events ");
            process.Kill();
            process.WaitForExit();
        }

        var result = cli.Run("run", "--in", "e.jsonl", "--log", "2018", "--speed", "max");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Matches("going on after [0-9]+ events of an earlier run", result.Out);
        Assert.Contains("all 300 events are scored", result.Out, StringComparison.Ordinal);

        Assert.Equal(0, cli.Run("decide", "--in", "e.jsonl", "--profiles", CliProcess.Sample("profiles.jsonl"), "--out", "d").Code);
        var published = cli.Run("topics", "read", "scores", "--log", "2018")
            .Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("value").GetProperty("data").GetRawText());
        Assert.Equal(cli.Data("d/scores.jsonl").Order(StringComparer.Ordinal), published.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_interrupt_ends_it_in_good_order()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", s_events);
        using var process = cli.Start("run", "--in", "e.jsonl", "--speed", "2");
        AwaitLine(process, " events ");
        // Not SIGINT, which is ignored by what a script starts in the background; both go the same way.
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            kill.WaitForExit();
        var result = CliProcess.End(process);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("stopped; run it again to go on from here", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_is_not_fed_from_another_file()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", s_events[..50]);
        cli.Write("other.jsonl", s_events[100..200]);
        Assert.Equal(0, cli.Run("run", "--in", "e.jsonl", "--speed", "max").Code);
        var result = cli.Run("run", "--in", "other.jsonl", "--speed", "max");
        Assert.Equal(2, result.Code);
        Assert.Contains("the log 'artifacts/run' was not fed from 'other.jsonl'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_run_on_one_log_says_who_has_it()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", s_events);
        using var first = cli.Start("run", "--in", "e.jsonl", "--speed", "1");
        AwaitLine(first, " events ");
        var second = cli.Run("run", "--in", "e.jsonl");
        Assert.False(first.HasExited, "the first run ended before the second was refused");
        first.Kill();
        Assert.Equal(2, second.Code);
        Assert.Contains($"open for writing by process {first.Id}", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_longer_than_the_file_is_no_wait_without_end()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", s_events[..20]);
        var result = cli.Run("run", "--in", "e.jsonl", "--history", "1000", "--speed", "max");
        Assert.Equal(0, result.Code);
        Assert.Contains("the file has only 20 events", result.Out, StringComparison.Ordinal);
    }

    private static void AwaitLine(Process process, string part)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal) && line.Contains("/s ", StringComparison.Ordinal))
                return;
        }

        Assert.Fail("it ended before it showed anything: " + process.StandardError.ReadToEnd());
    }
}
