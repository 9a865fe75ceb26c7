using StreamScoring.Documents;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Graphs;

/// <summary>One field of the event that a graph reads.</summary>
/// <param name="Name">The column's name in the graph.</param>
/// <param name="Field">Where it stands in the event, and what the column holds.</param>
/// <param name="Source">The declaration in the document.</param>
public sealed record ReceiverColumn(string Name, ProjectedField Field, DocumentNode Source)
{
    /// <summary>Reads the spelling of a shape: <c>string</c>, <c>list&lt;float64&gt;</c>, <c>float32[7]</c>.</summary>
    internal static ColumnShape? ParseShape(string text)
    {
        if (text.StartsWith("list<", StringComparison.Ordinal) && text.EndsWith('>'))
            return ParseType(text[5..^1]) is { } item ? ColumnShape.List(item) : null;
        if (text.EndsWith(']') && text.IndexOf('[', StringComparison.Ordinal) is > 0 and var bracket)
        {
            return
                ParseType(text[..bracket]) is { } element
                && int.TryParse(
                    text.AsSpan(bracket + 1, text.Length - bracket - 2),
                    System.Globalization.NumberStyles.None,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var width
                )
                && width is > 0 and <= 65536
                ? ColumnShape.Vector(element, width)
                : null;
        }

        return ParseType(text) is { } type ? ColumnShape.Scalar(type) : null;
    }

    /// <summary>The names of the element types.</summary>
    internal static IReadOnlyList<string> TypeNames { get; } = [.. Enum.GetValues<ColumnType>().Select(ColumnShape.Name)];

    private static ColumnType? ParseType(string text)
    {
        foreach (var type in Enum.GetValues<ColumnType>())
        {
            if (string.Equals(ColumnShape.Name(type), text, StringComparison.Ordinal))
                return type;
        }

        return null;
    }
}
