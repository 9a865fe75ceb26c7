using System.Globalization;
using System.Text;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Cli.Commands;

/// <summary>Times of events as people write and read them.</summary>
internal static class EventTimes
{
    /// <summary>A time or a day, ns since the epoch; false after saying what is wrong on standard error. Null stays null.</summary>
    public static bool TryRead(string? text, string option, out long? ns)
    {
        ns = null;
        if (text is null)
            return true;
        var whole = text.Length == 10 ? text + "T00:00:00Z" : text;
        if (XdmTime.TryParse(Encoding.UTF8.GetBytes(whole), out var parsed))
        {
            ns = parsed;
            return true;
        }

        Console.Error.WriteLine($"error: {option} takes a time such as 2018-12-10T15:30:00Z, found '{text}'");
        return false;
    }

    /// <summary><c>2018-12-10T15:30:00Z</c>, with milliseconds where there are any.</summary>
    public static string Text(long ns) =>
        DateTime
            .UnixEpoch.AddTicks(ns / 100)
            .ToString(ns % 1_000_000_000 == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
