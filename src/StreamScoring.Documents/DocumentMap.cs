using System.Collections.Immutable;

namespace StreamScoring.Documents;

/// <summary>One entry of a map.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyPosition">Where the key stands.</param>
/// <param name="Value">The value.</param>
public readonly record struct DocumentEntry(string Key, DocumentPosition KeyPosition, DocumentNode Value);

/// <summary>A map with unique keys, in the order of the file.</summary>
public sealed class DocumentMap : DocumentNode
{
    private readonly Dictionary<string, int> _index;

    internal DocumentMap(ImmutableArray<DocumentEntry> entries, string path, DocumentPosition position)
        : base(path, position)
    {
        Entries = entries;
        _index = new(entries.Length, StringComparer.Ordinal);
        for (var i = 0; i < entries.Length; i++)
            _index.Add(entries[i].Key, i);
    }

    /// <summary>The entries in order.</summary>
    public ImmutableArray<DocumentEntry> Entries { get; }

    /// <inheritdoc/>
    public override string Kind => "a map";

    /// <summary>The value of a key, or null when the map lacks it.</summary>
    public DocumentNode? this[string key] => _index.TryGetValue(key, out var i) ? Entries[i].Value : null;

    /// <summary>A map without some of the keys.</summary>
    public DocumentMap Without(Func<string, bool> key) => new([.. Entries.Where(e => !key(e.Key))], Path, Position);

    /// <summary>A map in which a key has another value; the key is added last when the map lacks it.</summary>
    public DocumentMap With(string key, DocumentNode value)
    {
        var placed = value.At(PathOf(Path, key));
        return new(
            _index.TryGetValue(key, out var i)
                ? Entries.SetItem(i, Entries[i] with { Value = placed })
                : Entries.Add(new DocumentEntry(key, default, placed)),
            Path,
            Position
        );
    }

    internal override DocumentNode At(string path) =>
        new DocumentMap([.. Entries.Select(e => e with { Value = e.Value.At(PathOf(path, e.Key)) })], path, Position);
}
