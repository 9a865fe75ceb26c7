using StreamScoring.TestKit.Kafka;
using Xunit;

namespace StreamScoring.Integration.Tests.Cli;

/// <summary>Dead letters on a cluster: listed without payload, shown with it, retried a limited number of times.</summary>
public sealed class ClusterDeadLetterTests(KafkaFixture kafka)
{
    [Fact]
    public void Dead_letters_are_sent_back_as_they_came_until_they_had_enough_retries()
    {
        using var cli = new ClusterCli(kafka.Bootstrap, "pipeline: {faultLimitPercent: 100}");
        cli.Process.Write("e.jsonl", "not json", """{"_id":"y"}""");
        cli.Run("topics", "init");
        cli.Run("produce", "--in", "e.jsonl");
        using var worker = cli.StartWorker();
        cli.AwaitNoLag(worker);

        var listed = cli.Json("dlq", "ls", "-o", "json");
        Assert.Equal(["malformed", "time-missing"], listed.Select(l => l.GetProperty("code").GetString()));
        Assert.Equal([$"{cli.Topic("events")}/0/0", $"{cli.Topic("events")}/0/1"], listed.Select(l => l.GetProperty("origin").GetString()));
        Assert.DoesNotContain("not json", cli.Run("dlq", "ls"), StringComparison.Ordinal);
        var place = listed[1].GetProperty("place").GetString()!;
        Assert.Equal("y", cli.Json("dlq", "show", place)[0].GetProperty("value").GetProperty("_id").GetString());

        for (var round = 1; round <= 2; round++)
        {
            Assert.Equal("2 sent back, 0 refused\n", cli.Run("dlq", "retry", "--limit", "2"));
            cli.AwaitNoLag(worker);
            Assert.Equal(2 + (2 * round), cli.Read("dead-letters").Count);
        }

        var refused = cli.Process.Run("dlq", "retry", "--limit", "2");
        Assert.Equal(1, refused.Code);
        Assert.Contains("0 sent back, 2 refused", refused.Out, StringComparison.Ordinal);
        Assert.Contains("it was retried 2 times already, 2 is the limit", refused.Out, StringComparison.Ordinal);
        // One that is named goes whatever was retried before, and one that is not there is said.
        Assert.Equal("1 sent back, 0 refused\n", cli.Run("dlq", "retry", place));
        Assert.Contains("there is no such dead letter", cli.Process.Run("dlq", "retry", "0/99").Out, StringComparison.Ordinal);
        var sent = cli.Read("events").Where(e => e.TryGetProperty("headers", out _)).ToList();
        Assert.Equal(
            ["1", "1", "2", "2", "1"],
            sent.Select(e => e.GetProperty("headers").GetProperty("streamscoring.retries").GetString())
        );
        Assert.All(sent, e => Assert.Single(e.GetProperty("headers").EnumerateObject()));
        Assert.Equal(0, worker.Stop());
    }
}
