using System.Globalization;
using System.Text;
using StreamScoring.Decisioning.History;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Benchmarks.Segments;

/// <summary>An event as a plain object.</summary>
internal sealed record Visit(string Country, double Score, long Count);

/// <summary>Events with a country (one of 50), a score and a count, all evenly spread; as objects and as a batch.</summary>
internal sealed class Visits
{
    public const int Countries = 50;
    public const int Count = 1_024;
    public const int MostViews = 20;

    public Visits()
    {
        Batch = new EventBatch(new Projection([Country, Views]), Count);
        var (country, views) = ((TextColumn)EventColumns.Of(Batch, Country), (ValueColumn<long>)EventColumns.Of(Batch, Views));
        for (var i = 0; i < Count; i++)
        {
            // Strides that have no factor in common with what they run through.
            var visit = new Visit(Name(i * 7 % Countries), i * 389 % Count / (double)Count, 1 + (i * 11 % MostViews));
            All.Add(visit);
            var row = Batch.Add(i, null);
            Batch.EventTimesNs.Set(row, i);
            country.Set(row, Encoding.UTF8.GetBytes(visit.Country));
            views.Set(row, visit.Count);
            Scores.Add([visit.Score]);
        }
    }

    public static ProjectedField Country { get; } = new(XdmPath.Parse("placeContext.geo.countryCode"), ColumnShape.Scalar(ColumnType.Text));

    public static ProjectedField Views { get; } = new(XdmPath.Parse("commerce.productViews.value"), ColumnShape.Scalar(ColumnType.Int64));

    public List<Visit> All { get; } = [];

    public EventBatch Batch { get; }

    public List<double[]> Scores { get; } = [];

    public static string Name(int country) => string.Create(CultureInfo.InvariantCulture, $"C{country:00}");
}
