using System.Globalization;

namespace StreamScoring.Events.Wire;

/// <summary>Times as text: RFC 3339 in UTC, with as few digits of a fraction as the nanoseconds need.</summary>
public static class TimeText
{
    /// <summary>The most bytes that <see cref="Write"/> writes: <c>2018-11-05T18:13:02.123456789Z</c>.</summary>
    public const int MaxBytes = 30;

    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Writes <paramref name="ns"/> since the epoch; returns the bytes written. <paramref name="target"/> holds at least <see cref="MaxBytes"/>.</summary>
    public static int Write(Span<byte> target, long ns)
    {
        var (seconds, fraction) = Math.DivRem(ns, NsPerSecond);
        if (fraction < 0)
        {
            seconds--;
            fraction += NsPerSecond;
        }

        var time = new DateTime(DateTime.UnixEpoch.Ticks + (seconds * TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        time.TryFormat(target, out var length, "s", CultureInfo.InvariantCulture);
        if (fraction != 0)
        {
            target[length++] = (byte)'.';
            for (var digit = NsPerSecond / 10; fraction != 0; digit /= 10)
            {
                target[length++] = (byte)('0' + (fraction / digit));
                fraction %= digit;
            }
        }

        target[length++] = (byte)'Z';
        return length;
    }
}
