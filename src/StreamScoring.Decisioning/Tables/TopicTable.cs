using System.Text.Json;
using StreamScoring.Decisioning.RuleSets;
using StreamScoring.Expressions.Values;
using StreamScoring.State.Versions;

namespace StreamScoring.Decisioning.Tables;

/// <summary>
/// A lookup table that follows a compacted topic, each row with its past. What was read since the last commit can be given up. One a lane. A row is parsed when it is first
/// looked at, and again only after it changed or when another of its versions is asked for.
/// </summary>
internal sealed class TopicTable(LookupTable table, VersionedTableLimits limits)
{
    private readonly VersionedTable _versions = new(limits);
    private readonly FieldName? _key = table.Key is null ? null : new FieldName(table.Key);
    private readonly Dictionary<TableKey, int> _positions = [];
    private readonly List<Row> _rows = [];
    private readonly JsonValues _checked = new();
    private long _stamp;

    /// <summary>Keys ever seen; some may have no row at a moment.</summary>
    public int Count => _rows.Count;

    /// <summary>Takes a record's row, valid from a time on. False when it is no row or too old: it counts for nothing then.</summary>
    public bool Put(ReadOnlySpan<byte> recordKey, long timeNs, ReadOnlySpan<byte> json)
    {
        try
        {
            var row = _checked.Read(json);
            if (row.Kind != ValueKind.Object)
                return false;
            var key = _key is null ? TableKey.OfText(recordKey) : TableKey.Of(row.Field(_key));
            if (key is null)
                return false;
            if (_versions.Put(key.Bytes, timeNs, json) != PutOutcome.Taken)
                return false;
            Note(key, _key is null ? Value.Text(recordKey.ToArray(), 0, recordKey.Length) : Own(row.Field(_key)));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Takes that the row of a record's key is gone from a time on.</summary>
    public void Delete(ReadOnlySpan<byte> recordKey, long timeNs)
    {
        // A deletion says nothing but the record's key: a row whose key is a number stands under its digits.
        var digits =
            _key is not null && long.TryParse(recordKey, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? TableKey.Of(Value.Of(number))
                : null;
        foreach (var key in new[] { TableKey.OfText(recordKey), digits })
        {
            if (key is null || !_positions.ContainsKey(key))
                continue;
            _versions.Delete(key.Bytes, timeNs);
            _stamp++;
        }
    }

    public void Commit() => _versions.Commit();

    public void Abort()
    {
        _versions.Abort();
        _stamp++;
    }

    public Value KeyAt(int position) => _rows[position].Key;

    /// <summary>The row as of a moment; null when there was none.</summary>
    public Value RowAt(int position, long timeNs)
    {
        var row = _rows[position];
        var found = _versions.Get(row.KeyBytes, timeNs);
        if (found.Status != VersionStatus.Found)
            return default;
        if (row.Stamp != _stamp || row.SinceNs != found.SinceNs || row.Values is null)
        {
            row.Values ??= new JsonValues();
            row.Parsed = row.Values.Read(found.Value);
            (row.Stamp, row.SinceNs) = (_stamp, found.SinceNs);
        }

        return row.Parsed;
    }

    private void Note(TableKey key, in Value value)
    {
        _stamp++;
        if (_positions.TryAdd(key, _rows.Count))
            _rows.Add(new Row(key.Bytes, value));
    }

    // The parsed row's buffers are used again for the next.
    private static Value Own(in Value key) => key.Kind == ValueKind.Text ? Value.Text(key.Utf8.ToArray(), 0, key.Utf8.Length) : key;

    private sealed class Row(byte[] keyBytes, Value key)
    {
        public byte[] KeyBytes { get; } = keyBytes;

        public Value Key { get; } = key;

        public JsonValues? Values { get; set; }

        public Value Parsed { get; set; }

        public long SinceNs { get; set; }

        public long Stamp { get; set; } = -1;
    }
}
