using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StreamScoring.Documents;

/// <summary>Reads one YAML document from the parser's events: no object mapping, no type guessing beyond the core schema.</summary>
internal sealed class YamlReader(string text, DocumentErrors errors)
{
    private readonly Parser _parser = new(new StringReader(text));
    private readonly Dictionary<string, DocumentNode> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    /// <summary>The root, or null when an error was added.</summary>
    public DocumentNode? Read()
    {
        try
        {
            _parser.MoveNext();
            _parser.MoveNext();
            if (_parser.Current is not DocumentStart)
            {
                errors.Add("$", new(1, 1), "the document is empty");
                return null;
            }

            _parser.MoveNext();
            var root = Node("$", 0);
            _parser.MoveNext();
            if (_parser.MoveNext() && _parser.Current is DocumentStart)
                errors.Add("$", Position(), "a second document begins here; one file holds one document");
            return root;
        }
        catch (YamlException e)
        {
            errors.Add("$", new((int)e.Start.Line, (int)e.Start.Column), $"this is not YAML: {e.Message}");
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 18.1 lets some of its own surprises out on broken flow collections.
            errors.Add("$", Position(), "this is not YAML: the text breaks off or a bracket stands where none can");
            return null;
        }
        catch (LimitException e)
        {
            errors.Add("$", Position(), e.Message);
            return null;
        }
    }

    private DocumentNode? Node(string path, int depth)
    {
        if (depth > DocumentLimits.MaxDepth)
            throw new LimitException($"maps and lists stand in one another more than {DocumentLimits.MaxDepth} deep");
        Count(1);
        var anchor = (_parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        var node = _parser.Current switch
        {
            AnchorAlias alias => Alias(alias, path),
            Scalar scalar => YamlScalars.Resolve(scalar, path, Position(), errors),
            SequenceStart start => List(start, path, depth),
            MappingStart start => Map(start, path, depth),
            _ => throw new LimitException("a value is missing here"),
        };
        if (!anchor.IsEmpty && node is not null)
            _anchors[anchor.Value] = node;
        return node;
    }

    private DocumentNode? Alias(AnchorAlias alias, string path)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            Count(Size(target));
            return target.At(path);
        }

        errors.Add(path, Position(), $"no anchor '&{alias.Value.Value}' stands before this alias");
        return null;
    }

    private DocumentList List(SequenceStart start, string path, int depth)
    {
        var position = Position();
        YamlScalars.RefuseTag(start.Tag, path, position, errors);
        var items = ImmutableArray.CreateBuilder<DocumentNode>();
        var index = 0;
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            if (Node(DocumentNode.PathOf(path, index++), depth + 1) is { } item)
                items.Add(item);
        }

        return new DocumentList(items.ToImmutable(), path, position);
    }

    private DocumentNode Map(MappingStart start, string path, int depth)
    {
        var position = Position();
        YamlScalars.RefuseTag(start.Tag, path, position, errors);
        var entries = ImmutableArray.CreateBuilder<DocumentEntry>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var keyPosition = Position();
            if (_parser.Current is not Scalar { Value: var key })
                throw new LimitException("a key must be plain text, not a map, a list or an alias");
            _parser.MoveNext();
            var value = Node(DocumentNode.PathOf(path, key), depth + 1);
            if (!seen.Add(key))
                errors.Add(DocumentNode.PathOf(path, key), keyPosition, $"the key '{key}' stands twice in this map");
            else if (value is not null)
                entries.Add(new(key, keyPosition, value));
        }

        return SpecialNumbers.MapOrNumber(entries.ToImmutable(), path, position);
    }

    private DocumentPosition Position() => _parser.Current is { } e ? new((int)e.Start.Line, (int)e.Start.Column) : new(1, 1);

    private void Count(int nodes)
    {
        _nodes += nodes;
        if (_nodes > DocumentLimits.MaxNodes)
            throw new LimitException($"the document has more than {DocumentLimits.MaxNodes} values once its aliases are written out");
    }

    private static int Size(DocumentNode node) =>
        node switch
        {
            DocumentList list => 1 + list.Items.Sum(Size),
            DocumentMap map => 1 + map.Entries.Sum(e => Size(e.Value)),
            _ => 1,
        };

    private sealed class LimitException(string message) : Exception(message);
}
