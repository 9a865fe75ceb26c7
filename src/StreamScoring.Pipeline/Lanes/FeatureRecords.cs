using System.Buffers;
using System.Text.Json;
using StreamScoring.Events.Columns;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>
/// Writes what the graphs saw: per event all named columns of every service, as JSON. One record an event, also for those that were not scored (without services),
/// so that features and scores go side by side.
/// </summary>
internal sealed class FeatureRecords(TopicPartition to, ScoredBatch scored)
{
    private readonly ArrayBufferWriter<byte> _value = new(8192);

    public void Write(int row, ReadOnlySpan<byte> key, long timestampMs, ITransaction transaction)
    {
        _value.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_value))
        {
            json.WriteStartObject();
            if (!scored.Events.Ids.IsNull(row))
                json.WriteString("eventId", scored.Events.Ids[row]);
            json.WriteStartObject("services");
            if (scored.Events.IsLive(row))
            {
                foreach (var service in scored.Services)
                    Write(json, service, row);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        transaction.Append(to, key, _value.WrittenSpan, default, timestampMs, !key.IsEmpty);
    }

    private static void Write(Utf8JsonWriter json, ServiceRun service, int row)
    {
        json.WriteStartObject(service.Name);
        foreach (var (name, slot) in service.Runner.Columns)
        {
            json.WritePropertyName(name);
            var column = service.Runner.At(slot);
            if (column.IsNull(row))
                json.WriteNullValue();
            else if (column is ListColumn list)
                Write(json, list, row);
            else if (column.Shape.Layout == ColumnLayout.Scalar)
                Write(json, column, row, 0);
            else
            {
                json.WriteStartArray();
                for (var i = 0; i < column.Shape.Width; i++)
                    Write(json, column, row, i);
                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ListColumn list, int row)
    {
        json.WriteStartArray();
        var (start, length) = list.Range(row);
        for (var i = start; i < start + length; i++)
        {
            if (list.Items.IsNull(i))
                json.WriteNullValue();
            else
                Write(json, list.Items, i, 0);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Column column, int row, int index)
    {
        switch (column)
        {
            case ValueColumn<bool> b:
                json.WriteBooleanValue(b.Vector(row)[index]);
                break;
            case ValueColumn<long> l:
                json.WriteNumberValue(l.Vector(row)[index]);
                break;
            case ValueColumn<float> f when float.IsFinite(f.Vector(row)[index]):
                json.WriteNumberValue(f.Vector(row)[index]);
                break;
            case ValueColumn<double> d when double.IsFinite(d.Vector(row)[index]):
                json.WriteNumberValue(d.Vector(row)[index]);
                break;
            case ValueColumn<float> f:
                WriteSpecial(json, f.Vector(row)[index]);
                break;
            case ValueColumn<double> d:
                WriteSpecial(json, d.Vector(row)[index]);
                break;
            case TextColumn t:
                json.WriteStringValue(t.Element(row, index));
                break;
        }
    }

    // The spelling of the reference data and of .NET's named floating-point literals.
    private static void WriteSpecial(Utf8JsonWriter json, double value) =>
        json.WriteStringValue(
            double.IsNaN(value) ? "NaN"
            : value > 0 ? "Infinity"
            : "-Infinity"
        );
}
