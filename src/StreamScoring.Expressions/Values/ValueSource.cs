using System.Text;

namespace StreamScoring.Expressions.Values;

/// <summary>Data that values are handles into: a parsed document, a row of columns, a stored history, the evaluator's arena.</summary>
public abstract class ValueSource
{
    /// <summary>An item of a list, 0 ≤ <paramref name="index"/> &lt; its count.</summary>
    public abstract Value Item(in Value list, int index);

    /// <summary>The key of an entry of an object or map.</summary>
    public abstract Value Key(in Value map, int index);

    /// <summary>The value of an entry of an object or map.</summary>
    public abstract Value Entry(in Value map, int index);

    /// <summary>The value of a field of an object, or of the key of a map that is this text; null when there is none.</summary>
    public virtual Value Field(in Value map, FieldName name)
    {
        for (var i = 0; i < map.Count; i++)
        {
            var key = Key(map, i);
            if (key.Kind == ValueKind.Text && key.Utf8.SequenceEqual(name.Utf8))
                return Entry(map, i);
        }

        return default;
    }
}

/// <summary>The name of a field, made once at plan time.</summary>
/// <param name="text">The name.</param>
public sealed class FieldName(string text)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text);

    /// <summary>The name.</summary>
    public string Text { get; } = text;

    /// <summary>Tells most other names apart before their bytes are compared.</summary>
    internal int Mark { get; } = MarkOf(Encoding.UTF8.GetBytes(text));

    /// <summary>The name in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8;

    internal static int MarkOf(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? 0 : (utf8.Length << 24) ^ (utf8[utf8.Length / 2] << 16) ^ (utf8[^1] << 8) ^ utf8[0];

    /// <inheritdoc/>
    public override string ToString() => Text;
}
