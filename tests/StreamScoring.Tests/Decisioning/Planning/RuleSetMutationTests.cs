using System.Text.Json.Nodes;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.RuleSets;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Planning;

/// <summary>Damaged rule sets are refused with words, never with an exception.</summary>
public sealed class RuleSetMutationTests(ITestOutputHelper output)
{
    private const int Count = 3_000;

    private static readonly string[] Values =
    [
        "null",
        "true",
        "-1",
        "1e300",
        "\"\"",
        "\"none\"",
        "\"x y\"",
        "\"inSegment(\\\"loyal\\\")\"",
        "\"score(\\\"luma-purchase\\\") > 0.5\"",
        "[]",
        "[null]",
        "{}",
        "{\"\": []}",
        "\"2018-13-01\"",
    ];

    [Fact]
    public void Any_damage_is_reported_in_words()
    {
        var random = new Random(8);
        var sample = RuleSetDocument.Parse(LumaRules.Text, "luma.rules.yaml").Require().ToJson();
        var fine = 0;
        for (var i = 0; i < Count; i++)
        {
            var root = JsonNode.Parse(sample)!;
            var damage = string.Join("; ", Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Damage(root, random)));
            try
            {
                var outcome = RuleSetCompiler.Compile(root.ToJsonString(), "damaged.json", LumaRules.Context);
                fine += outcome.Value is null ? 0 : 1;
                Assert.Equal(outcome.Value is null, outcome.Errors.Count > 0);
                Assert.All(
                    outcome.Problems,
                    p => Assert.True(p.Position.Line >= 1 && p.Message.Length > 0 && p.Path.StartsWith('$'), p.ToString())
                );
            }
            catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"{damage}: {e}");
            }
        }

        output.WriteLine($"{fine} of {Count} damaged rule sets still plan");
        Assert.InRange(fine, Count / 50, Count * 4 / 5);
    }

    private static string Damage(JsonNode root, Random random)
    {
        var places = Places(root).ToList();
        var (parent, key) = places[random.Next(places.Count)];
        switch (random.Next(4))
        {
            case 0:
                parent.Remove(key);
                return $"{parent.GetPath()}.{key} removed";
            case 1:
                var value = Values[random.Next(Values.Length)];
                parent[key] = JsonNode.Parse(value);
                return $"{parent.GetPath()}.{key} = {value}";
            case 2:
                var moved = parent[key]!.DeepClone();
                parent.Remove(key);
                parent[key + "s"] = moved;
                return $"{parent.GetPath()}.{key} renamed";
            default:
                var (other, otherKey) = places[random.Next(places.Count)];
                parent[key] = other[otherKey]?.DeepClone();
                return $"{parent.GetPath()}.{key} = {other.GetPath()}.{otherKey}";
        }
    }

    private static IEnumerable<(JsonObject Parent, string Key)> Places(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(e => Places(e.Value).Prepend((map, e.Key))),
            JsonArray list => list.SelectMany(Places),
            _ => [],
        };
}
