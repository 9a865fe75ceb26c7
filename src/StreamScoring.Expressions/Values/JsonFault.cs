using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamScoring.Expressions.Values;

/// <summary>Why a text is no JSON document that can be read, and where.</summary>
/// <param name="Start">The byte at which it shows, in UTF-8.</param>
/// <param name="Message">What is wrong.</param>
public sealed record JsonFault(int Start, string Message)
{
    /// <summary>The first fault of a document, or null: not JSON, nested deeper than <paramref name="maxDepth"/>, or a text with half of a surrogate pair.</summary>
    public static JsonFault? Find(ReadOnlySpan<byte> utf8, int maxDepth = 64)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    reader.GetString();
            }

            return null;
        }
        catch (InvalidOperationException)
        {
            return new((int)reader.TokenStartIndex, "this text holds half of a surrogate pair, which is no character");
        }
        catch (JsonException e)
        {
            var at = Offset(utf8, e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
            return new(at, reader.CurrentDepth >= maxDepth ? $"this is nested more than {maxDepth} levels deep" : Describe(utf8, at));
        }
    }

    /// <summary>The line and column of a byte, both from 1; columns count characters.</summary>
    public static (int Line, int Column) Position(ReadOnlySpan<byte> utf8, int start)
    {
        var before = utf8[..Math.Min(start, utf8.Length)];
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
    }

    private static int Offset(ReadOnlySpan<byte> utf8, long line, long positionInLine)
    {
        var at = 0;
        for (; line > 0 && utf8[at..].IndexOf((byte)'\n') is >= 0 and var end; line--)
            at += end + 1;
        return (int)Math.Min(utf8.Length, at + positionInLine);
    }

    private static string Describe(ReadOnlySpan<byte> utf8, int at)
    {
        if (at >= utf8.Length || utf8[at..].IndexOfAnyExcept(" \t\r\n"u8) < 0)
            return "this is no JSON: it ends too early";
        Rune.DecodeFromUtf8(utf8[at..], out var found, out _);
        return Rune.IsControl(found)
            ? string.Create(CultureInfo.InvariantCulture, $"this is no JSON: the character U+{found.Value:X4} cannot stand here")
            : $"this is no JSON: '{found}' cannot stand here";
    }
}
