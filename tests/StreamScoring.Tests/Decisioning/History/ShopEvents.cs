using System.Text;
using StreamScoring.Decisioning.History;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Tests.Decisioning.History;

/// <summary>One item of a cart; null fields are absent.</summary>
internal sealed record ShopItem(string? Sku, double? Price);

/// <summary>An event as a test says it; null fields are absent, null items are no array.</summary>
internal sealed record ShopEvent(
    long TimeNs,
    string? Type,
    string? Page = null,
    long? Orders = null,
    double? Value = null,
    bool? Opted = null,
    long? LaunchNs = null,
    IReadOnlyList<ShopItem>? Items = null
);

/// <summary>Puts such events into batches.</summary>
internal static class ShopEvents
{
    public static IReadOnlyList<ProjectedField> Fields { get; } =
    [
        Field("eventType", ColumnType.Text),
        Field("web.webPageDetails.name", ColumnType.Text),
        Field("commerce.order.count", ColumnType.Int64),
        Field("commerce.order.priceTotal", ColumnType.Float64),
        Field("optIn", ColumnType.Boolean),
        Field("application.launchTime", ColumnType.Timestamp),
        new(XdmPath.Parse("productListItems[*].SKU"), ColumnShape.List(ColumnType.Text)),
        new(XdmPath.Parse("productListItems[*].priceTotal"), ColumnShape.List(ColumnType.Float64)),
    ];

    public static ProjectedField Field(string path, ColumnType type) => new(XdmPath.Parse(path), ColumnShape.Scalar(type));

    public static EventBatch NewBatch(int capacity = 64) => new(new Projection(Fields.Where(f => !EventColumns.IsBuiltIn(f))), capacity);

    public static int Add(EventBatch batch, ShopEvent e)
    {
        var row = batch.Add(batch.Count, null);
        batch.EventTimesNs.Set(row, e.TimeNs);
        if (e.Type is not null)
            batch.EventTypes.Set(row, Encoding.UTF8.GetBytes(e.Type));
        if (e.Page is not null)
            Column<TextColumn>(batch, 1).Set(row, Encoding.UTF8.GetBytes(e.Page));
        if (e.Orders is { } orders)
            Column<ValueColumn<long>>(batch, 2).Set(row, orders);
        if (e.Value is { } value)
            Column<ValueColumn<double>>(batch, 3).Set(row, value);
        if (e.Opted is { } opted)
            Column<ValueColumn<bool>>(batch, 4).Set(row, opted);
        if (e.LaunchNs is { } launch)
            Column<ValueColumn<long>>(batch, 5).Set(row, launch);
        if (e.Items is { } items)
            AddItems(batch, row, items);
        return row;
    }

    private static void AddItems(EventBatch batch, int row, IReadOnlyList<ShopItem> items)
    {
        var (skus, prices) = (Column<ListColumn>(batch, 6), Column<ListColumn>(batch, 7));
        skus.Begin(row);
        prices.Begin(row);
        foreach (var item in items)
        {
            var (sku, price) = (skus.Add(row), prices.Add(row));
            if (item.Sku is not null)
                ((TextColumn)skus.Items).Set(sku, Encoding.UTF8.GetBytes(item.Sku));
            if (item.Price is { } number)
                ((ValueColumn<double>)prices.Items).Set(price, number);
        }
    }

    private static T Column<T>(EventBatch batch, int field)
        where T : Column => (T)EventColumns.Of(batch, Fields[field]);
}
