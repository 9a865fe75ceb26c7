using System.Globalization;

namespace StreamScoring.Benchmarks.Segments;

/// <summary>A rule of three parts, or of two: without a country, nothing but thresholds tells rules apart.</summary>
internal sealed record AudienceRule(string? Country, double Score, long Count)
{
    /// <summary>In our language.</summary>
    public string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Country is null ? "" : $"event.{Visits.Country.Path} = \"{Country}\" and ")}score(\"buy\") >= {Score:0.0###} and event.{Visits.Views.Path} >= {Count}"
        );

    /// <summary>In C#, as the rival reads it.</summary>
    public string CSharp =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Country is null ? "" : $"e.Country == \"{Country}\" && ")}e.Score >= {Score:0.0###} && e.Count >= {Count}"
        );

    /// <summary>As compiled code.</summary>
    public Func<Visit, bool> Lambda =>
        Country is null
            ? e => e.Score >= Score && e.Count >= Count
            : e => string.Equals(e.Country, Country, StringComparison.Ordinal) && e.Score >= Score && e.Count >= Count;

    public static AudienceRule[] Make(int count, bool hasCountry) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new AudienceRule(
                    hasCountry ? Visits.Name(i % Visits.Countries) : null,
                    Math.Round((i * 7919 % 10_007) / 10_007.0, 4),
                    1 + (i * 31 % Visits.MostViews)
                )),
        ];
}
