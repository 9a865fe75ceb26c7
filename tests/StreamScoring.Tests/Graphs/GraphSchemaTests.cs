using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using StreamScoring.Documents;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Nodes;
using StreamScoring.TestKit.Graphs;
using StreamScoring.TestKit.Reference;
using StreamScoring.Tests.Graphs.Nodes;
using Xunit;

namespace StreamScoring.Tests.Graphs;

public sealed class GraphSchemaTests
{
    private static readonly string SchemaText = File.ReadAllText(
        Path.Combine(GoldenFolders.RepositoryRoot, "schemas", "graph.schema.json")
    );
    private static readonly JsonSchema Schema = JsonSchema.FromText(SchemaText);

    public static TheoryData<string> Files => [LumaGraphs.SamplePath, LumaGraphs.SixModelsPath];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_published_schema_accepts_our_graphs(string file) => Assert.True(Accepts(JsonOf(file)));

    [Theory]
    [InlineData("$.graph")]
    [InlineData("$.version", "2")]
    [InlineData("$.receiver")]
    [InlineData("$.outputs", "{}")]
    [InlineData("$.extra", "1")]
    [InlineData("$.receiver.columns.event_type.type", "\"strin\"")]
    [InlineData("$.receiver.columns.event_type.path")]
    [InlineData("$.nodes[0].id")]
    [InlineData("$.nodes[0].op", "\"dtt\"")]
    [InlineData("$.nodes[0].op")]
    [InlineData("$.nodes[0].node", "\"Split\"")]
    [InlineData("$.nodes[0].params")]
    [InlineData("$.nodes[0].params.attrs", "[\"hours\"]")]
    [InlineData("$.nodes[0].params.colls", "\"x\"")]
    [InlineData("$.nodes[2].params.value", "[1]")]
    [InlineData("$.nodes[3].params.cases[0].then")]
    [InlineData("$.nodes[3].params.cases[0].when.cmp", "\"like\"")]
    [InlineData("$.outputs.probability.at", "-1")]
    [InlineData("$.outputs.probability.column")]
    public void The_published_schema_refuses_what_the_reader_or_the_checker_refuses(string path, string? value = null)
    {
        var root = JsonNode.Parse(JsonOf(LumaGraphs.SamplePath).GetRawText())!;
        Damage(root, path, value);
        Assert.False(Accepts(JsonSerializer.SerializeToElement(root)));
        var parsed = GraphDocument.Parse(root.ToJsonString(), "damaged.json");
        Assert.True(
            parsed.Value is null || StreamScoring.Graphs.Checking.GraphCompiler.Compile(parsed.Value, LumaGraphs.StandIn).Value is null
        );
    }

    [Fact]
    public void Every_kind_of_node_has_a_schema_entry_with_just_its_parameters()
    {
        using var schema = JsonDocument.Parse(SchemaText);
        var defs = schema.RootElement.GetProperty("$defs");
        Assert.All(
            NodeCatalog.Kinds,
            kind =>
            {
                Assert.True(defs.TryGetProperty(kind.Name, out var entry), $"no schema entry for {kind.Name}");
                Assert.Equal(kind.Params.Order(), entry.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order());
                Assert.All(
                    entry.GetProperty("properties").EnumerateObject(),
                    p =>
                        Assert.True(
                            p.Value.TryGetProperty("description", out _) || p.Value.TryGetProperty("$ref", out _),
                            $"{kind.Name}.{p.Name} is not described"
                        )
                );
            }
        );
        var entries = defs.EnumerateObject().Where(d => char.IsUpper(d.Name[0])).Select(d => d.Name);
        Assert.Equal(NodeCatalog.Kinds.Select(k => k.Name).Order(), entries.Order());
    }

    [Fact]
    public void Every_kind_of_node_has_vectors() =>
        Assert.All(
            NodeCatalog.Kinds,
            kind =>
            {
                Assert.True(VectorFiles.ByKind.TryGetValue(kind.Name, out var file), $"{kind.Name} names no vector file");
                Assert.True(File.Exists(file.Path), $"{file.Path} is missing");
                Assert.Contains(GoldenFolders.ReadLines(file.Path), line => line.Contains(file.Mark, StringComparison.Ordinal));
            }
        );

    private static JsonElement JsonOf(string file) =>
        JsonDocument.Parse(GraphDocument.Parse(File.ReadAllText(file), file).Require().ToJson()).RootElement;

    private static bool Accepts(JsonElement document) => Schema.Evaluate(document).IsValid;

    // The path's last step is removed, or set to the value.
    private static void Damage(JsonNode at, string path, string? value)
    {
        var steps = path[2..].Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1])
            at = step[0] == '[' ? at[int.Parse(step[1..^1])]! : at[step]!;
        if (value is null)
            Assert.True(((JsonObject)at).Remove(steps[^1]));
        else
            at[steps[^1]] = JsonNode.Parse(value);
    }
}
