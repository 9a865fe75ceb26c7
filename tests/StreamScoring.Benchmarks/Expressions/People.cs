using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Benchmarks.Expressions;

/// <summary>One event of a person's history, as a C# program would hold it.</summary>
internal sealed record PastEvent(string EventType, long TimeNs, double? PriceTotal);

/// <summary>A hundred people with twenty events each, the same on every run: few enough that the cache holds their histories in either form.</summary>
internal sealed class People
{
    private static readonly string[] Countries = ["US", "CA", "DE", "FR", "GB", "JP", "BR", "MX", "AU", "IN"];
    private static readonly string[] Pages =
    [
        "Luma: Content: Luma:US:EN:cart",
        "luma:content:luma:us:en:products:shirt",
        "luma:home",
        "LUMA:content:user:checkout",
    ];
    private static readonly string[] Types =
    [
        "web.webpagedetails.pageViews",
        "commerce.productViews",
        "commerce.productListAdds",
        "commerce.purchases",
    ];

    public People()
    {
        var random = new Random(7);
        for (var row = 0; row < Count; row++)
        {
            Country.Set(row, Encoding.UTF8.GetBytes(Countries[random.Next(Countries.Length)]));
            Page.Set(row, Encoding.UTF8.GetBytes(Pages[random.Next(Pages.Length)]));
            if (random.Next(10) > 0)
                Age.Set(row, random.Next(14, 80));
            Price.Set(row, random.Next(1, 200) / 2.0);
            Quantity.Set(row, random.Next(1, 5));
            LastVisitNs.Set(row, NowNs - (random.Next(1, 20_000) * 60_000_000_000L));
            Scores.Add([random.NextDouble(), random.Next(8) == 0 ? double.NaN : random.NextDouble()]);
            Histories.Add([
                .. Enumerable
                    .Range(0, 20)
                    .Select(i => new PastEvent(
                        Types[Math.Max(0, random.Next(-6, 4))],
                        NowNs - ((20 - i) * random.Next(600, 800) * 60_000_000_000L),
                        random.Next(3) == 0 ? random.Next(5, 200) : null
                    ))
                    .OrderBy(e => e.TimeNs),
            ]);
            Documents.Add(JsonValues.Parse(Json(Histories[row])));
        }
    }

    public int Count => 100;

    public long NowNs => 1_773_225_000_000_000_000;

    public TextColumn Country { get; } = (TextColumn)Make(ColumnType.Text);

    public TextColumn Page { get; } = (TextColumn)Make(ColumnType.Text);

    public ValueColumn<long> Age { get; } = (ValueColumn<long>)Make(ColumnType.Int64);

    public ValueColumn<double> Price { get; } = (ValueColumn<double>)Make(ColumnType.Float64);

    public ValueColumn<long> Quantity { get; } = (ValueColumn<long>)Make(ColumnType.Int64);

    public ValueColumn<long> LastVisitNs { get; } = (ValueColumn<long>)Make(ColumnType.Timestamp);

    /// <summary>The current score and its 30-minute maximum.</summary>
    public List<double[]> Scores { get; } = [];

    public List<PastEvent[]> Histories { get; } = [];

    public List<Value> Documents { get; } = [];

    private static Column Make(ColumnType type) => Column.Create(ColumnShape.Scalar(type), 100);

    private static string Json(PastEvent[] history)
    {
        var events = new JsonArray();
        foreach (var e in history)
        {
            var json = new JsonObject
            {
                ["_id"] = e.TimeNs.ToString(CultureInfo.InvariantCulture),
                ["timestamp"] = DateTime.UnixEpoch.AddTicks(e.TimeNs / 100).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["eventType"] = e.EventType,
            };
            if (e.PriceTotal is { } price)
                json["commerce"] = new JsonObject { ["order"] = new JsonObject { ["priceTotal"] = price } };
            events.Add(json);
        }

        return events.ToJsonString();
    }
}
