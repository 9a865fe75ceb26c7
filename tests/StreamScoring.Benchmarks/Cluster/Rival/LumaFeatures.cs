namespace StreamScoring.Benchmarks.Cluster.Rival;

/// <summary>The inputs of the sample's model from one event, taken for the first of its visitor: what luma-first-event.graph.yaml says, in plain C#.</summary>
internal static class LumaFeatures
{
    /// <summary>How many there are.</summary>
    public const int Count = 45;

    private static readonly string[] _eventTypes =
    [
        "commerce.checkouts",
        "commerce.productListAdds",
        "commerce.productListViews",
        "commerce.productViews",
        "commerce.purchases",
        "web.webinteraction.linkClicks",
        "web.webpagedetails.pageViews",
    ];

    private static readonly string[] _browsers = ["app", "chrome", "edge", "firefox", "other", "safari"];
    private static readonly string[] _devices = ["desktop", "mobile", "tablet", "unknown"];
    private static readonly string[] _referrers =
    [
        "external",
        "internal",
        "none",
        "search_engine",
        "social",
        "typed_bookmarked",
        "unknown",
    ];

    /// <summary>Fills <paramref name="into"/>, <see cref="Count"/> floats.</summary>
    public static void Read(RivalEvent e, Span<float> into)
    {
        into.Clear();
        var time = e.Timestamp.UtcDateTime;
        // Monday is 0.
        var day = ((int)time.DayOfWeek + 6) % 7;
        into[0] = time.Hour;
        into[1] = day;
        into[2] = day >= 5 ? 1 : 0;
        into[3] = e.Items?.Count ?? 0;
        into[4] = e.Experience?.Analytics?.Session?.Number ?? 0;
        into[5] = e.Experience?.Analytics?.Session?.Depth ?? 0;
        into[15] = (float)(PriceTotal(e.Items) ?? -1);
        into[16] = (float)(e.Device?.ScreenWidth ?? -1);
        into[17] = (float)(SinceFirst(e) ?? -1);
        into[18] = -1;
        into[20] = -1;
        var agent = e.Environment?.Browser?.UserAgent ?? "";
        Flag(_eventTypes, e.EventType, into[21..]);
        Flag(_browsers, Browser(agent), into[28..]);
        Flag(_devices, Device(agent), into[34..]);
        Flag(_referrers, e.Web?.Referrer?.Type ?? "none", into[38..]);
    }

    private static double? PriceTotal(List<RivalItem?>? items)
    {
        double? sum = null;
        foreach (var item in items ?? [])
        {
            if (item?.PriceTotal is { } price)
                sum = (sum ?? 0) + price;
        }

        return sum;
    }

    private static double? SinceFirst(RivalEvent e) =>
        e.Experience?.Analytics?.EndUser?.FirstTimestampMs is { } first ? e.Timestamp.ToUnixTimeSeconds() - (first / 1000.0) : null;

    private static void Flag(string[] of, string? value, Span<float> into)
    {
        if (value is not null && Array.IndexOf(of, value) is >= 0 and var found)
            into[found] = 1;
    }

    private static string Browser(string agent) =>
        agent.Contains("Edge/", StringComparison.Ordinal) ? "edge"
        : agent.Contains("Firefox/", StringComparison.Ordinal) ? "firefox"
        : agent.Contains("Chrome/", StringComparison.Ordinal) ? "chrome"
        : agent.Contains("Safari/", StringComparison.Ordinal) ? "safari"
        : IsMobile(agent) || agent.Contains("iPad", StringComparison.Ordinal) ? "app"
        : "other";

    private static string Device(string agent) =>
        agent.Length == 0 ? "unknown"
        : agent.Contains("iPad", StringComparison.Ordinal) ? "tablet"
        : IsMobile(agent) ? "mobile"
        : "desktop";

    private static bool IsMobile(string agent) =>
        agent.Contains("iPhone", StringComparison.Ordinal) || agent.Contains("Android", StringComparison.Ordinal);
}
