using System.Globalization;

namespace StreamScoring.Cli.Showing;

/// <summary>How times and durations are written for people.</summary>
internal static class Format
{
    public static string Ms(long ns) =>
        ns >= 10_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{ns / 1e6:0} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{ns / 1e6:0.0} ms");

    public static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string TimeOfNs(long ns) => Time(ns / 1_000_000);
}
