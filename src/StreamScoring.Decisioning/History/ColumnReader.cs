using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Expressions.Values;

namespace StreamScoring.Decisioning.History;

/// <summary>Reads the current event where decoding put it.</summary>
internal sealed class ColumnReader(HistorySpec spec, int maxItems) : FieldReader
{
    private readonly Column[] _columns = new Column[spec.Fields.Count];
    private EventBatch? _batch;
    private int _row;

    public override long TimeNs => _batch!.EventTimesNs[_row];

    public Column ColumnOf(int field) => _columns[field];

    public int Row => _row;

    public void Open(EventBatch batch, int row)
    {
        _row = row;
        if (ReferenceEquals(batch, _batch))
            return;
        for (var i = 0; i < _columns.Length; i++)
            _columns[i] = EventColumns.Of(batch, spec.Fields[i]);
        _batch = batch;
    }

    public override bool IsNull(int field) => _columns[field].IsNull(_row);

    public override Value Scalar(int field) => Read(_columns[field], _row);

    public override int Items(int field) => Math.Min(maxItems, ((ListColumn)_columns[field]).Range(_row).Length);

    public override Value Item(int field, int index)
    {
        var list = (ListColumn)_columns[field];
        var (start, length) = list.Range(_row);
        return index < length ? Read(list.Items, start + index) : default;
    }

    private static Value Read(Column column, int row)
    {
        if (column.IsNull(row))
            return default;
        return column switch
        {
            TextColumn text => Value.Text(text, row),
            ValueColumn<double> number => Value.Of(number[row]),
            ValueColumn<float> number => Value.Of((double)number[row]),
            ValueColumn<bool> flag => Value.Of(flag[row]),
            ValueColumn<long> { Shape.Type: ColumnType.Timestamp } time => Value.Time(time[row]),
            ValueColumn<long> integer => Value.Of(integer[row]),
            _ => default,
        };
    }
}
