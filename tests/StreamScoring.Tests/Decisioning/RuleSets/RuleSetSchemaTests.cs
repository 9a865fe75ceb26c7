using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Decisioning.RuleSets;

public sealed class RuleSetSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(
        File.ReadAllText(Path.Combine(GoldenFolders.RepositoryRoot, "schemas", "rules.schema.json"))
    );

    private static readonly string SampleJson = RuleSetDocument.Parse(LumaRules.Text, "luma.rules.yaml").Require().ToJson();

    private const string Full = """
        {"rules": "full", "version": 1, "description": "d", "holdout": {"share": 0, "salt": "s"},
         "tables": {"t": {"file": "t.jsonl", "key": "k", "fields": {"price": "float64"}, "description": "d"}, "u": {"topic": "u"}},
         "segments": {"s": {"name": "S", "when": "true", "score": "1", "description": "d"}},
         "offers": {"o": {"name": "O", "status": "draft", "priority": -1, "from": "2018-11-01", "until": "2018-11-01T08:00:00.5+01:00", "tags": "x",
           "attributes": {"a": "x", "b": 1.5, "c": true}, "eligible": "true", "budget": 0, "stock": 3, "hold": "1h30min",
           "caps": [{"counts": "decision", "most": 1}, {"counts": "interact", "most": 2, "per": "all", "rolling": "7 days"}],
           "content": {"any": {"json": [1]}, "p": {"image": "u"}}, "description": "d"}},
         "strategies": {"a": {"collect": "x", "rank": {"score": {"service": "s", "output": "o"}}}, "b": {"collect": ["x"], "rank": {"formula": "1"}, "explore": {"share": 1}}},
         "placements": {"p": {"when": "true", "items": 3, "distinct": "page", "strategies": ["a", "b"], "fallback": "none"}},
         "experiments": {"e": {"layer": "l", "salt": "s", "range": [0, 0.5], "from": "2018-11-01", "until": "2018-12-01", "when": "true", "placements": ["p"],
           "arms": [{"name": "a", "weight": 50, "strategies": "a"}, {"name": "b", "weight": 50, "strategies": ["b"], "description": "d"}]}},
         "layers": {"l": {"salt": "s"}}}
        """;

    [Fact]
    public void The_published_schema_accepts_the_sample() => Assert.True(Accepts(JsonNode.Parse(SampleJson)!));

    [Fact]
    public void The_published_schema_and_the_reader_accept_every_key()
    {
        Assert.True(Accepts(JsonNode.Parse(Full)!));
        Assert.Empty(RuleSetDocument.Parse(Full, "full.json").Problems);
    }

    [Theory]
    [InlineData("rules")]
    [InlineData("rules", "\"a b\"")]
    [InlineData("version", "2")]
    [InlineData("extra", "1")]
    [InlineData("holdout.share", "1.5")]
    [InlineData("holdout.salt")]
    [InlineData("tables.t.key")]
    [InlineData("tables.t.fields.price", "\"float\"")]
    [InlineData("tables.u.topic")]
    [InlineData("segments.s.when")]
    [InlineData("segments.s.wen", "\"true\"")]
    [InlineData("segments.s.name", "\"\"")]
    [InlineData("offers.o.status", "\"on\"")]
    [InlineData("offers.o.priority", "1.5")]
    [InlineData("offers.o.from", "\"1.11.2018\"")]
    [InlineData("offers.o.hold", "\"10 minuts\"")]
    [InlineData("offers.o.attributes.a", "[1]")]
    [InlineData("offers.o.stock", "-1")]
    [InlineData("offers.o.caps[0].most", "0")]
    [InlineData("offers.o.caps[1].every", "\"day\"")]
    [InlineData("offers.o.caps[1].per", "\"person\"")]
    [InlineData("offers.o.content.p.text", "\"x\"")]
    [InlineData("offers.o.content", "{}")]
    [InlineData("offers.o.tags", "[\"x\", \"x\"]")]
    [InlineData("strategies.a.collect", "[]")]
    [InlineData("strategies.a.rank", "\"best\"")]
    [InlineData("strategies.a.rank.score.service")]
    [InlineData("strategies.b.rank.score", "{\"service\": \"s\"}")]
    [InlineData("strategies.b.explore.share", "2")]
    [InlineData("placements.p.items", "0")]
    [InlineData("placements.p.strategies")]
    [InlineData("experiments.e.arms[0].weight", "-1")]
    [InlineData("experiments.e.arms[0].name")]
    [InlineData("experiments.e.arms", "[]")]
    [InlineData("experiments.e.range", "[0]")]
    [InlineData("layers.l.salt")]
    public void The_published_schema_refuses_what_the_reader_refuses(string path, string? value = null)
    {
        var root = JsonNode.Parse(Full)!;
        Damage(root, path, value);
        Assert.False(Accepts(root));
        Assert.Null(RuleSetDocument.Parse(root.ToJsonString(), "damaged.json").Value);
    }

    private static bool Accepts(JsonNode document) => Schema.Evaluate(JsonSerializer.SerializeToElement(document)).IsValid;

    // The path's last step is removed, or set to the value.
    private static void Damage(JsonNode at, string path, string? value)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1])
            at = step[0] == '[' ? at[int.Parse(step[1..^1])]! : at[step]!;
        if (value is null)
            Assert.True(((JsonObject)at).Remove(steps[^1]));
        else
            at[steps[^1]] = JsonNode.Parse(value);
    }
}
