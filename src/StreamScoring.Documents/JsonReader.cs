using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamScoring.Documents;

/// <summary>Reads JSON to the letter, keeping positions.</summary>
internal sealed class JsonReader(string text, DocumentErrors errors)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
    private int _nodes;
    private int _line = 1;
    private int _lineStart;
    private int _scanned;

    /// <summary>The root, or null when an error was added.</summary>
    public DocumentNode? Read()
    {
        var reader = new Utf8JsonReader(_utf8, new JsonReaderOptions { MaxDepth = DocumentLimits.MaxDepth });
        try
        {
            reader.Read();
            var root = Value(ref reader, "$");
            if (reader.Read())
                errors.Add("$", Position(reader), "something stands after the end of the document");
            return root;
        }
        catch (JsonException e)
        {
            // The platform's message ends in its own count of lines, from 0; ours is beside it.
            var message = e.Message.Split(" LineNumber:")[0];
            errors.Add("$", new((int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1), $"this is not JSON: {message}");
            return null;
        }
    }

    private DocumentNode? Value(ref Utf8JsonReader reader, string path)
    {
        var position = Position(reader);
        if (++_nodes > DocumentLimits.MaxNodes)
            throw new JsonException($"more than {DocumentLimits.MaxNodes} values");
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Map(ref reader, path, position);
            case JsonTokenType.StartArray:
                var items = ImmutableArray.CreateBuilder<DocumentNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (Value(ref reader, DocumentNode.PathOf(path, items.Count)) is { } item)
                        items.Add(item);
                }

                return new DocumentList(items.ToImmutable(), path, position);
            case JsonTokenType.String:
                return Text(reader, path, position) is { } s ? new DocumentScalar(ScalarKind.Text, s, path, position) : null;
            case JsonTokenType.Number:
                return Number(reader, path, position);
            case JsonTokenType.True or JsonTokenType.False:
                return new DocumentScalar(ScalarKind.Boolean, reader.TokenType == JsonTokenType.True, path, position);
            default:
                return new DocumentScalar(ScalarKind.Null, null, path, position);
        }
    }

    private DocumentNode Map(ref Utf8JsonReader reader, string path, DocumentPosition position)
    {
        var entries = ImmutableArray.CreateBuilder<DocumentEntry>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var keyPosition = Position(reader);
            var key = Text(reader, path, keyPosition) ?? "";
            reader.Read();
            var value = Value(ref reader, DocumentNode.PathOf(path, key));
            if (!seen.Add(key))
                errors.Add(DocumentNode.PathOf(path, key), keyPosition, $"the key '{key}' stands twice in this map");
            else if (value is not null)
                entries.Add(new(key, keyPosition, value));
        }

        return SpecialNumbers.MapOrNumber(entries.ToImmutable(), path, position);
    }

    private string? Text(in Utf8JsonReader reader, string path, DocumentPosition position)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            errors.Add(path, position, "this text is not valid Unicode: half of a surrogate pair stands alone");
            return null;
        }
    }

    private DocumentScalar? Number(in Utf8JsonReader reader, string path, DocumentPosition position)
    {
        if (reader.ValueSpan.IndexOfAny("eE."u8) >= 0)
        {
            var d = double.Parse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
            if (double.IsFinite(d))
                return new DocumentScalar(ScalarKind.Float, d, path, position);
            errors.Add(path, position, "this number is too large");
            return null;
        }

        if (reader.TryGetInt64(out var i))
            return new DocumentScalar(ScalarKind.Integer, i, path, position);
        errors.Add(path, position, "this integer does not fit into 64 bits; write it with a decimal point to have a float");
        return null;
    }

    private DocumentPosition Position(in Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        while (_utf8.AsSpan(_scanned, start - _scanned).IndexOf((byte)'\n') is >= 0 and var newline)
        {
            _line++;
            _scanned += newline + 1;
            _lineStart = _scanned;
        }

        return new(_line, Encoding.UTF8.GetCharCount(_utf8.AsSpan(_lineStart, start - _lineStart)) + 1);
    }
}
