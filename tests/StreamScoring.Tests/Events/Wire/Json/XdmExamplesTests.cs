using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Reference;
using Xunit;
using static StreamScoring.Tests.Events.Wire.Json.JsonDecoding;

namespace StreamScoring.Tests.Events.Wire.Json;

[Trait("suite", "golden")]
public sealed class XdmExamplesTests
{
    private const string Sept2017 = "1506441145000000000";

    private static readonly (string Path, ColumnShape Shape)[] s_fields =
    [
        ("web.webPageDetails.name", Text),
        ("environment.browserDetails.viewportWidth", Whole),
        ("productListItems[*].priceTotal", ColumnShape.List(ColumnType.Float64)),
        ("commerce.order.payments[*].paymentAmount", ColumnShape.List(ColumnType.Float64)),
        ("placeContext.geo._schema.latitude", Float64),
        ("placeContext.geo._id", Text),
        ("_experience.analytics.customDimensions.eVars.eVar1", Text),
        ("_experience.decisioning.propositions[*].scopeDetails.placement._repo.etag", ColumnShape.List(ColumnType.Text)),
        ("_experience.decisioning.propositionID", Text),
        ("pushNotificationTracking.customAction.value", Float32),
    ];

    [Theory]
    [InlineData(
        "components_classes_experienceevent.example.1",
        "\"https://data.adobe.io/experienceid-123456\" \"https://data.adobe.io/entities/namespace/10:2394509340-30453470347\" null "
            + Sept2017
            + " null \"Purchase Confirmation\" 1680 [159d] [59d,100d] 35.6185d \"https://data.adobe.io/entities/geo/tokyo\" null null null null"
    )]
    [InlineData(
        "components_classes_experienceevent.example.2",
        "\"https://data.adobe.io/experienceid-2345678\" \"ECID:92312748749128\" null "
            + Sept2017
            + " null null 1680 null null null null null null null null"
    )]
    [InlineData(
        "components_classes_experienceevent.example.3",
        "\"https://data.adobe.io/experienceid-23456782\" \"https://data.adobe.io/entities/namespace/4:92312748749128\" null "
            + Sept2017
            + " null null null null null 35.6185d \"https://data.adobe.io/entities/geo/tokyo\" null null null null"
    )]
    [InlineData(
        "components_classes_experienceevent.example.7",
        "\"https://data.adobe.io/experienceid-123459\" \"ECID:92312743856228\" \"pushTracking.customAction\" 1600703545000000000 null null null null null null null null null null 500f"
    )]
    [InlineData(
        "extensions_adobe_experience_analytics-experienceevent.example.1",
        "\"https://data.adobe.io/experienceid-123456\" \"ECID:68519882713298129995549973016107434638\" null "
            + Sept2017
            + " null \"Purchase Confirmation\" 1680 [159d] [59d,100d] 35.6185d \"https://data.adobe.io/entities/geo/tokyo\" \"customer\" null null null"
    )]
    [InlineData(
        "extensions_adobe_experience_decisioning_decisionevent.example.1",
        "\"https://data.adobe.io/entities/propositions/3cc33a7e-13ca-4b19-b25d-c816eff9a70a\" \"ECID:33441528584054496761339722935948080609\" null 1548517945000000000 null "
            + "null null null null null null null [\"4\",\"6\"] \"3cc33a7e-13ca-4b19-b25d-c816eff9a70a\" null"
    )]
    [InlineData(
        "extensions_adobe_experience_aep-web-sdk-experienceevent.example.1",
        "null \"Email_LC_SHA256:81d1a7135b9722577fb4f094a2004296d6230512d37b68e64b73f050b919f7c4\" \"page-view\" 1578435074143000000 null "
            + "null 1586 null null null null null [null] null null"
    )]
    public void Adobes_examples_give_their_values(string name, string expected)
    {
        var decoding = new JsonDecoding(DecodeLimits.Default, s_fields);
        Assert.Null(decoding.Decode(File.ReadAllBytes(GoldenFolders.First($"data/xdm-examples/{name}.json"))));
        Assert.Equal(" " + expected, ColumnText.OfRow(decoding.Batch, 0));
    }

    [Fact]
    public void Documents_that_are_no_events_lack_a_time()
    {
        foreach (var name in new[] { "components_classes_profile.example.1", "components_fieldgroups_shared_segmentation.example.1" })
        {
            var fault = new JsonDecoding(DecodeLimits.Default, s_fields).Decode(
                File.ReadAllBytes(GoldenFolders.First($"data/xdm-examples/{name}.json"))
            );
            Assert.Equal(FaultCode.TimeMissing, fault?.Code);
        }
    }
}
