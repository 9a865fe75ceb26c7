using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StreamScoring.Documents;

/// <summary>
/// One spelling for documents that mean the same: JSON without blanks, keys sorted by UTF-16 code units and shortest numbers, as RFC 8785, except that a float
/// keeps its point (<c>1.0</c> is not <c>1</c>: they mean different things to an encoder), integers keep all 64 bits, and NaN and the infinities are <c>{"$":"NaN"}</c>.
/// </summary>
public static class CanonicalForm
{
    /// <summary>The canonical text.</summary>
    public static string Of(DocumentNode node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    /// <summary><c>sha256:</c> and the lower-case hash of the canonical text in UTF-8.</summary>
    public static string ContentHash(DocumentNode node) => ContentHash(Of(node));

    /// <summary><c>sha256:</c> and the lower-case hash of a text in UTF-8.</summary>
    public static string ContentHash(string text) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The shortest text that reads back as the same float, always with a point or an exponent.</summary>
    internal static string Float(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') >= 0 ? text : text + ".0";
    }

    /// <summary>Appends a JSON string, escaping only what must be.</summary>
    internal static void Quote(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' or (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff' => text.Append(
                    CultureInfo.InvariantCulture,
                    $"\\u{(int)c:x4}"
                ),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static void Write(DocumentNode node, StringBuilder text)
    {
        switch (node)
        {
            case DocumentScalar scalar:
                Scalar(scalar, text);
                break;
            case DocumentList list:
                text.Append('[');
                for (var i = 0; i < list.Items.Length; i++)
                {
                    if (i > 0)
                        text.Append(',');
                    Write(list.Items[i], text);
                }

                text.Append(']');
                break;
            case DocumentMap map:
                text.Append('{');
                var first = true;
                foreach (var entry in map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
                {
                    if (!first)
                        text.Append(',');
                    first = false;
                    Quote(entry.Key, text);
                    text.Append(':');
                    Write(entry.Value, text);
                }

                text.Append('}');
                break;
        }
    }

    internal static void Scalar(DocumentScalar scalar, StringBuilder text)
    {
        switch (scalar.Value)
        {
            case null:
                text.Append("null");
                break;
            case bool b:
                text.Append(b ? "true" : "false");
                break;
            case long i:
                text.Append(i.ToString(CultureInfo.InvariantCulture));
                break;
            case double d when SpecialNumbers.Name(d) is { } name:
                text.Append("{\"$\":\"").Append(name).Append("\"}");
                break;
            case double d:
                text.Append(Float(d));
                break;
            case string s:
                Quote(s, text);
                break;
        }
    }
}
