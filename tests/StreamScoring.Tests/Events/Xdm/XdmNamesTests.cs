using System.Text.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Events.Xdm;

public sealed class XdmNamesTests
{
    [Theory]
    [InlineData("timestamp", "timestamp")]
    [InlineData("xdm:timestamp", "timestamp")]
    [InlineData("xdm:_experience", "_experience")]
    [InlineData("@id", "_id")]
    [InlineData("@type", "_type")]
    [InlineData("_id", "_id")]
    [InlineData("schema:latitude", "_schema.latitude")]
    [InlineData("repo:etag", "_repo.etag")]
    [InlineData("dc:title", "_dc.title")]
    [InlineData("other:name", "other:name")]
    [InlineData("xdm:", "xdm:")]
    [InlineData("https://ns.adobe.com/experience/analytics/customDimensions", "_experience.analytics.customDimensions")]
    [InlineData("https://ns.adobe.com/experience/decisioning/propositions", "_experience.decisioning.propositions")]
    [InlineData("https://ns.adobe.com/acme/loyalty", "_acme.loyalty")]
    [InlineData("https://ns.adobe.com/xdm/channels/email", "_channels.email")]
    [InlineData("https://ns.adobe.com/adobecloudplatform/ims/organizationID", "_adobecloudplatform.ims.organizationID")]
    [InlineData("https://ns.adobe.com/", "https://ns.adobe.com/")]
    [InlineData("https://ns.adobe.com/a//b", "https://ns.adobe.com/a//b")]
    [InlineData("https://data.adobe.io/entities/namespace/4", "https://data.adobe.io/entities/namespace/4")]
    public void A_key_has_one_wire_spelling(string key, string wire)
    {
        Assert.Equal(wire, XdmNames.ToWire(key));
        Assert.Equal(wire, XdmNames.ToWire(wire));
    }

    [Theory]
    [InlineData("xdm:web.xdm:webPageDetails.xdm:name", "web.webPageDetails.name")]
    [InlineData("https://ns.adobe.com/experience/analytics/session.xdm:num", "_experience.analytics.session.num")]
    [InlineData("https://ns.adobe.com/experience/decisioning/propositions[*].xdm:id", "_experience.decisioning.propositions[*].id")]
    [InlineData("xdm:placeContext.xdm:geo.schema:latitude", "placeContext.geo._schema.latitude")]
    [InlineData("xdm:productListItems[*].xdm:priceTotal", "productListItems[*].priceTotal")]
    public void A_path_is_read_in_any_spelling(string text, string wire)
    {
        var path = XdmPath.Parse(text);
        Assert.Equal(XdmPath.Parse(wire), path);
        Assert.Equal(wire, path.Text);
        Assert.Equal(wire, string.Join('.', path.Steps.Select(s => s.EachItem ? s.Name + "[*]" : s.Name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.")]
    [InlineData("a..b")]
    [InlineData("a[0].b")]
    [InlineData("a[*].b[*]")]
    [InlineData("https://ns.adobe.com/")]
    [InlineData("https://ns.adobe.com/a//b")]
    public void What_is_no_path_is_refused_with_a_reason(string text)
    {
        Assert.False(XdmPath.TryParse(text, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    [Trait("suite", "golden")]
    public void Every_property_of_the_public_schemas_is_among_the_spellings_of_its_wire_name()
    {
        using var bundle = JsonDocument.Parse(File.ReadAllBytes(GoldenFolders.First("xdm-schemas/xdm-bundle.json")));
        var names = new HashSet<string>(StringComparer.Ordinal);
        Collect(bundle.RootElement, names);
        Assert.True(names.Count > 400, $"only {names.Count} properties found");
        foreach (var name in names)
            Assert.Contains(name, XdmNames.SpellingsOf(XdmNames.ToWire(name).Split('.')));
        TestContext.Current.TestOutputHelper?.WriteLine($"{names.Count} property names");
    }

    private static void Collect(JsonElement element, HashSet<string> names)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, names);
        }

        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in element.EnumerateObject())
        {
            if (property.NameEquals("properties") && property.Value.ValueKind == JsonValueKind.Object)
                names.UnionWith(property.Value.EnumerateObject().Select(p => p.Name));
            Collect(property.Value, names);
        }
    }
}
