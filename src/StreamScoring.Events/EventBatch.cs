using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events;

/// <summary>
/// A run of events of one partition, in offset order, decoded into columns. Made once per lane and reused: <see cref="Reset"/> starts the next run.
/// A row with a fault has null in every column and only its position is known.
/// </summary>
public sealed class EventBatch
{
    private readonly Column[] _columns;
    private readonly Fault?[] _faults;

    /// <summary>A batch for a projection with room for <paramref name="capacity"/> events.</summary>
    public EventBatch(Projection projection, int capacity)
    {
        Projection = projection;
        Capacity = capacity;
        _columns = [.. projection.Fields.Select(f => Column.Create(f.Shape, capacity))];
        _faults = new Fault?[capacity];
        Ids = Text(capacity);
        Identities = Text(capacity);
        EventTypes = Text(capacity);
        EventTimesNs = (ValueColumn<long>)Column.Create(ColumnShape.Scalar(ColumnType.Timestamp), capacity);
        ReceivedTimesNs = (ValueColumn<long>)Column.Create(ColumnShape.Scalar(ColumnType.Timestamp), capacity);
        ArrivalTimesNs = (ValueColumn<long>)Column.Create(ColumnShape.Scalar(ColumnType.Timestamp), capacity);
        Offsets = new long[capacity];
        Duplicates = new bool[capacity];
    }

    /// <summary>The fields that were asked for.</summary>
    public Projection Projection { get; }

    /// <summary>The most events it can take.</summary>
    public int Capacity { get; }

    /// <summary>The events it holds.</summary>
    public int Count { get; private set; }

    /// <summary>How many runs of events it has held: tells two fillings apart, also when they are of two topics and begin at one offset.</summary>
    public long Run { get; private set; }

    /// <summary>The projected fields, by <see cref="Xdm.Projection.SlotOf"/>.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>The event's own <c>_id</c>; null when it has none.</summary>
    public TextColumn Ids { get; }

    /// <summary>The identity as <c>namespace:id</c>, the key of the contract topic; null when the event has none.</summary>
    public TextColumn Identities { get; }

    /// <summary><c>eventType</c>; null when absent.</summary>
    public TextColumn EventTypes { get; }

    /// <summary>The event's own <c>timestamp</c>, ns since the epoch. Set on every row without a fault.</summary>
    public ValueColumn<long> EventTimesNs { get; }

    /// <summary>The event's <c>receivedTimestamp</c>, ns since the epoch; null when absent.</summary>
    public ValueColumn<long> ReceivedTimesNs { get; }

    /// <summary>When the log got the event, ns since the epoch; null when the source does not know.</summary>
    public ValueColumn<long> ArrivalTimesNs { get; }

    /// <summary>The offset of each event in its partition.</summary>
    public long[] Offsets { get; }

    /// <summary>Per row, whether the key has seen its <c>_id</c> before; set by the pipeline.</summary>
    public bool[] Duplicates { get; }

    /// <summary>Per row, what is wrong with it, or null.</summary>
    public ReadOnlySpan<Fault?> Faults => _faults.AsSpan(0, Count);

    /// <summary>Empties the batch.</summary>
    public void Reset()
    {
        foreach (var column in _columns)
            column.Clear();
        Ids.Clear();
        Identities.Clear();
        EventTypes.Clear();
        EventTimesNs.Clear();
        ReceivedTimesNs.Clear();
        ArrivalTimesNs.Clear();
        Array.Clear(_faults, 0, Count);
        Array.Clear(Duplicates, 0, Count);
        Count = 0;
        Run++;
    }

    /// <summary>Adds a row, all null, for the event at <paramref name="offset"/>; returns its index. <paramref name="arrivalNs"/> is ns since the epoch, or null.</summary>
    public int Add(long offset, long? arrivalNs)
    {
        if (Count == Capacity)
            throw new InvalidOperationException($"the batch is full ({Capacity} events)");
        Offsets[Count] = offset;
        if (arrivalNs is { } ns)
            ArrivalTimesNs.Set(Count, ns);
        return Count++;
    }

    /// <summary>Takes the row added last back, as if it had never been added.</summary>
    public void RemoveLast()
    {
        var row = Count - 1;
        Take(row, null);
        ArrivalTimesNs.SetNull(row);
        Duplicates[row] = false;
        Count = row;
    }

    /// <summary>Marks a row as faulted and takes back whatever was decoded of it.</summary>
    public void SetFault(int row, Fault fault) => Take(row, fault);

    private void Take(int row, Fault? fault)
    {
        ClearColumns(row, fault);
        Ids.SetNull(row);
        Identities.SetNull(row);
        EventTypes.SetNull(row);
        EventTimesNs.SetNull(row);
        ReceivedTimesNs.SetNull(row);
    }

    /// <summary>Marks a decoded row as refused; its id, identity and times stay known.</summary>
    public void Refuse(int row, Fault fault) => ClearColumns(row, fault);

    private void ClearColumns(int row, Fault? fault)
    {
        _faults[row] = fault;
        foreach (var column in _columns)
            column.SetNull(row);
    }

    /// <summary>Whether the row is to be scored: it has no fault and is no duplicate.</summary>
    public bool IsLive(int row) => _faults[row] is null && !Duplicates[row];

    private static TextColumn Text(int capacity) => (TextColumn)Column.Create(ColumnShape.Scalar(ColumnType.Text), capacity);
}
