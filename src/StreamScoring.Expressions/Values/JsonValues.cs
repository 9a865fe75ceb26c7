using System.Text.Json;

namespace StreamScoring.Expressions.Values;

/// <summary>
/// A JSON document as values. Reading it makes a compact table of its nodes, in buffers that are reused: after the largest document nothing is allocated.
/// Of duplicate keys the first counts. The prefix <c>xdm:</c> of a key is dropped.
/// </summary>
public sealed class JsonValues : ValueSource
{
    private const int MaxDepth = 64;

    private readonly List<int> _open = [];
    private Value[] _values = new Value[16];
    private Value[] _keys = new Value[16];
    private int[] _marks = new int[16];
    private int[] _children = new int[16];
    private byte[] _text = new byte[256];
    private int _valueCount;
    private int _childCount;
    private int _textCount;

    /// <summary>Reads a document; the values of the one before are no longer valid. Throws <see cref="JsonException"/> when it is not JSON, or nested more than 64 deep.</summary>
    public Value Read(ReadOnlySpan<byte> utf8)
    {
        (_valueCount, _childCount, _textCount) = (0, 0, 0);
        _open.Clear();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        var root = ReadValue(ref reader);
        return reader.Read() ? throw new JsonException("more than one document") : root;
    }

    /// <summary>The values of a document that keeps its own buffers.</summary>
    public static Value Parse(string json) => new JsonValues().Read(System.Text.Encoding.UTF8.GetBytes(json));

    /// <inheritdoc/>
    public override Value Item(in Value list, int index) => _values[_children[list.Handle + index]];

    /// <inheritdoc/>
    public override Value Key(in Value map, int index) => _keys[_children[map.Handle + index]];

    /// <inheritdoc/>
    public override Value Entry(in Value map, int index) => _values[_children[map.Handle + index]];

    /// <inheritdoc/>
    public override Value Field(in Value map, FieldName name)
    {
        var children = _children.AsSpan(map.Handle, map.Count);
        foreach (var child in children)
        {
            if (_marks[child] == name.Mark && _keys[child].Utf8.SequenceEqual(name.Utf8))
                return _values[child];
        }

        return default;
    }

    private Value ReadValue(ref Utf8JsonReader reader) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadChildren(ref reader, true),
            JsonTokenType.StartArray => ReadChildren(ref reader, false),
            JsonTokenType.String => ReadText(ref reader),
            JsonTokenType.Number when reader.TryGetInt64(out var integer) => Value.Of(integer),
            JsonTokenType.Number => Value.Of(reader.GetDouble()),
            JsonTokenType.True => Value.Of(true),
            JsonTokenType.False => Value.Of(false),
            _ => default,
        };

    private Value ReadChildren(ref Utf8JsonReader reader, bool isObject)
    {
        var begin = _open.Count;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            Value key = default;
            if (isObject)
            {
                key = ReadText(ref reader);
                if (key.Utf8.StartsWith("xdm:"u8))
                    key = Value.Text(_text, _textCount - key.Utf8.Length + 4, key.Utf8.Length - 4);
                reader.Read();
            }

            var value = ReadValue(ref reader);
            if (_valueCount == _values.Length)
            {
                Array.Resize(ref _values, _valueCount * 2);
                Array.Resize(ref _keys, _valueCount * 2);
                Array.Resize(ref _marks, _valueCount * 2);
            }

            (_keys[_valueCount], _values[_valueCount]) = (key, value);
            _marks[_valueCount] = isObject ? FieldName.MarkOf(key.Utf8) : 0;
            _open.Add(_valueCount++);
        }

        var count = _open.Count - begin;
        var start = _childCount;
        if (_children.Length - start < count)
            Array.Resize(ref _children, Math.Max(start + count, _children.Length * 2));
        for (var i = 0; i < count; i++)
            _children[start + i] = _open[begin + i];
        _childCount += count;
        _open.RemoveRange(begin, count);
        return isObject ? Value.Object(this, start, count) : Value.List(this, start, count);
    }

    private Value ReadText(ref Utf8JsonReader reader)
    {
        var length = reader.ValueSpan.Length;
        // The old buffer is left to the collector: texts made in it stay readable.
        if (_text.Length - _textCount < length)
            (_text, _textCount) = (new byte[Math.Max(length, _text.Length * 2)], 0);
        var written = 0;
        if (!reader.ValueIsEscaped)
        {
            reader.ValueSpan.CopyTo(_text.AsSpan(_textCount));
            written = length;
        }
        else
        {
            try
            {
                written = reader.CopyString(_text.AsSpan(_textCount));
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException("a text holds half of a surrogate pair", e);
            }
        }

        var text = Value.Text(_text, _textCount, written);
        _textCount += written;
        return text;
    }
}
