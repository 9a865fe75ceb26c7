using StreamScoring.Decisioning.Planning;
using StreamScoring.Expressions.Values;
using StreamScoring.State.Versions;

namespace StreamScoring.Decisioning.Tables;

/// <summary>
/// The lookup tables of a rule set as a lane sees them: files as they are, topics as of a moment among the versions that were read. What was read since the last commit can be
/// given up. Looking up allocates nothing once its buffers have grown.
/// </summary>
public sealed class LaneTables : ValueSource
{
    private readonly (PlannedTable Planned, FieldName Field, Value Name, TopicTable? Topic)[] _tables;
    private long _timeNs;

    /// <summary>The tables of a plan; those of topics are empty.</summary>
    public LaneTables(RuleSetPlan plan, VersionedTableLimits? limits = null) =>
        _tables = [
            .. plan.Tables.Select(t =>
                (
                    t,
                    new FieldName(t.Table.Name),
                    Value.Text(t.Table.Name),
                    t.Table.Topic is null ? null : new TopicTable(t.Table, limits ?? VersionedTableLimits.Default)
                )
            ),
        ];

    /// <summary>Takes a record of a table's topic, valid from a time on: a row, a JSON object. False when it is none or too old.</summary>
    public bool Put(int table, ReadOnlySpan<byte> key, long timeNs, ReadOnlySpan<byte> json) => Topic(table).Put(key, timeNs, json);

    /// <summary>Takes that a row is gone from a time on.</summary>
    public void Delete(int table, ReadOnlySpan<byte> key, long timeNs) => Topic(table).Delete(key, timeNs);

    /// <summary>Makes what was read the state.</summary>
    public void Commit()
    {
        foreach (var table in _tables)
            table.Topic?.Commit();
    }

    /// <summary>Gives up what was read since the last commit.</summary>
    public void Abort()
    {
        foreach (var table in _tables)
            table.Topic?.Abort();
    }

    /// <summary>The tables as of a moment, for <c>lookup</c>; valid until the next call.</summary>
    internal Value AsOf(long timeNs)
    {
        _timeNs = timeNs;
        return _tables.Length == 0 ? default : Value.Object(this, -1, _tables.Length);
    }

    /// <inheritdoc/>
    public override Value Item(in Value list, int index) => default;

    /// <inheritdoc/>
    public override Value Key(in Value map, int index) =>
        map.Handle < 0 ? _tables[index].Name
        : _tables[map.Handle].Topic is { } topic ? topic.KeyAt(index)
        : _tables[map.Handle].Planned.File!.Key(index);

    /// <inheritdoc/>
    public override Value Entry(in Value map, int index) =>
        map.Handle < 0 ? Table(index)
        : _tables[map.Handle].Topic is { } topic ? topic.RowAt(index, _timeNs)
        : _tables[map.Handle].Planned.File!.Row(index);

    /// <inheritdoc/>
    public override Value Field(in Value map, FieldName name)
    {
        if (map.Handle >= 0)
            return base.Field(map, name);
        for (var i = 0; i < _tables.Length; i++)
        {
            if (_tables[i].Field.Utf8.SequenceEqual(name.Utf8))
                return Table(i);
        }

        return default;
    }

    private Value Table(int index) => Value.Object(this, index, _tables[index].Topic?.Count ?? _tables[index].Planned.File?.Count ?? 0);

    private TopicTable Topic(int table) =>
        _tables[table].Topic ?? throw new ArgumentException($"table '{_tables[table].Planned.Table.Name}' is a file", nameof(table));
}
