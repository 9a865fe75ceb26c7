using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.Events.Wire.Json;

namespace StreamScoring.Events.Wire;

/// <summary>
/// Reads events in whatever format their bytes are in. A schema id in the record's headers, or a first byte 0 or 1 (Confluent's wire prefix: an int32 id or
/// a guid follows), means Avro; JSON text can begin with neither. Everything else is JSON. Not thread-safe; one a lane.
/// </summary>
public sealed class EventDecoder(JsonEventDecoder json, AvroEventDecoder avro)
{
    /// <summary>The record header in which Confluent's serializers may carry the value's schema id.</summary>
    public static ReadOnlySpan<byte> SchemaIdHeader => "__value_schema_id"u8;

    /// <summary>Decodes an event into a row that was just added. Returns null, or the fault, with which the row is then marked.</summary>
    /// <param name="payload">The record's value; empty for a tombstone, which is no event.</param>
    /// <param name="headerSchemaId">The value of the record's schema id header; empty when there is none.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="row">The row.</param>
    public Fault? Decode(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headerSchemaId, EventBatch batch, int row)
    {
        if (payload.IsEmpty && headerSchemaId.IsEmpty)
            return Refuse(batch, row, FaultCode.Malformed, "the record has no value; a tombstone is no event");
        if (!headerSchemaId.IsEmpty || payload[0] <= 1)
            return avro.Decode(payload, headerSchemaId, batch, row);
        return json.Decode(payload, batch, row);
    }

    private static Fault Refuse(EventBatch batch, int row, FaultCode code, string message)
    {
        var fault = Fault.Decode(code, "", message);
        batch.SetFault(row, fault);
        return fault;
    }
}
