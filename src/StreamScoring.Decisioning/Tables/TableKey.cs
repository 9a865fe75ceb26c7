using System.Globalization;
using System.Text;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.Tables;

/// <summary>The key of a row: a text or a whole number; the two are never equal, as in expressions.</summary>
/// <param name="Name">Tells keys apart, of any kind.</param>
internal sealed record TableKey(string Name)
{
    /// <summary>The key that a value is; null when it is no key.</summary>
    public static TableKey? Of(in Value value) =>
        value.Kind switch
        {
            ValueKind.Text => OfText(value.Utf8),
            ValueKind.Integer => new(value.Integer.ToString(CultureInfo.InvariantCulture)),
            _ => null,
        };

    /// <summary>The key that a text is.</summary>
    public static TableKey OfText(ReadOnlySpan<byte> utf8) => new("'" + Convert.ToHexString(utf8));

    /// <summary>Its bytes.</summary>
    public byte[] Bytes => Encoding.ASCII.GetBytes(Name);
}
