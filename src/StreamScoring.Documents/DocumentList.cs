using System.Collections.Immutable;

namespace StreamScoring.Documents;

/// <summary>A list.</summary>
public sealed class DocumentList : DocumentNode
{
    internal DocumentList(ImmutableArray<DocumentNode> items, string path, DocumentPosition position)
        : base(path, position) => Items = items;

    /// <summary>The items in order.</summary>
    public ImmutableArray<DocumentNode> Items { get; }

    /// <inheritdoc/>
    public override string Kind => "a list";

    internal override DocumentNode At(string path) => new DocumentList([.. Items.Select((n, i) => n.At(PathOf(path, i)))], path, Position);
}
