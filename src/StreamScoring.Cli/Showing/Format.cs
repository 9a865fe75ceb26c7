using System.Globalization;

namespace StreamScoring.Cli.Showing;

/// <summary>How times and durations are written for people.</summary>
internal static class Format
{
    /// <summary>Milliseconds; a dash where nothing was measured.</summary>
    public static string Ms(long ns) =>
        ns <= 0 ? "-"
        : ns >= 10_000_000 ? string.Create(CultureInfo.InvariantCulture, $"{ns / 1e6:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{ns / 1e6:0.0} ms");

    /// <summary>A time in UTC; a dash before there was any.</summary>
    public static string Time(long ms) =>
        ms <= 0 ? "-" : DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The time of day alone.</summary>
    public static string ClockOfNs(long ns) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ns / 1_000_000).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A number of things, in words that fit it.</summary>
    public static string Count(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");
}
