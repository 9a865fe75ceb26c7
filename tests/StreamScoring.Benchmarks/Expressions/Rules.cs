using System.Text;

namespace StreamScoring.Benchmarks.Expressions;

/// <summary>A rule, and the C# that does the same.</summary>
internal sealed record Rule(string Name, string Text, Func<People, int, bool> Lambda);

/// <summary>Ten typical rules.</summary>
internal static class Rules
{
    private const long DayNs = 86_400_000_000_000;
    private const long MinuteNs = 60_000_000_000;

    public static IReadOnlyList<Rule> All { get; } =
    [
        new(
            "country and age",
            "country = \"US\" and age >= 21",
            static (p, i) => !p.Country.IsNull(i) && p.Country[i].SequenceEqual("US"u8) && !p.Age.IsNull(i) && p.Age[i] >= 21
        ),
        new(
            "one of six countries",
            "country in [\"US\", \"CA\", \"MX\", \"BR\", \"GB\", \"AU\"]",
            static (p, i) => !p.Country.IsNull(i) && IsAmerican(p.Country[i])
        ),
        new(
            "page begins with, any case",
            "page.startsWith(\"LUMA:CONTENT:\", false)",
            static (p, i) => !p.Page.IsNull(i) && p.Page[i].Length >= 13 && Ascii.EqualsIgnoreCase(p.Page[i][..13], "LUMA:CONTENT:"u8)
        ),
        new("page contains", "page.contains(\":products:\")", static (p, i) => !p.Page.IsNull(i) && p.Page[i].IndexOf(":products:"u8) >= 0),
        new(
            "score and its maximum",
            "score(\"buy\") < 0.5 and score(\"buy\").max(30 minutes) >= 0.2",
            static (p, i) => p.Scores[i][0] < 0.5 && p.Scores[i][1] >= 0.2
        ),
        new(
            "cart value",
            "price * quantity > 100",
            static (p, i) => !p.Price.IsNull(i) && !p.Quantity.IsNull(i) && p.Price[i] * p.Quantity[i] > 100
        ),
        new(
            "visited within 7 days",
            "lastVisit occurs <= 7 days before now",
            static (p, i) => !p.LastVisitNs.IsNull(i) && p.LastVisitNs[i] <= p.NowNs && p.LastVisitNs[i] >= p.NowNs - (7 * DayNs)
        ),
        new(
            "ranking formula",
            "if(country = \"DE\", price * 2, if(age.isNotNull(), price + age, price)) > 90",
            static (p, i) =>
                (
                    p.Country[i].SequenceEqual("DE"u8) ? p.Price[i] * 2
                    : p.Age.IsNull(i) ? p.Price[i]
                    : p.Price[i] + p.Age[i]
                ) > 90
        ),
        new(
            "two purchases in 5 days, of 20 events",
            "xEvent[eventType = \"commerce.purchases\" and timestamp occurs <= 5 days before now].count() >= 2",
            static (p, i) => Purchases(p, i) >= 2
        ),
        new(
            "abandoned cart, of 20 events",
            "CHAIN(xEvent, timestamp, [A: WHAT(eventType = \"commerce.productListAdds\" and timestamp occurs <= 1 day before now), ABSENT(eventType = \"commerce.purchases\") FOR 30 minutes])",
            static (p, i) => IsAbandoned(p, i)
        ),
    ];

    private static bool IsAmerican(ReadOnlySpan<byte> country) =>
        country.SequenceEqual("US"u8)
        || country.SequenceEqual("CA"u8)
        || country.SequenceEqual("MX"u8)
        || country.SequenceEqual("BR"u8)
        || country.SequenceEqual("GB"u8)
        || country.SequenceEqual("AU"u8);

    private static int Purchases(People people, int row)
    {
        var count = 0;
        foreach (var e in people.Histories[row])
            count += e.EventType == "commerce.purchases" && e.TimeNs <= people.NowNs && e.TimeNs >= people.NowNs - (5 * DayNs) ? 1 : 0;
        return count;
    }

    private static bool IsAbandoned(People people, int row)
    {
        var events = people.Histories[row];
        for (var i = 0; i < events.Length; i++)
        {
            var e = events[i];
            if (
                e.EventType != "commerce.productListAdds"
                || e.TimeNs > people.NowNs
                || e.TimeNs < people.NowNs - DayNs
                || e.TimeNs + (30 * MinuteNs) > people.NowNs
            )
                continue;
            var bought = false;
            for (var j = i + 1; j < events.Length && events[j].TimeNs <= e.TimeNs + (30 * MinuteNs); j++)
                bought |= events[j].TimeNs > e.TimeNs && events[j].EventType == "commerce.purchases";
            if (!bought)
                return true;
        }

        return false;
    }
}
