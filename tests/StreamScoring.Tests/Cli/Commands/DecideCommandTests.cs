using System.IO.Compression;
using StreamScoring.TestKit.Cli;
using StreamScoring.TestKit.Json;
using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

public sealed class DecideCommandTests
{
    private static readonly string[] s_events = [.. LumaEvents.Lines.Take(1_500).Select(System.Text.Encoding.UTF8.GetString)];

    [Fact]
    public void The_same_files_give_the_same_bytes_in_batches_of_any_size_gzipped_or_not()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", s_events);
        using (var from = File.OpenRead(cli.Path("e.jsonl")))
        using (var to = new GZipStream(File.Create(cli.Path("e.jsonl.gz")), CompressionLevel.Fastest))
            from.CopyTo(to);
        var whole = cli.Run("decide", "--in", "e.jsonl", "--profiles", CliProcess.Sample("profiles.jsonl"), "--out", "a", "-o", "json");
        Assert.Equal(0, whole.Code);
        Assert.Equal(
            0,
            cli.Run(
                "decide",
                "--in",
                "e.jsonl.gz",
                "--profiles",
                CliProcess.Sample("profiles.jsonl"),
                "--out",
                "b/c",
                "--set",
                "pipeline.batchSize=3"
            ).Code
        );
        foreach (var file in new[] { "scores.jsonl", "memberships.jsonl", "decisions.jsonl" })
            Assert.Equal(cli.Lines("a/" + file), cli.Lines("b/c/" + file));
        Assert.Equal(1_500, cli.Lines("a/scores.jsonl").Length);
        Assert.Equal(cli.Lines("a/decisions.jsonl").Length, whole.Json().GetProperty("decisions").GetInt32());
        Assert.NotEmpty(cli.Lines("a/memberships.jsonl"));
        Assert.False(File.Exists(cli.Path("a/dead-letters.jsonl")));
    }

    [Fact]
    public void Time_goes_on_to_the_clock_after_the_last_event()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", Add("2018-12-10T12:00:00Z"));
        Assert.Equal(0, cli.Run("decide", "--in", "e.jsonl", "--out", "now").Code);
        Assert.DoesNotContain(cli.Lines("now/memberships.jsonl"), l => l.Contains("cart-abandoner", StringComparison.Ordinal));
        Assert.Equal(0, cli.Run("decide", "--in", "e.jsonl", "--out", "later", "--clock", "2018-12-10T12:30:00Z").Code);
        Assert.Contains(cli.Lines("later/memberships.jsonl"), l => l.Contains("\"segment\":\"cart-abandoner\"", StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_read_goes_to_the_dead_letters_and_makes_the_exit_code_1()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", Add("2018-12-10T12:00:00Z"), "{no json");
        var result = cli.Run("decide", "--in", "e.jsonl", "--out", "o");
        Assert.Equal(1, result.Code);
        Assert.Contains("{no json", Assert.Single(cli.Lines("o/dead-letters.jsonl")), StringComparison.Ordinal);
        Assert.Equal(2, cli.Lines("o/scores.jsonl").Length);
    }

    [Theory]
    [InlineData("--in: 'nope.jsonl' does not exist", "--in", "nope.jsonl", "--out", "o")]
    [InlineData("--profiles: 'nope.jsonl' does not exist", "--in", "e.jsonl", "--out", "o", "--profiles", "nope.jsonl")]
    [InlineData("--out: 'e.jsonl' is a file, not a folder", "--in", "e.jsonl", "--out", "e.jsonl")]
    [InlineData("--clock takes a time such as", "--in", "e.jsonl", "--out", "o", "--clock", "tomorrow")]
    [InlineData("the rule set does not exist", "--in", "e.jsonl", "--out", "o", "--rules", "nope.yaml")]
    public void Wrong_use_touches_nothing(string message, params string[] args)
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", Add("2018-12-10T12:00:00Z"));
        var result = cli.Run(["decide", .. args]);
        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(cli.Path("o")));
    }

    private static string Add(string time) =>
        $$$"""{"_id":"e1","timestamp":"{{{time}}}","eventType":"commerce.productListAdds","identityMap":{"ECID":[{"id":"ann","primary":true}]}}""";
}
