using System.Collections;

namespace StreamScoring.Documents;

/// <summary>Turns plain values into document nodes, for programs that write documents.</summary>
public static class DocumentBuilding
{
    /// <summary>A map from pairs. Values may be null, bool, integers, floats, strings, nodes, and sequences of these. Throws on any other.</summary>
    public static DocumentMap Map(params IEnumerable<(string Key, object? Value)> entries) => Map("$", entries);

    /// <summary>The node of a plain value: see <see cref="Map(IEnumerable{ValueTuple{string, object}})"/>.</summary>
    public static DocumentNode Node(object? value) => Node("$", value);

    private static DocumentMap Map(string path, IEnumerable<(string Key, object? Value)> entries) =>
        new(
            [.. entries.Select(e => new DocumentEntry(WellFormed(e.Key), default, Node(DocumentNode.PathOf(path, e.Key), e.Value)))],
            path,
            default
        );

    private static DocumentNode Node(string path, object? value) =>
        value switch
        {
            null => new DocumentScalar(ScalarKind.Null, null, path, default),
            DocumentNode node => node.At(path),
            bool b => new DocumentScalar(ScalarKind.Boolean, b, path, default),
            int i => new DocumentScalar(ScalarKind.Integer, (long)i, path, default),
            long i => new DocumentScalar(ScalarKind.Integer, i, path, default),
            float f => new DocumentScalar(ScalarKind.Float, (double)f, path, default),
            double d => new DocumentScalar(ScalarKind.Float, d, path, default),
            string s => new DocumentScalar(ScalarKind.Text, WellFormed(s), path, default),
            IEnumerable<(string, object?)> map => Map(path, map),
            IEnumerable items => new DocumentList(
                [.. items.Cast<object?>().Select((v, i) => Node(DocumentNode.PathOf(path, i), v))],
                path,
                default
            ),
            _ => throw new ArgumentException($"a document cannot hold a {value.GetType().Name}", nameof(value)),
        };

    private static string WellFormed(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (System.Text.Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done)
                throw new ArgumentException("a document cannot hold text with a lone surrogate", nameof(text));
            rest = rest[used..];
        }

        return text;
    }
}
