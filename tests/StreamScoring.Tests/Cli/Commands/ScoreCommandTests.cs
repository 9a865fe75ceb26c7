using System.IO.Compression;
using System.Text.Json;
using StreamScoring.TestKit.Cli;
using StreamScoring.TestKit.Json;
using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

public sealed class ScoreCommandTests
{
    private static readonly string[] s_events = [.. LumaEvents.Lines.Take(400).Select(System.Text.Encoding.UTF8.GetString)];

    [Fact]
    public void Events_give_one_record_each_in_their_order_however_they_are_written_and_partitioned()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", s_events);
        File.WriteAllText(cli.Path("windows.jsonl"), string.Join("\r\n\r\n", s_events));
        using (var zip = new GZipStream(File.Create(cli.Path("e.jsonl.gz")), CompressionLevel.Fastest))
            zip.Write(File.ReadAllBytes(cli.Path("e.jsonl")));

        var result = cli.Run("score", "--in", "e.jsonl", "--out", "s.jsonl", "--features", "f.jsonl", "-o", "json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(400, result.Json().GetProperty("events").GetInt32());
        var data = cli.Data("s.jsonl");
        Assert.Equal(s_events.Select(IdOf), data.Select(d => JsonDocument.Parse(d).RootElement.GetProperty("eventId").GetString()));
        Assert.Equal(
            s_events.Select(IdOf),
            cli.Lines("f.jsonl").Select(f => JsonDocument.Parse(f).RootElement.GetProperty("eventId").GetString())
        );

        Assert.Equal(0, cli.Run("score", "--in", "windows.jsonl", "--out", "w.jsonl", "--partitions", "3").Code);
        Assert.Equal(data, cli.Data("w.jsonl"));
        Assert.Equal(0, cli.Run("score", "--in", "e.jsonl.gz", "--out", "z.jsonl", "--set", "pipeline.batchSize=7").Code);
        Assert.Equal(data, cli.Data("z.jsonl"));
    }

    [Fact]
    public void History_builds_state_and_gives_no_record()
    {
        using var cli = new CliProcess();
        cli.Write("all.jsonl", s_events);
        cli.Write("before.jsonl", s_events.Take(300));
        cli.Write("after.jsonl", s_events.Skip(300));
        Assert.Equal(0, cli.Run("score", "--in", "all.jsonl", "--out", "whole.jsonl").Code);
        Assert.Equal(0, cli.Run("score", "--in", "after.jsonl", "--history", "before.jsonl", "--out", "rest.jsonl").Code);
        Assert.Equal(cli.Data("whole.jsonl").Skip(300), cli.Data("rest.jsonl"));
    }

    [Fact]
    public void What_cannot_be_scored_gets_a_fault_and_a_dead_letter_and_exit_code_1()
    {
        using var cli = new CliProcess();
        cli.Write("bad.jsonl", s_events[0], "not json", s_events[1], """{"_id":"x"}""");
        var result = cli.Run("score", "--in", "bad.jsonl", "--out", "s.jsonl");
        Assert.Equal(1, result.Code);
        Assert.Contains("2 faults", result.Out, StringComparison.Ordinal);
        var faulted = cli.Data("s.jsonl")
            .Select(d => JsonDocument.Parse(d).RootElement.GetProperty("fault").ValueKind != JsonValueKind.Null);
        Assert.Equal([false, true, false, true], faulted);
        var letters = cli.Lines("s.jsonl.dead-letters.jsonl")
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("value").GetString());
        Assert.Equal(["not json", """{"_id":"x"}"""], letters);

        // A run without faults must not leave those of the run before.
        cli.Write("good.jsonl", s_events[..2]);
        Assert.Equal(0, cli.Run("score", "--in", "good.jsonl", "--out", "s.jsonl").Code);
        Assert.False(File.Exists(cli.Path("s.jsonl.dead-letters.jsonl")));
    }

    [Fact]
    public void Events_can_come_through_a_pipe_and_be_none()
    {
        using var cli = new CliProcess();
        using (var process = cli.Start("score", "--in", "/dev/stdin", "--out", "s.jsonl"))
        {
            process.StandardInput.WriteLine(s_events[0]);
            Assert.Equal(0, CliProcess.End(process).Code);
        }

        Assert.Single(cli.Lines("s.jsonl"));
        cli.Write("empty.jsonl");
        Assert.Equal(0, cli.Run("score", "--in", "empty.jsonl", "--out", "s.jsonl").Code);
        Assert.Empty(cli.Lines("s.jsonl"));
    }

    private static string? IdOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("_id").GetString();
}
