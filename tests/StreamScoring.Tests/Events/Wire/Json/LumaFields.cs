using StreamScoring.Events.Columns;

namespace StreamScoring.Tests.Events.Wire.Json;

/// <summary>Fields of Luma events that together use every kind of column.</summary>
internal static class LumaFields
{
    public static (string Path, ColumnShape Shape)[] All { get; } =
    [
        ("_id", Text),
        ("timestamp", ColumnShape.Scalar(ColumnType.Timestamp)),
        ("eventType", Text),
        ("application.name", Text),
        ("commerce.order.currencyCode", Text),
        ("commerce.purchases.value", ColumnShape.Scalar(ColumnType.Float64)),
        ("productListItems[*].SKU", ColumnShape.List(ColumnType.Text)),
        ("productListItems[*].quantity", ColumnShape.List(ColumnType.Int64)),
        ("productListItems[*].priceTotal", ColumnShape.List(ColumnType.Float64)),
        ("web.webPageDetails.name", Text),
        ("web.webPageDetails.isHomePage", ColumnShape.Scalar(ColumnType.Boolean)),
        ("web.webPageDetails.pageViews.value", ColumnShape.Scalar(ColumnType.Float32)),
        ("web.webReferrer.type", Text),
        ("marketing.trackingCode", Text),
        ("device.screenWidth", ColumnShape.Scalar(ColumnType.Float64)),
        ("environment.browserDetails.userAgent", Text),
        ("environment.operatingSystem", Text),
        ("placeContext.geo.countryCode", Text),
        ("placeContext.geo.dmaID", ColumnShape.Scalar(ColumnType.Int64)),
        ("_experience.analytics.session.timestamp", ColumnShape.Scalar(ColumnType.Timestamp)),
        ("_experience.analytics.session.num", ColumnShape.Scalar(ColumnType.Int64)),
        ("_experience.analytics.session.depth", ColumnShape.Scalar(ColumnType.Int64)),
        ("_experience.analytics.endUser.firstTimestamp", ColumnShape.Scalar(ColumnType.Int64)),
        ("identityMap.ECID[*].primary", ColumnShape.List(ColumnType.Boolean)),
    ];

    private static ColumnShape Text => ColumnShape.Scalar(ColumnType.Text);
}
