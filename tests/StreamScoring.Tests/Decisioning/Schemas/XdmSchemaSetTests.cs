using System.Text.Json;
using StreamScoring.Decisioning.Schemas;
using StreamScoring.Expressions.Checking;
using StreamScoring.TestKit.Decisioning;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Decisioning.Schemas;

public sealed class XdmSchemaSetTests
{
    [Fact]
    public void Every_field_of_the_luma_events_is_declared_with_a_type_that_fits()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in LumaEvents.Lines)
        {
            using var document = JsonDocument.Parse(line);
            Walk(document.RootElement, XdmSchemaSet.BuiltIn.Event, "", seen);
        }

        Assert.Empty(seen.Where(s => s.Value.Length > 0).Select(s => $"{s.Key}: {s.Value}"));
        Assert.True(seen.Count > 60, $"only {seen.Count} fields were looked at");
    }

    [Fact]
    public void Every_field_of_the_samples_profiles_is_declared()
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(NaiveProfile.SamplePath))
        {
            using var document = JsonDocument.Parse(line);
            Walk(document.RootElement, XdmSchemaSet.BuiltIn.Profile, "", seen);
        }

        Assert.Empty(seen.Where(s => s.Value.Length > 0).Select(s => $"{s.Key}: {s.Value}"));
        Assert.Contains("consents.personalize.content.val", seen.Keys);
    }

    [Theory]
    [InlineData("productListItems.name", TypeKind.Text)]
    [InlineData("_experience.analytics.session.num", TypeKind.Number)]
    [InlineData("_experience.decisioning.propositionID", TypeKind.Text)]
    [InlineData("receivedTimestamp", TypeKind.Time)]
    [InlineData("application.launches.value", TypeKind.Number)]
    [InlineData("search.isPaid", TypeKind.Boolean)]
    public void Extensions_stand_beside_what_adobe_declares(string path, TypeKind kind)
    {
        var type = XdmSchemaSet.BuiltIn.Event;
        foreach (var step in path.Split('.'))
            type = type.Item.Fields![step];
        Assert.Equal(kind, type.Kind);
    }

    [Fact]
    public void Our_copy_of_adobes_schemas_is_the_reference() =>
        Assert.Equal(
            File.ReadAllBytes(GoldenFolders.First("xdm-schemas/xdm-bundle.json")),
            File.ReadAllBytes(Path.Combine(GoldenFolders.RepositoryRoot, "schemas", "xdm", "adobe-xdm-bundle.json"))
        );

    [Fact]
    public void A_schema_of_ones_own_adds_fields()
    {
        const string schema = """
            {"$id": "urn:shop", "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/experienceevent"],
             "properties": {"https://ns.adobe.com/myshop/basket": {"type": "object", "properties": {"size": {"type": "integer"}}}}}
            """;
        var set = XdmSchemaSet.BuiltIn.With(schema);
        Assert.Equal(TypeKind.Number, set.Event.Fields!["_myshop"].Fields!["basket"].Fields!["size"].Kind);
        Assert.False(XdmSchemaSet.BuiltIn.Event.Fields!.ContainsKey("_myshop"));
        Assert.False(set.Profile.Fields!.ContainsKey("_myshop"));
        Assert.Throws<FormatException>(() => set.With(schema));
        Assert.Throws<FormatException>(() => set.With("[]"));
        Assert.Throws<FormatException>(() => set.With("{"));
    }

    private static void Walk(JsonElement value, ExpressionType type, string path, Dictionary<string, string> seen)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    var below = type.Kind == TypeKind.Map ? type.Item : type.Fields?.GetValueOrDefault(property.Name);
                    var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    if (below is null)
                        seen[at] = "is not declared";
                    else
                        Walk(property.Value, below, at, seen);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Walk(item, type.Kind == TypeKind.List ? type.Item : type, path, seen);
                if (type.Kind != TypeKind.List)
                    seen[path] = $"is a list, declared is {type}";
                break;
            case JsonValueKind.Null:
                seen.TryAdd(path, "");
                break;
            default:
                var fits = type.Kind switch
                {
                    TypeKind.Text or TypeKind.Time => value.ValueKind == JsonValueKind.String,
                    TypeKind.Number => value.ValueKind == JsonValueKind.Number,
                    TypeKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
                    _ => false,
                };
                seen[path] = fits ? seen.GetValueOrDefault(path, "") : $"is {value.ValueKind}, declared is {type}";
                break;
        }
    }
}
