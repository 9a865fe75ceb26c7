using System.Text;
using StreamScoring.Expressions.Values;
using Xunit;

namespace StreamScoring.Tests.Decisioning.History;

/// <summary>A key's events as a plain list of objects.</summary>
internal sealed class NaiveEvents(long keptNs, int most)
{
    private static readonly FieldName s_type = new("eventType");
    private static readonly FieldName s_web = new("web");
    private static readonly FieldName s_details = new("webPageDetails");
    private static readonly FieldName s_name = new("name");
    private static readonly FieldName s_commerce = new("commerce");
    private static readonly FieldName s_order = new("order");
    private static readonly FieldName s_count = new("count");
    private static readonly FieldName s_price = new("priceTotal");
    private static readonly FieldName s_opt = new("optIn");
    private static readonly FieldName s_app = new("application");
    private static readonly FieldName s_launch = new("launchTime");
    private static readonly FieldName s_items = new("productListItems");
    private static readonly FieldName s_sku = new("SKU");
    private static readonly FieldName s_time = new("timestamp");

    private List<ShopEvent> _events = [];
    private long _newestNs = long.MinValue;

    public long LetGoNs { get; private set; } = long.MinValue;

    public NaiveEvents Copy() =>
        new(keptNs, most)
        {
            _events = [.. _events],
            _newestNs = _newestNs,
            LetGoNs = LetGoNs,
        };

    public IReadOnlyList<ShopEvent> With(ShopEvent current) => [.. _events, current];

    /// <summary>Enters an event. How many are held is asked for where bytes bound it: they are the product's business, which events remain is not.</summary>
    public void Append(ShopEvent e, int held)
    {
        _newestNs = Math.Max(_newestNs, e.TimeNs);
        var isStored = e.TimeNs >= _newestNs - keptNs;
        if (isStored)
            _events.Add(e);
        else
            LetGoNs = Math.Max(LetGoNs, e.TimeNs);
        // From the front only: what is too old behind a younger one waits until that goes.
        while (_events.Count > 0 && (_events[0].TimeNs < _newestNs - keptNs || _events.Count > Math.Min(most, held)))
        {
            LetGoNs = Math.Max(LetGoNs, _events[0].TimeNs);
            _events.RemoveAt(0);
        }

        Assert.Equal(held, _events.Count);
    }

    /// <summary>Compares all that can be read; returns how many values that were.</summary>
    public static int Compare(IReadOnlyList<ShopEvent> wanted, in Value events, int maxItems)
    {
        Assert.Equal(wanted.Count, events.Count);
        var read = 0;
        for (var i = 0; i < wanted.Count; i++)
        {
            var (e, at) = (wanted[i], events.Item(i));
            Assert.Equal(e.TimeNs, at.Field(s_time).TimeNs);
            Text(e.Type, at.Field(s_type));
            Text(e.Page, at.Field(s_web).Field(s_details).Field(s_name));
            Assert.Equal(e.Page is null, at.Field(s_web).IsNull);
            Assert.Equal(e.Orders is null && e.Value is null, at.Field(s_commerce).IsNull);
            var (order, launch) = (at.Field(s_commerce).Field(s_order), at.Field(s_app).Field(s_launch));
            Assert.Equal(e.Orders, order.Field(s_count) is { IsNull: false } c ? c.Integer : null);
            Assert.Equal(e.Value, order.Field(s_price) is { IsNull: false } p ? p.Number : null);
            Assert.Equal(e.Opted, at.Field(s_opt) is { IsNull: false } o ? o.Boolean : null);
            Assert.Equal(e.LaunchNs, launch.IsNull ? null : launch.TimeNs);
            Assert.Equal(e.Items is null ? ValueKind.Null : ValueKind.List, at.Field(s_items).Kind);
            read += 8;
            for (var j = 0; j < Math.Min(maxItems, e.Items?.Count ?? 0); j++)
            {
                var item = at.Field(s_items).Item(j);
                Text(e.Items![j].Sku, item.Field(s_sku));
                Assert.Equal(e.Items[j].Price, item.Field(s_price) is { IsNull: false } q ? q.Number : null);
                read += 2;
            }

            Assert.Equal(Math.Min(maxItems, e.Items?.Count ?? 0), at.Field(s_items).Count);
        }

        return read;
    }

    private static void Text(string? wanted, in Value found) =>
        Assert.Equal(wanted, found.IsNull ? null : Encoding.UTF8.GetString(found.Utf8));
}
