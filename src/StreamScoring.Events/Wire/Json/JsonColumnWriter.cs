using System.Runtime.CompilerServices;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events.Wire.Json;

/// <summary>Writes values as they stand in JSON text into the columns of one row, by the slots of a <see cref="JsonPlan"/>.</summary>
internal sealed class JsonColumnWriter(Projection projection, DecodeLimits limits)
{
    private readonly Column[] _targets = new Column[projection.Fields.Count + JsonPlan.HeaderSlots];
    private readonly int[] _itemRows = new int[projection.Fields.Count];
    private EventBatch? _batch;
    private int _row;

    /// <summary>Unescaped text of this event that is not in a column.</summary>
    public JsonScratch Scratch { get; } = new();

    /// <summary>Starts a row. Throws <see cref="ArgumentException"/> when the batch was made for another projection.</summary>
    public void Begin(EventBatch batch, int row)
    {
        if (!ReferenceEquals(batch, _batch))
            Bind(batch);
        _row = row;
        Scratch.Clear();
    }

    /// <summary>Starts the row's list in a list column.</summary>
    public void BeginList(int slot) => ((ListColumn)_batch!.Columns[slot]).Begin(_row);

    /// <summary>Adds an item, null until it is set.</summary>
    public void AddItem(int slot) => _itemRows[slot] = ((ListColumn)_batch!.Columns[slot]).Add(_row);

    /// <summary>Sets a boolean. Returns false when the column holds something else.</summary>
    public bool TrySet(JsonPlace node, in JsonSink sink, bool value)
    {
        if (sink.Type != ColumnType.Boolean)
            return false;
        Unsafe.As<ValueColumn<bool>>(_targets[sink.Slot]).Set(RowOf(node, sink), value);
        return true;
    }

    /// <summary>Sets a number. Returns false when the column cannot hold it.</summary>
    public bool TrySet(JsonPlace node, in JsonSink sink, ReadOnlySpan<byte> text, in JsonNumber number)
    {
        var (target, row) = (_targets[sink.Slot], RowOf(node, sink));
        switch (sink.Type)
        {
            case ColumnType.Int64 when JsonNumbers.TryToInt64(text, number, out var value):
                Unsafe.As<ValueColumn<long>>(target).Set(row, value);
                return true;
            case ColumnType.Timestamp when JsonNumbers.TryToInt64(text, number, out var ms) && XdmTime.TryFromEpochMs(ms, out var ns):
                Unsafe.As<ValueColumn<long>>(target).Set(row, ns);
                return true;
            case ColumnType.Float64 when JsonNumbers.TryToFloat64(text, number, out var value):
                Unsafe.As<ValueColumn<double>>(target).Set(row, value);
                return true;
            case ColumnType.Float32 when JsonNumbers.TryToFloat32(text, number, out var value):
                Unsafe.As<ValueColumn<float>>(target).Set(row, value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sets a text, given as it stands between the quotes. <see cref="FaultCode.None"/> when that went well.</summary>
    public FaultCode TrySet(JsonPlace node, in JsonSink sink, ReadOnlySpan<byte> raw, bool escaped)
    {
        var (target, row) = (_targets[sink.Slot], RowOf(node, sink));
        if (sink.Type == ColumnType.Timestamp)
        {
            if (!XdmTime.TryParse(escaped ? Scratch.Unescape(raw) : raw, out var ns))
                return FaultCode.TypeMismatch;
            Unsafe.As<ValueColumn<long>>(target).Set(row, ns);
            return FaultCode.None;
        }

        if (sink.Type != ColumnType.Text)
            return FaultCode.TypeMismatch;
        if (!FitsText(raw, escaped))
            return FaultCode.LimitExceeded;
        var column = Unsafe.As<TextColumn>(target);
        if (escaped)
            column.EndSet(row, JsonStrings.Unescape(raw, column.BeginSet(row, raw.Length)));
        else
            column.Set(row, raw);
        return FaultCode.None;
    }

    /// <summary>Whether a text keeps to its limit, once unescaped.</summary>
    public bool FitsText(ReadOnlySpan<byte> raw, bool escaped) =>
        raw.Length <= limits.MaxTextBytes
        || (escaped && raw.Length / 6 <= limits.MaxTextBytes && Scratch.Unescape(raw).Length <= limits.MaxTextBytes);

    /// <summary>The column behind a slot and the row that is being filled, for vectors.</summary>
    public (Column Column, int Row) Vector(int slot) => (_targets[slot], _row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int RowOf(JsonPlace node, in JsonSink sink) => node.IsItem ? _itemRows[sink.Slot] : _row;

    private void Bind(EventBatch batch)
    {
        if (!ReferenceEquals(batch.Projection, projection))
            throw new ArgumentException("the batch was made for another projection than the decoder", nameof(batch));
        for (var slot = 0; slot < projection.Fields.Count; slot++)
            _targets[slot] = batch.Columns[slot] is ListColumn list ? list.Items : batch.Columns[slot];
        var header = projection.Fields.Count;
        _targets[header + JsonPlan.IdSlot] = batch.Ids;
        _targets[header + JsonPlan.EventTypeSlot] = batch.EventTypes;
        _targets[header + JsonPlan.EventTimeSlot] = batch.EventTimesNs;
        _targets[header + JsonPlan.ReceivedTimeSlot] = batch.ReceivedTimesNs;
        _batch = batch;
    }
}
