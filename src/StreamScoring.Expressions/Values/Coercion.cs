using System.Buffers.Text;
using StreamScoring.Events.Xdm;
using StreamScoring.Expressions.Times;

namespace StreamScoring.Expressions.Values;

/// <summary>How values of one kind are read as another.</summary>
internal static class Coercion
{
    private const long NsPerDay = 86_400_000_000_000;

    // Longer texts are neither numbers nor times, so that reading one takes no time to speak of.
    private const int MaxText = 100;

    /// <summary>In the place of a truth value: null and the empty list are false, booleans themselves, all else is true.</summary>
    public static bool ToBoolean(in Value value) =>
        value.Kind switch
        {
            ValueKind.Null => false,
            ValueKind.Boolean => value.Boolean,
            ValueKind.List or ValueKind.Map => value.Count > 0,
            _ => true,
        };

    /// <summary>A number, or a text that is one; false otherwise.</summary>
    public static bool TryNumber(in Value value, out double number)
    {
        switch (value.Kind)
        {
            case ValueKind.Number:
                number = value.Number;
                return true;
            case ValueKind.Integer:
                number = value.Integer;
                return true;
            case ValueKind.Text:
                return TryNumber(value.Utf8, out number);
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>A text as a number value; null when it is none.</summary>
    public static Value NumberOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxText)
            return default;
        if (Utf8Parser.TryParse(utf8, out long integer, out var used) && used == utf8.Length)
            return Value.Of(integer);
        return TryNumber(utf8, out var number) ? Value.Of(number) : default;
    }

    /// <summary>A moment or an interval from a time, epoch milliseconds, an ISO date-time, or an ISO date (which is a day). False for anything else.</summary>
    public static bool TryTime(in Value value, out Value time)
    {
        time = value;
        switch (value.Kind)
        {
            case ValueKind.Time or ValueKind.Interval:
                return true;
            case ValueKind.Integer when XdmTime.TryFromEpochMs(value.Integer, out var ns):
                time = Value.Time(ns);
                return true;
            case ValueKind.Number when Math.Abs(value.Number) < 9e12 && XdmTime.TryFromEpochMs((long)value.Number, out var ns):
                time = Value.Time(ns);
                return true;
            case ValueKind.Text:
                return TryTime(value.Utf8, out time);
            default:
                return false;
        }
    }

    private static bool TryTime(ReadOnlySpan<byte> utf8, out Value time)
    {
        time = default;
        if (utf8.Length > MaxText)
            return false;
        if (XdmTime.TryParse(utf8, out var ns))
        {
            time = Value.Time(ns);
            return true;
        }

        if (utf8.Length != 10 || utf8[4] != '-' || utf8[7] != '-')
            return false;
        if (
            !Utf8Parser.TryParse(utf8, out int year, out var used)
            || used != 4
            || !Two(utf8[5..7], out var month)
            || !Two(utf8[8..], out var day)
        )
            return false;
        if (UtcCalendar.DayStart(year, month, day) is not { } start)
            return false;
        time = Value.Interval(start, start > long.MaxValue - NsPerDay ? long.MaxValue : start + NsPerDay);
        return true;
    }

    private static bool Two(ReadOnlySpan<byte> digits, out int number) =>
        Utf8Parser.TryParse(digits, out number, out var used) && used == 2 && digits[0] is not ((byte)'+' or (byte)'-');

    private static bool TryNumber(ReadOnlySpan<byte> utf8, out double number)
    {
        number = 0;
        return utf8.Length <= MaxText
            && Utf8Parser.TryParse(utf8, out number, out var used)
            && used == utf8.Length
            && double.IsFinite(number);
    }
}
