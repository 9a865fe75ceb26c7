using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;

namespace StreamScoring.TestKit.Graphs;

/// <summary>Fills batches from JSON by way of <see cref="JsonDocument"/>: slow, plain, and sharing no code with the decoder.</summary>
public static class NaiveEvents
{
    /// <summary>Adds an event. Identity is <c>ECID:id</c>, none when the id is null.</summary>
    public static int Add(EventBatch batch, string json, long offset)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var row = batch.Add(offset, null);
        Text(batch.Ids, row, root, "_id");
        Text(batch.EventTypes, row, root, "eventType");
        if (Dig(root, ["timestamp"]) is { } time)
            batch.EventTimesNs.Set(row, Ns(time.GetString()!));
        if (Dig(root, ["receivedTimestamp"]) is { } received)
            batch.ReceivedTimesNs.Set(row, Ns(received.GetString()!));
        if (Dig(root, ["identityMap", "ECID"]) is { } ecid && Dig(ecid[0], ["id"]) is { } id)
            batch.Identities.Set(row, Encoding.UTF8.GetBytes("ECID:" + id.GetString()));
        for (var i = 0; i < batch.Columns.Count; i++)
            Set(batch.Columns[i], row, root, batch.Projection.Fields[i].Path);
        return row;
    }

    private static void Set(Column column, int row, JsonElement root, XdmPath path)
    {
        var many = path.Steps.ToList().FindIndex(s => s.EachItem);
        if (many < 0)
        {
            if (Dig(root, [.. path.Steps.Select(s => s.Name)]) is { } value)
                SetScalar(column, row, value);
            return;
        }

        if (Dig(root, [.. path.Steps.Take(many + 1).Select(s => s.Name)]) is not { } items)
            return;
        var list = (ListColumn)column;
        list.Begin(row);
        foreach (var item in items.EnumerateArray())
        {
            var index = list.Add(row);
            if (Dig(item, [.. path.Steps.Skip(many + 1).Select(s => s.Name)]) is { } value)
                SetScalar(list.Items, index, value);
        }
    }

    private static void SetScalar(Column column, int row, JsonElement value)
    {
        switch (column)
        {
            case TextColumn texts:
                texts.Set(row, Encoding.UTF8.GetBytes(value.GetString()!));
                break;
            case ValueColumn<double> doubles:
                doubles.Set(row, value.GetDouble());
                break;
            case ValueColumn<float> floats:
                floats.Set(row, value.GetSingle());
                break;
            case ValueColumn<bool> booleans:
                booleans.Set(row, value.GetBoolean());
                break;
            case ValueColumn<long> times when column.Shape.Type == ColumnType.Timestamp:
                times.Set(row, Ns(value.GetString()!));
                break;
            case ValueColumn<long> integers:
                integers.Set(row, value.GetInt64());
                break;
        }
    }

    private static void Text(TextColumn column, int row, JsonElement root, string name)
    {
        if (Dig(root, [name]) is { } value)
            column.Set(row, Encoding.UTF8.GetBytes(value.GetString()!));
    }

    private static long Ns(string text) =>
        (DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static JsonElement? Dig(JsonElement at, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }

        return at.ValueKind == JsonValueKind.Null ? null : at;
    }
}
