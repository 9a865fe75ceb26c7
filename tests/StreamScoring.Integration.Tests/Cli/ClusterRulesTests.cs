using System.Text.Json;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Kafka;
using Xunit;

namespace StreamScoring.Integration.Tests.Cli;

/// <summary>A worker on a cluster with a rule set, and another one that is deployed while it runs.</summary>
public sealed class ClusterRulesTests(KafkaFixture kafka)
{
    private static readonly string[] s_events = [.. LumaEvents.Lines.Take(400).Select(System.Text.Encoding.UTF8.GetString)];

    [Fact]
    public void A_deployed_rule_set_evaluates_members_anew_at_its_border_and_names_the_reason()
    {
        using var cli = new ClusterCli(kafka.Bootstrap);
        cli.Process.Write("e.jsonl", s_events);
        cli.Process.Write("one.rules.yaml", Rules(1));
        cli.Process.Write("three.rules.yaml", Rules(3));
        cli.Run("topics", "init");
        cli.Run("produce", "--in", "e.jsonl");
        using var worker = cli.StartWorker("--rules", "one.rules.yaml");
        cli.AwaitNoLag(worker);
        var entered = Changes(cli);
        Assert.NotEmpty(entered);
        Assert.All(entered, c => Assert.Equal("realized event", $"{c.To} {c.Reason}"));
        var views = s_events.Select(e => JsonDocument.Parse(e).RootElement).GroupBy(Ecid).ToDictionary(g => g.Key, g => g.Count());
        var leaves = views.Where(v => v.Key.Length > 0 && v.Value < 3).Select(v => v.Key).Order(StringComparer.Ordinal).ToList();
        Assert.InRange(leaves.Count, 1, entered.Count - 1);

        cli.Run("deploy", "--rules", "three.rules.yaml");
        Patience.Until(() => Changes(cli).Count >= entered.Count + leaves.Count, "members to be evaluated anew", every: 300);
        Assert.Equal(0, worker.Stop());
        var left = Changes(cli).Where(c => c.To == "exited").ToList();
        Assert.All(left, c => Assert.Equal("definition-changed", c.Reason));
        Assert.Equal(leaves, left.Select(c => c.Key["ECID:".Length..]).Order(StringComparer.Ordinal));
        // The compacted topic says who is in now.
        Assert.Equal(entered.Count + leaves.Count, Changes(cli).Count);
        Assert.NotEmpty(cli.Read("decisions-latest"));
    }

    private static string[] Rules(int views) =>
        [
            "rules: shop",
            "version: 1",
            "segments:",
            $"  seen: {{when: 'xEvent[timestamp occurs <= 300 days before now].count() >= {views}'}}",
            "offers:",
            "  hello:",
            "    status: approved",
            "    priority: 1",
            "    tags: [all]",
            "    eligible: 'inSegment(\"seen\")'",
            "    content: {any: {text: hello}}",
            "strategies:",
            "  all: {collect: [all], rank: priority}",
            "placements:",
            "  page: {when: 'event.web.webPageDetails.name.isNotNull()', strategies: [all], fallback: none}",
        ];

    private static string Ecid(JsonElement e) =>
        e.TryGetProperty("identityMap", out var map) && map.TryGetProperty("ECID", out var ecid)
            ? ecid[0].GetProperty("id").GetString()!
            : "";

    private static List<(string Key, string To, string Reason)> Changes(ClusterCli cli) =>
        [
            .. cli.Read("memberships", "-o", "jsonl")
                .SelectMany(r =>
                    r.GetProperty("value")
                        .GetProperty("data")
                        .GetProperty("_streamscoring")
                        .GetProperty("membership")
                        .GetProperty("changed")
                        .EnumerateArray()
                        .Select(c =>
                            (r.GetProperty("key").GetString()!, c.GetProperty("to").GetString()!, c.GetProperty("reason").GetString()!)
                        )
                ),
        ];
}
