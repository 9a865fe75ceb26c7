using System.Buffers;

namespace StreamScoring.Events.Scores;

/// <summary>JSON strings: only what must be escaped is, everything else stands as UTF-8.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(i => (byte)i),
        (byte)'"',
        (byte)'\\',
    ]);

    /// <summary>The most bytes a byte becomes: <c>\u001f</c>.</summary>
    private const int MostPerByte = 6;

    /// <summary>Appends the text of a string, without quotes.</summary>
    public static void Write(ref ByteSink sink, scoped ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            var plain = utf8.IndexOfAny(Escaped);
            if (plain < 0)
            {
                sink.Write(utf8);
                return;
            }

            sink.Write(utf8[..plain]);
            WriteEscape(ref sink, utf8[plain]);
            utf8 = utf8[(plain + 1)..];
        }
    }

    /// <summary>Appends a string, with quotes.</summary>
    public static void WriteQuoted(ref ByteSink sink, scoped ReadOnlySpan<byte> utf8)
    {
        sink.Write((byte)'"');
        Write(ref sink, utf8);
        sink.Write((byte)'"');
    }

    /// <summary>Appends a string, with quotes; in pieces, so that no text is ever made of it.</summary>
    public static void WriteQuoted(ref ByteSink sink, string text)
    {
        Span<byte> piece = stackalloc byte[3 * 64];
        sink.Write((byte)'"');
        for (var at = 0; at < text.Length; )
        {
            var length = Math.Min(64, text.Length - at);
            if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]))
                length--;
            Write(ref sink, piece[..System.Text.Encoding.UTF8.GetBytes(text.AsSpan(at, Math.Max(length, 1)), piece)]);
            at += Math.Max(length, 1);
        }

        sink.Write((byte)'"');
    }

    private static void WriteEscape(ref ByteSink sink, byte value)
    {
        var room = sink.Room(MostPerByte);
        room[0] = (byte)'\\';
        var simple = value switch
        {
            (byte)'"' or (byte)'\\' => value,
            8 => (byte)'b',
            9 => (byte)'t',
            10 => (byte)'n',
            12 => (byte)'f',
            13 => (byte)'r',
            _ => (byte)0,
        };
        if (simple != 0)
        {
            room[1] = simple;
            sink.Advance(2);
            return;
        }

        "u00"u8.CopyTo(room[1..]);
        room[4] = (byte)('0' + (value >> 4));
        room[5] = "0123456789abcdef"u8[value & 15];
        sink.Advance(MostPerByte);
    }
}
