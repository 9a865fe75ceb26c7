using System.Runtime.CompilerServices;
using StreamScoring.Events.Faults;

namespace StreamScoring.Events.Wire.Json;

/// <summary>Passes over a value that nobody asked for, checking its grammar as strictly as if it were read.</summary>
internal static class JsonSkipper
{
    private const string ValueExpected = "a value was expected";

    /// <summary>
    /// Passes the value at the cursor, which stands inside <paramref name="depth"/> open objects and arrays. Never recurses.
    /// Compiled without a profile, as <see cref="JsonEventDecoder"/>'s walk over objects is.
    /// </summary>
    /// <param name="cursor">Stands at the first byte of the value.</param>
    /// <param name="next">That byte.</param>
    /// <param name="depth">Open objects and arrays around it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Skip(ref JsonCursor cursor, byte next, int depth)
    {
        // One bit for each object or array opened here, the innermost lowest: 1 is an object. 64 fit, the deepest that limits allow.
        var (kinds, open) = (0ul, 0);
        while (true)
        {
            if (next is (byte)'{' or (byte)'[')
            {
                if (depth + open >= cursor.MaxDepth)
                    return FailDepth(ref cursor);
                var isObject = next == '{';
                cursor.Position++;
                next = cursor.Peek();
                if (next != (isObject ? '}' : ']'))
                {
                    (kinds, open) = ((kinds << 1) | (isObject ? 1ul : 0ul), open + 1);
                    if (isObject && !PassName(ref cursor, ref next))
                        return false;
                    continue;
                }

                cursor.Position++;
            }
            else if (!SkipScalar(ref cursor, next))
                return false;

            while (true)
            {
                if (open == 0)
                    return true;
                next = cursor.Peek();
                var inObject = (kinds & 1) != 0;
                if (next == ',')
                {
                    cursor.Position++;
                    next = cursor.Peek();
                    if (inObject && !PassName(ref cursor, ref next))
                        return false;
                    break;
                }

                if (next != (inObject ? '}' : ']'))
                    return cursor.Fail(cursor.Position, inObject ? "a comma or } was expected" : "a comma or ] was expected");
                cursor.Position++;
                (kinds, open) = (kinds >> 1, open - 1);
            }
        }
    }

    /// <summary>Passes a string, number or literal.</summary>
    public static bool SkipScalar(ref JsonCursor cursor, byte next) =>
        next switch
        {
            (byte)'"' => cursor.SkipString(),
            (byte)'t' or (byte)'f' or (byte)'n' => cursor.ReadLiteral(next),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonNumber.TryRead(ref cursor, out _),
            _ => cursor.Fail(cursor.Position, ValueExpected),
        };

    /// <summary>Says that the value at the cursor is nested too deeply.</summary>
    public static bool FailDepth(ref JsonCursor cursor) =>
        cursor.Fail(cursor.Position, "objects and arrays are nested more deeply than allowed", FaultCode.LimitExceeded);

    /// <summary>Reads the colon after a name and gives the first byte of the value.</summary>
    public static bool PassColon(ref JsonCursor cursor, out byte next)
    {
        next = cursor.Peek();
        if (next != ':')
            return cursor.Fail(cursor.Position, "a colon was expected after a property name");
        cursor.Position++;
        next = cursor.Peek();
        return true;
    }

    private static bool PassName(ref JsonCursor cursor, ref byte next)
    {
        if (next != '"')
            return cursor.Fail(cursor.Position, "a property name in quotes was expected");
        return cursor.SkipString() && PassColon(ref cursor, out next);
    }
}
