using System.Text;
using System.Text.Json;

namespace StreamScoring.TestKit.Json;

/// <summary>Breaks JSON text, in its bytes or in its structure, as the given numbers say; the same numbers always break it in the same way.</summary>
public static class JsonMutator
{
    private static readonly byte[][] s_bytes =
    [
        [0xFF],
        [0xC0, 0x80],
        [0xED, 0xA0, 0x80],
        [0xE2, 0x82],
        [0],
        .. "{}[]:,\"\\ \n\t-0eE.x\u007F/'é".Select(c => Encoding.UTF8.GetBytes([c])),
    ];

    private static readonly string[] s_values =
    [
        "null",
        "true",
        "5",
        "3.0",
        "-0",
        "1e400",
        "-1e-400",
        "12345678901234567890123456789012345678901234567890",
        "0.1000000000000000000000000000000000000000000001",
        "1.7976931348623159e308",
        "9223372036854775808",
        "01",
        "1.",
        "-",
        "NaN",
        "\"\"",
        "\"x\\u0041\\ud83d\\ude00\\n\"",
        "\"\\uD800\"",
        "\"\\uDC00\\uD800\"",
        "\"\\x\"",
        "[]",
        "[1,\"a\",null,{}]",
        "[1,]",
        "{}",
        "{\"a\":1,\"a\":2}",
        "{\"id\":{\"id\":[{}]}}",
        "\"2018-11-05T18:13Z\"",
        "\"2018-11-05T18:13:02.123456789+05:30\"",
    ];

    /// <summary>Changes a few bytes: flipped, dropped, doubled, cut off, or put in.</summary>
    public static byte[] BreakBytes(byte[] text, uint kind, uint where, uint what)
    {
        var at = (int)(where % (uint)text.Length);
        var length = Math.Min((int)(what % 9), text.Length - at);
        return (kind % 6) switch
        {
            0 => [.. text[..at], (byte)(text[at] ^ (1 << (int)(what % 8))), .. text[(at + 1)..]],
            1 => [.. text[..at], .. text[(at + length)..]],
            2 => [.. text[..(at + length)], .. text[at..]],
            3 => what % 4 == 0 ? text[..at] : [.. text[..at], (byte)what, .. text[(at + 1)..]],
            4 => [.. text[..at], .. s_bytes[what % (uint)s_bytes.Length], .. text[at..]],
            _ => [.. text[..at], .. s_bytes[what % (uint)s_bytes.Length], .. text[(at + 1)..]],
        };
    }

    /// <summary>Puts another value in the place of one, nests one deeply, or writes a property twice. <paramref name="text"/> must be well-formed.</summary>
    public static byte[] BreakStructure(byte[] text, uint kind, uint where, uint what)
    {
        var (names, values) = Places(text);
        var (start, end) = values[(int)(where % (uint)values.Count)];
        switch (kind % 8)
        {
            case 0:
                var depth = (int)(what % 100);
                return Replace(
                    text,
                    start,
                    end,
                    [
                        .. Bytes(string.Concat(Enumerable.Repeat("[", depth))),
                        .. text[start..end],
                        .. Bytes(string.Concat(Enumerable.Repeat("]", depth))),
                    ]
                );
            case 1:
                var deep = (int)(what % 100);
                return Replace(
                    text,
                    start,
                    end,
                    Bytes(string.Concat(Enumerable.Repeat("{\"a\":", deep)) + "1" + string.Concat(Enumerable.Repeat("}", deep)))
                );
            case 2:
                var (from, to) = names[(int)(where % (uint)names.Count)];
                return Replace(text, from, from, [.. text[from..to], .. Bytes(s_values[what % (uint)s_values.Length]), (byte)',']);
            case 3:
                var (first, last) = names[(int)(where % (uint)names.Count)];
                return Replace(
                    text,
                    first,
                    first,
                    Bytes("\"" + (what % 2 == 0 ? "xdm:" : "x") + Encoding.UTF8.GetString(text[(first + 1)..last]) + "1,")
                );
            default:
                return Replace(text, start, end, Bytes(s_values[what % (uint)s_values.Length]));
        }
    }

    private static byte[] Replace(byte[] text, int start, int end, byte[] with) => [.. text[..start], .. with, .. text[end..]];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Where names (with their colon) and values stand.</summary>
    private static (List<(int Start, int End)> Names, List<(int Start, int End)> Values) Places(byte[] text)
    {
        List<(int, int)> names = [],
            values = [];
        var reader = new Utf8JsonReader(text);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.PropertyName)
                names.Add((start, (int)reader.BytesConsumed));
            else if (reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                var value = reader;
                value.Skip();
                values.Add((start, (int)value.BytesConsumed));
            }
        }

        return (names, values);
    }
}
