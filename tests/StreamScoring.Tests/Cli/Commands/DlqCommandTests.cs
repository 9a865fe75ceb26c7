using System.Text.Json;
using StreamScoring.TestKit.Cli;
using Xunit;

namespace StreamScoring.Tests.Cli.Commands;

/// <summary>Dead letters, status and deployment on the embedded log.</summary>
public sealed class DlqCommandTests
{
    [Fact]
    public void Dead_letters_of_the_embedded_log_are_listed_shown_and_sent_back_and_the_run_goes_on()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", "not json", """{"_id":"y"}""");
        string[] run = ["run", "--in", "e.jsonl", "--speed", "max", "--set", "pipeline.faultLimitPercent=100"];
        Assert.Equal(1, cli.Run(run).Code);
        var listed = Lines(cli.Run("dlq", "ls", "-o", "json"));
        Assert.Equal(["malformed", "time-missing"], listed.Select(l => l.GetProperty("code").GetString()));
        Assert.Equal(
            ["malformed"],
            Lines(cli.Run("dlq", "ls", "--code", "malformed", "-o", "json")).Select(l => l.GetProperty("code").GetString())
        );
        var shown = cli.Run("dlq", "show", "0/1").Json();
        Assert.Equal("y", shown.GetProperty("value").GetProperty("_id").GetString());
        Assert.Equal("time-missing", shown.GetProperty("headers").GetProperty("streamscoring.error.code").GetString());
        var missing = cli.Run("dlq", "show", "0/7");
        Assert.Equal(2, missing.Code);
        Assert.Contains("there is no dead letter 0/7", missing.Error, StringComparison.Ordinal);

        Assert.Equal("2 sent back, 0 refused\n", cli.Run("dlq", "retry").Out);
        Assert.Equal("0 sent back, 0 refused\n", cli.Run("dlq", "retry").Out);
        Assert.Equal(2, cli.Run("status", "-o", "json").Json().GetProperty("lagEvents").GetInt32());
        var again = cli.Run(run);
        Assert.Equal((1, ""), (again.Code, again.Error));
        Assert.Equal(["0", "0", "1", "1"], Lines(cli.Run("dlq", "ls", "-o", "json")).Select(l => l.GetProperty("retries").GetRawText()));
        var refused = cli.Run("dlq", "retry", "--limit", "1");
        Assert.Equal(1, refused.Code);
        Assert.Contains("0 sent back, 2 refused", refused.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_of_the_embedded_log_says_how_far_it_is_and_under_which_revision()
    {
        using var cli = new CliProcess();
        cli.Write("e.jsonl", """{"_id":"a","timestamp":"2018-11-05T18:13:02Z"}""");
        Assert.Equal(0, cli.Run("run", "--in", "e.jsonl", "--speed", "max").Code);
        var status = cli.Run("status", "-o", "json").Json();
        var first = status.GetProperty("partitions").EnumerateArray().First();
        Assert.Equal((1, 0), (first.GetProperty("next").GetInt32(), status.GetProperty("lagEvents").GetInt32()));
        Assert.StartsWith("sha256:", first.GetProperty("activeSet").GetString(), StringComparison.Ordinal);
        Assert.Contains("in all: 0 events behind", cli.Run("status").Out, StringComparison.Ordinal);
    }

    private static List<JsonElement> Lines(CliResult result) =>
        [.. result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
}
