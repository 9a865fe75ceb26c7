using System.Text.Json;
using StreamScoring.Expressions.Checking;
using StreamScoring.Expressions.Planning;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Expressions;

public sealed class XdmTypesTests
{
    private static readonly JsonDocument Bundle = JsonDocument.Parse(File.ReadAllBytes(GoldenFolders.First("xdm-schemas/xdm-bundle.json")));
    private static readonly XdmTypes Types = new(Bundle.RootElement.GetProperty("schemas").EnumerateObject().Select(p => p.Value));

    private static readonly ExpressionSchema Schema = new()
    {
        Root = Types.Of("https://ns.adobe.com/xdm/context/profile", Find("profile-segmentation"), Find("context/identitymap")),
        Event = Types.Of("https://ns.adobe.com/xdm/context/experienceevent", Find("experienceevent-commerce"), Find("experienceevent-web")),
    };

    [Theory]
    [InlineData("xEvent.commerce.order.priceTotal", TypeKind.Number)]
    [InlineData("xEvent.timestamp", TypeKind.Time)]
    [InlineData("xEvent.eventType", TypeKind.Text)]
    [InlineData("xEvent.web.webPageDetails.name", TypeKind.Text)]
    [InlineData("xEvent.productListItems.priceTotal", TypeKind.Number)]
    [InlineData("xEvent.identityMap", TypeKind.Map)]
    [InlineData("personID", TypeKind.Text)]
    [InlineData("segmentMembership.get(\"ups\")", TypeKind.Map)]
    [InlineData("identityMap.get(\"ECID\")", TypeKind.List)]
    public void Paths_have_the_types_that_the_schemas_declare(string path, TypeKind kind)
    {
        var type = ExpressionCompiler.Compile(path, Schema).Require().Type;
        Assert.Equal(kind, type.Kind == TypeKind.List && path.StartsWith("xEvent", StringComparison.Ordinal) ? type.Item.Kind : type.Kind);
    }

    [Theory]
    [InlineData("xEvent[commerce.order.pricetotal > 1]", "did you mean 'priceTotal'?")]
    [InlineData("xEvent[web.webPageDetail.name = \"a\"]", "did you mean 'webPageDetails'?")]
    [InlineData("xEvent[timestamp = \"soon\"]", "no time")]
    [InlineData("personId.isNull()", "did you mean 'personID'?")]
    [InlineData("xEvent.sum(eventType)", "expected numbers")]
    public void A_path_declared_nowhere_is_an_error(string text, string message) =>
        Assert.Contains(message, Assert.Single(ExpressionCompiler.Compile(text, Schema).Errors).Message, StringComparison.Ordinal);

    private static string Find(string end) =>
        Bundle.RootElement.GetProperty("schemas").EnumerateObject().First(p => p.Name.EndsWith(end, StringComparison.Ordinal)).Name;
}
