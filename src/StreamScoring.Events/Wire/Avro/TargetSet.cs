using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>The columns that a decoder writes, bound to one batch: those of the projection, then those of the header.</summary>
internal sealed class TargetSet
{
    private readonly Column[] _columns;
    private readonly ListColumn?[] _lists;
    private readonly Projection _projection;
    private EventBatch? _batch;

    public TargetSet(Projection projection)
    {
        _projection = projection;
        var fields = projection.Fields.Count;
        _columns = new Column[fields + 4];
        _lists = new ListColumn?[fields + 4];
        Rows = new int[fields + 4];
        Shapes =
        [
            .. projection.Fields.Select(f => f.Shape),
            Scalar(ColumnType.Text),
            Scalar(ColumnType.Text),
            Scalar(ColumnType.Timestamp),
            Scalar(ColumnType.Timestamp),
        ];
    }

    /// <summary>What each target holds.</summary>
    public IReadOnlyList<ColumnShape> Shapes { get; }

    /// <summary>Per target, where the next value goes in <see cref="Column"/>.</summary>
    public int[] Rows { get; }

    /// <summary>The properties that every event is read for, and their targets.</summary>
    public static IEnumerable<(string Name, int Target)> Header(Projection projection)
    {
        var first = projection.Fields.Count;
        return [("_id", first), ("eventType", first + 1), ("timestamp", first + 2), ("receivedTimestamp", first + 3)];
    }

    /// <summary>The row of the batch being filled.</summary>
    public int FirstRow { get; private set; }

    /// <summary>The column that takes a target's values; of a list, its items.</summary>
    public Column Column(int target) => _columns[target];

    /// <summary>The list of a target. Throws when it is none.</summary>
    public ListColumn List(int target) => _lists[target]!;

    /// <summary>Aims at a row of a batch. Throws <see cref="ArgumentException"/> when the batch was made for another projection.</summary>
    public void Aim(EventBatch batch, int row)
    {
        if (!ReferenceEquals(batch, _batch))
            Bind(batch);
        FirstRow = row;
        Array.Fill(Rows, row);
    }

    private void Bind(EventBatch batch)
    {
        if (!ReferenceEquals(batch.Projection, _projection))
            throw new ArgumentException("the batch was made for another projection than the decoder", nameof(batch));
        var fields = batch.Columns.Count;
        for (var i = 0; i < fields; i++)
        {
            _lists[i] = batch.Columns[i] as ListColumn;
            _columns[i] = _lists[i]?.Items ?? batch.Columns[i];
        }

        _columns[fields] = batch.Ids;
        _columns[fields + 1] = batch.EventTypes;
        _columns[fields + 2] = batch.EventTimesNs;
        _columns[fields + 3] = batch.ReceivedTimesNs;
        _batch = batch;
    }

    private static ColumnShape Scalar(ColumnType type) => ColumnShape.Scalar(type);
}
