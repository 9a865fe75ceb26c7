using System.Globalization;

namespace StreamScoring.Documents;

/// <summary>
/// Reads the keys of a map with their types and collects what is wrong. Every key must be asked for before <see cref="Finish"/>, which reports the others.
/// A getter returns null both for a key that is absent and for one that is wrong; the latter was then added to the errors.
/// </summary>
public sealed class MapReader(DocumentMap map, DocumentErrors errors)
{
    private readonly List<string> _known = [];

    /// <summary>The map.</summary>
    public DocumentMap Map { get; } = map;

    /// <summary>Where problems go.</summary>
    public DocumentErrors Errors { get; } = errors;

    /// <summary>Whether the key is there. Does not count as asking for it.</summary>
    public bool Has(string key) => Map[key] is not null;

    /// <summary>The node of a key, of any kind.</summary>
    public DocumentNode? Node(string key)
    {
        if (!_known.Contains(key, StringComparer.Ordinal))
            _known.Add(key);
        return Map[key];
    }

    /// <summary>The node of a key that must be there. <paramref name="expected"/> says what, for the message.</summary>
    public DocumentNode? RequiredNode(string key, string expected)
    {
        var node = Node(key);
        if (node is null)
            Errors.Add(Map, $"'{key}' is missing: expected {expected}");
        return node;
    }

    /// <summary>Text.</summary>
    public string? Text(string key) => Text(Node(key));

    /// <summary>Text that must be there.</summary>
    public string? RequiredText(string key, string expected = "text") => Text(RequiredNode(key, expected));

    /// <summary>The text of a node; anything else is an error.</summary>
    public string? Text(DocumentNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case DocumentScalar { Value: string s }:
                return s;
            case DocumentScalar { ScalarKind: ScalarKind.Integer or ScalarKind.Float or ScalarKind.Boolean } scalar:
                Errors.Add(node, $"expected text, found {scalar.Kind}; put it in quotes if text is meant");
                return null;
            default:
                Errors.Add(node, $"expected text, found {node.Kind}");
                return null;
        }
    }

    /// <summary>An integer within bounds.</summary>
    public long? Integer(string key, long min = long.MinValue, long max = long.MaxValue)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is DocumentScalar { Value: long i } && i >= min && i <= max)
            return i;
        var bounds = (min, max) switch
        {
            (long.MinValue, long.MaxValue) => "",
            (_, long.MaxValue) => string.Create(CultureInfo.InvariantCulture, $" of at least {min}"),
            (long.MinValue, _) => string.Create(CultureInfo.InvariantCulture, $" of at most {max}"),
            _ => string.Create(CultureInfo.InvariantCulture, $" from {min} to {max}"),
        };
        Errors.Add(
            node,
            $"expected an integer{bounds}, found {(node is DocumentScalar { Value: long other } ? other.ToString(CultureInfo.InvariantCulture) : node.Kind)}"
        );
        return null;
    }

    /// <summary>A number, integer or not.</summary>
    public double? Number(string key)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is DocumentScalar { Number: { } number })
            return number;
        Errors.Add(node, $"expected a number, found {node.Kind}");
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string key)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is DocumentScalar { Value: bool flag })
            return flag;
        Errors.Add(
            node,
            node is DocumentScalar { Value: "yes" or "no" or "on" or "off" }
                ? "expected true or false: in YAML 1.2 yes, no, on and off are text"
                : $"expected true or false, found {node.Kind}"
        );
        return null;
    }

    /// <summary>A duration such as <c>30min</c>, in nanoseconds.</summary>
    public long? DurationNs(string key)
    {
        if (Node(key) is not { } node)
            return null;
        if (node is DocumentScalar { Value: string text } && Durations.TryParse(text, out var ns))
            return ns;
        Errors.Add(node, "expected a duration such as 1h, 30min, 1h30min, 10s or 500ms (units: d, h, min, s, ms, us, ns)");
        return null;
    }

    /// <summary>One of some words.</summary>
    public string? Choice(string key, params IReadOnlyCollection<string> choices)
    {
        if (Node(key) is not { } node || Text(node) is not { } text)
            return null;
        if (choices.Contains(text, StringComparer.Ordinal))
            return text;
        Errors.Add(
            node,
            $"'{text}' is not one of {string.Join(", ", choices)}{(Suggestion.For(text, choices) is { } near ? $"; did you mean '{near}'?" : "")}"
        );
        return null;
    }

    /// <summary>A map.</summary>
    public MapReader? Section(string key) => Section(Node(key));

    /// <summary>The reader of a node that must be a map.</summary>
    public MapReader? Section(DocumentNode? node)
    {
        if (node is DocumentMap section)
            return new(section, Errors);
        if (node is not null)
            Errors.Add(node, $"expected a map of keys to values, found {node.Kind}");
        return null;
    }

    /// <summary>A list of anything; null when absent.</summary>
    public IReadOnlyList<DocumentNode>? List(string key)
    {
        var node = Node(key);
        if (node is DocumentList list)
            return list.Items;
        if (node is not null)
            Errors.Add(node, $"expected a list, found {node.Kind}");
        return null;
    }

    /// <summary>One node or a list of them; null when absent.</summary>
    public IReadOnlyList<DocumentNode>? OneOrMany(string key) =>
        Node(key) switch
        {
            null => null,
            DocumentList list => list.Items,
            var one => [one],
        };

    /// <summary>A list of texts; null when absent, items that are wrong are left out.</summary>
    public IReadOnlyList<string>? Texts(string key) => List(key)?.Select(Text).OfType<string>().ToList();

    /// <summary>Reports every key that nobody asked for.</summary>
    public void Finish()
    {
        foreach (var entry in Map.Entries)
        {
            if (!_known.Contains(entry.Key, StringComparer.Ordinal))
                Errors.Add(
                    DocumentNode.PathOf(Map.Path, entry.Key),
                    entry.KeyPosition,
                    $"the key '{entry.Key}' is not known here{Suggestion.Hint(entry.Key, _known)}"
                );
        }
    }
}
