using System.Text;

namespace StreamScoring.Documents;

/// <summary>Writes documents for people: in their own order, to be read back as the same tree.</summary>
public static class DocumentText
{
    private const int LineWidth = 120;

    /// <summary>Indented JSON.</summary>
    public static string Json(DocumentNode node)
    {
        var text = new StringBuilder();
        Json(node, text, 0);
        return text.Append('\n').ToString();
    }

    /// <summary>YAML in block style; a map or list of scalars that fits on a line stands on one.</summary>
    public static string Yaml(DocumentNode node)
    {
        var text = new StringBuilder();
        if (Inline(node) is { } line)
            text.Append(line);
        else
            Block(node, text, 0);
        return text.Append('\n').ToString();
    }

    private static void Json(DocumentNode node, StringBuilder text, int indent)
    {
        switch (node)
        {
            case DocumentMap { Entries.Length: > 0 } map:
                text.Append('{');
                for (var i = 0; i < map.Entries.Length; i++)
                {
                    text.Append(i == 0 ? "\n" : ",\n").Append(' ', indent + 2);
                    CanonicalForm.Quote(map.Entries[i].Key, text);
                    text.Append(": ");
                    Json(map.Entries[i].Value, text, indent + 2);
                }

                text.Append('\n').Append(' ', indent).Append('}');
                break;
            case DocumentList { Items.Length: > 0 } list when list.Items.Any(n => n is not DocumentScalar):
                text.Append('[');
                for (var i = 0; i < list.Items.Length; i++)
                {
                    text.Append(i == 0 ? "\n" : ",\n").Append(' ', indent + 2);
                    Json(list.Items[i], text, indent + 2);
                }

                text.Append('\n').Append(' ', indent).Append(']');
                break;
            case DocumentList list:
                text.Append('[');
                for (var i = 0; i < list.Items.Length; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Json(list.Items[i], text, indent);
                }

                text.Append(']');
                break;
            case DocumentMap:
                text.Append("{}");
                break;
            case DocumentScalar scalar:
                CanonicalForm.Scalar(scalar, text);
                break;
        }
    }

    private static void Block(DocumentNode node, StringBuilder text, int indent)
    {
        if (node is DocumentMap map)
        {
            for (var i = 0; i < map.Entries.Length; i++)
            {
                if (i > 0)
                    text.Append('\n').Append(' ', indent);
                text.Append(Text(map.Entries[i].Key)).Append(':');
                Below(map.Entries[i].Value, text, indent + 2);
            }
        }
        else if (node is DocumentList list)
        {
            for (var i = 0; i < list.Items.Length; i++)
            {
                if (i > 0)
                    text.Append('\n').Append(' ', indent);
                text.Append("- ");
                if (Inline(list.Items[i]) is { } line)
                    text.Append(line);
                else
                    Block(list.Items[i], text, indent + 2);
            }
        }
    }

    private static void Below(DocumentNode value, StringBuilder text, int indent)
    {
        if (Inline(value) is { } line)
            text.Append(' ').Append(line);
        else
        {
            text.Append('\n').Append(' ', indent);
            Block(value, text, indent);
        }
    }

    private static string? Inline(DocumentNode node)
    {
        switch (node)
        {
            case DocumentScalar scalar:
                return Scalar(scalar);
            case DocumentMap map when map.Entries.All(e => e.Value is DocumentScalar):
                var line = "{" + string.Join(", ", map.Entries.Select(e => $"{Text(e.Key)}: {Scalar((DocumentScalar)e.Value)}")) + "}";
                return line.Length <= LineWidth || map.Entries.IsEmpty ? line : null;
            case DocumentList list when list.Items.All(n => n is DocumentScalar):
                line = "[" + string.Join(", ", list.Items.Select(n => Scalar((DocumentScalar)n))) + "]";
                return line.Length <= LineWidth || list.Items.IsEmpty ? line : null;
            default:
                return null;
        }
    }

    private static string Scalar(DocumentScalar scalar) =>
        scalar.Value switch
        {
            string s => Text(s),
            double.NaN => ".nan",
            double.PositiveInfinity => ".inf",
            double.NegativeInfinity => "-.inf",
            _ => CanonicalForm.Of(scalar),
        };

    // Plain only where nobody can doubt what it is, in block and in flow.
    private static string Text(string value)
    {
        if (
            value.Length is > 0 and < 80
            && char.IsAsciiLetter(value[0])
            && value[^1] != ' '
            && value.All(IsPlain)
            && YamlScalars.IsText(value)
            && !IsOldBoolean(value)
        )
            return value;
        var text = new StringBuilder();
        CanonicalForm.Quote(value, text);
        return text.ToString();
    }

    // YAML 1.1, which many readers still follow, takes these for booleans.
    private static bool IsOldBoolean(string value) => value.ToLowerInvariant() is "y" or "n" or "yes" or "no" or "on" or "off";

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ' ' or '(' or ')';
}
