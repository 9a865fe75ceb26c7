using System.Text;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.TestKit.Json;

namespace StreamScoring.Benchmarks.Histories;

/// <summary>What of an event the histories of the sample look at.</summary>
/// <param name="Key">The identity.</param>
/// <param name="Name">The identity as a string, for the rival.</param>
/// <param name="Id">The event's own id.</param>
/// <param name="TimeNs">Its time.</param>
/// <param name="Kind">View 1, add 2, checkout 3, purchase 4, else 0.</param>
/// <param name="Page">The page; empty when there is none.</param>
/// <param name="Price">The sum of prices; 0 when there is none.</param>
internal sealed record HistoryEvent(byte[] Key, string Name, byte[] Id, long TimeNs, int Kind, byte[] Page, double Price)
{
    private static readonly string[] s_kinds =
    [
        "commerce.productViews",
        "commerce.productListAdds",
        "commerce.checkouts",
        "commerce.purchases",
    ];

    /// <summary>All Luma events that have an identity, in order of arrival.</summary>
    public static IReadOnlyList<HistoryEvent> Luma()
    {
        var projection = new Projection([
            new ProjectedField(XdmPath.Parse("web.webPageDetails.name"), ColumnShape.Scalar(ColumnType.Text)),
            new ProjectedField(XdmPath.Parse("productListItems[*].priceTotal"), ColumnShape.List(ColumnType.Float64)),
        ]);
        var batch = new EventBatch(projection, 1);
        var decoder = new JsonEventDecoder(projection, DecodeLimits.Default, IdentityRule.Default);
        var events = new List<HistoryEvent>();
        foreach (var line in LumaEvents.Lines)
        {
            batch.Reset();
            decoder.Decode(line, batch, batch.Add(0, null));
            if (!batch.Identities.IsNull(0))
                events.Add(Of(batch));
        }

        return events;
    }

    private static HistoryEvent Of(EventBatch batch)
    {
        var key = batch.Identities[0].ToArray();
        var page = (TextColumn)batch.Columns[0];
        var prices = (ListColumn)batch.Columns[1];
        var (start, length) = prices.Range(0);
        var items = (ValueColumn<double>)prices.Items;
        return new HistoryEvent(
            key,
            Encoding.UTF8.GetString(key),
            batch.Ids[0].ToArray(),
            batch.EventTimesNs[0],
            Array.IndexOf(s_kinds, Encoding.UTF8.GetString(batch.EventTypes[0])) + 1,
            page[0].ToArray(),
            Enumerable.Range(start, length).Where(i => !items.IsNull(i)).Sum(i => items[i])
        );
    }
}
