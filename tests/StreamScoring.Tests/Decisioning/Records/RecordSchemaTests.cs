using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using StreamScoring.Decisioning.Records;
using StreamScoring.Decisioning.Schemas;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Records;

/// <summary>What we write, mapped to the spelling of Adobe's own schemas, is valid there, and every property is declared.</summary>
public sealed class RecordSchemaTests
{
    private static readonly Dictionary<string, JsonSchema> Schemas = Load();

    public static TheoryData<DecisionReason> DecisionReasons => [DecisionReason.Ranked, DecisionReason.Holdout, DecisionReason.None];

    public static TheoryData<ChangeReason> ChangeReasons => [.. Enum.GetValues<ChangeReason>()];

    [Theory]
    [MemberData(nameof(DecisionReasons))]
    public void Decisions_are_valid_decision_events(DecisionReason reason) =>
        Assert.Equal("", string.Join('\n', Faults(RecordRig.Decision(reason).GetProperty("data"), XdmSchemaSet.DecisionClass)));

    [Theory]
    [MemberData(nameof(ChangeReasons))]
    public void Memberships_are_valid_profiles(ChangeReason reason) =>
        Assert.Equal("", string.Join('\n', Faults(RecordRig.Membership(reason).GetProperty("data"), XdmSchemaSet.ProfileClass)));

    [Theory]
    [InlineData("_experience.decisioning.propositions[0].scopeDetails.placement.id")]
    [InlineData("_experience.decisioning.propositions[0].scopeDetails.decisionPolicy._repo.etag")]
    [InlineData("_experience.decisioning.propositions[0].scopeDetails.strategies[0].step")]
    [InlineData("_experience.decisioning.propositions[0].items[0].optionContent._dc.format")]
    [InlineData("_experience.decisioning.propositions[0].items[0].itemSelection.selectionDetail.strategyID")]
    [InlineData("_experience.decisioning.propositionID")]
    [InlineData("identityMap.ECID[0].primary")]
    [InlineData("timestamp")]
    [InlineData("_id")]
    [InlineData("_streamscoring.decision.funnel.collected")]
    [InlineData("_streamscoring.decision.losers[0].reason")]
    public void A_misspelt_property_of_a_decision_is_found(string path) =>
        Assert.NotEmpty(Faults(Misspell(RecordRig.Decision(DecisionReason.Ranked).GetProperty("data"), path), XdmSchemaSet.DecisionClass));

    [Theory]
    [InlineData("segmentMembership.streamscoring.a.status")]
    [InlineData("segmentMembership.streamscoring.a.lastQualificationTime")]
    [InlineData("segmentMembership.streamscoring.a.payload.payloadType")]
    [InlineData("segmentMembership.streamscoring.a.payload.payloadPropensityValue")]
    [InlineData("identityMap.ECID[0].id")]
    [InlineData("_streamscoring.membership.changed[0].segment")]
    public void A_misspelt_property_of_a_membership_is_found(string path) =>
        Assert.NotEmpty(Faults(Misspell(RecordRig.Membership(ChangeReason.Event).GetProperty("data"), path), XdmSchemaSet.ProfileClass));

    [Theory]
    [InlineData("segmentMembership.streamscoring.a.status", "\"entered\"")]
    [InlineData("segmentMembership.streamscoring.a.payload.payloadPropensityValue", "0")]
    [InlineData("segmentMembership.streamscoring.a.payload.payloadPropensityValue", "1.5")]
    [InlineData("_streamscoring.membership.changed[0].reason", "\"whim\"")]
    public void A_wrong_value_of_a_membership_is_found(string path, string value)
    {
        var root = JsonNode.Parse(RecordRig.Membership(ChangeReason.Event).GetProperty("data").GetRawText())!;
        var (parent, name) = At(root, path);
        parent[name] = JsonNode.Parse(value);
        Assert.NotEmpty(Faults(JsonSerializer.SerializeToElement(root), XdmSchemaSet.ProfileClass));
    }

    private static List<string> Faults(JsonElement data, string classId)
    {
        var (document, undeclared) = XdmSpelling.ToSchema(data, XdmSchemaSet.BuiltIn, classId);
        var element = JsonSerializer.SerializeToElement(document);
        var options = new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true };
        var invalid = XdmSchemaSet
            .BuiltIn.PartsOf(classId)
            .Select(id => Schemas[id].Evaluate(element, options))
            .Where(r => !r.IsValid)
            .SelectMany(r => r.Details ?? [])
            .SelectMany(d => (d.Errors ?? []).Select(e => $"{d.InstanceLocation}: {e.Value}"));
        return [.. undeclared.Select(u => $"{u} is not declared"), .. invalid];
    }

    private static JsonElement Misspell(JsonElement data, string path)
    {
        var root = JsonNode.Parse(data.GetRawText())!;
        var (parent, name) = At(root, path);
        var value = parent[name];
        Assert.NotNull(value);
        parent.Remove(name);
        parent[name[..^1]] = value;
        return JsonSerializer.SerializeToElement(root);
    }

    private static (JsonObject Parent, string Name) At(JsonNode at, string path)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1])
            at = step[0] == '[' ? at[int.Parse(step[1..^1])]! : at[step]!;
        return ((JsonObject)at, steps[^1]);
    }

    private static Dictionary<string, JsonSchema> Load()
    {
        using var bundle = JsonDocument.Parse(File.ReadAllBytes(GoldenFolders.First("xdm-schemas/xdm-bundle.json")));
        var texts = bundle.RootElement.GetProperty("schemas").EnumerateObject().Select(s => s.Value.GetRawText());
        var ours = Directory
            .EnumerateFiles(Path.Combine(GoldenFolders.RepositoryRoot, "schemas", "xdm"), "*.schema.json")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText);
        var schemas = new Dictionary<string, JsonSchema>(StringComparer.Ordinal);
        foreach (var text in texts.Concat(ours))
        {
            // The validator cannot find a pattern that has slashes in it; written as code points it is the same pattern.
            var schema = JsonSchema.FromText(text.Replace("\".+://.+\"", "\".+:\\\\u002F\\\\u002F.+\"", StringComparison.Ordinal));
            var id = JsonDocument.Parse(text).RootElement.GetProperty("$id").GetString()!;
            SchemaRegistry.Global.Register(new Uri(id), schema);
            schemas[id] = schema;
        }

        return schemas;
    }
}
