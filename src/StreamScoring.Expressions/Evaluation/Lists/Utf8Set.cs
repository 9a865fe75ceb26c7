namespace StreamScoring.Expressions.Evaluation.Lists;

/// <summary>A fixed set of UTF-8 texts, open addressing over FNV-1a.</summary>
internal sealed class Utf8Set
{
    private readonly byte[]?[] _table;

    public Utf8Set(IReadOnlyCollection<byte[]> texts)
    {
        var size = 4;
        while (size < texts.Count * 2)
            size *= 2;
        _table = new byte[]?[size];
        foreach (var text in texts)
        {
            var at = Find(text);
            _table[at] ??= text;
        }
    }

    public bool Contains(ReadOnlySpan<byte> text) => _table[Find(text)] is not null;

    private int Find(ReadOnlySpan<byte> text)
    {
        var hash = 2166136261u;
        foreach (var b in text)
            hash = (hash ^ b) * 16777619;
        var at = (int)(hash & (uint)(_table.Length - 1));
        while (_table[at] is { } other && !text.SequenceEqual(other))
            at = (at + 1) & (_table.Length - 1);
        return at;
    }
}
