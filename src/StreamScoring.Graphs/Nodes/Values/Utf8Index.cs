namespace StreamScoring.Graphs.Nodes.Values;

/// <summary>Finds which of some fixed texts a UTF-8 text is, without making a string.</summary>
internal sealed class Utf8Index
{
    private readonly byte[][] _texts;
    private readonly int[] _table;

    /// <summary>An index of the texts; of equal ones the first counts.</summary>
    public Utf8Index(IEnumerable<byte[]> texts)
    {
        _texts = [.. texts];
        var size = 4;
        while (size < _texts.Length * 2)
            size *= 2;
        _table = new int[size];
        Array.Fill(_table, -1);
        for (var i = 0; i < _texts.Length; i++)
        {
            var at = Slot(_texts[i]);
            if (_table[at] < 0)
                _table[at] = i;
        }
    }

    /// <summary>The position of the text among those given, or -1.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => _table[Slot(utf8)];

    // The texts come from the graph's author, not from events, so a simple hash (FNV-1a) cannot be attacked.
    private int Slot(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var b in utf8)
            hash = (hash ^ b) * 16777619u;
        var at = (int)(hash & (uint)(_table.Length - 1));
        while (_table[at] >= 0 && !_texts[_table[at]].AsSpan().SequenceEqual(utf8))
            at = (at + 1) & (_table.Length - 1);
        return at;
    }
}
