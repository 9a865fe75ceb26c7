using System.Globalization;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire.Schemas;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>
/// The programs of the schemas seen, compiled when first met. A schema that cannot be read is remembered with its fault; one that the source does not know, or
/// cannot tell of now, is asked for again.
/// </summary>
internal sealed class AvroPrograms(ISchemaSource schemas, FieldTree wanted, TargetSet targets)
{
    // More schemas than a topic ever has: a guard, not a cache size.
    private const int MaxHeld = 4096;

    private readonly Dictionary<int, Entry> _byId = [];
    private readonly Dictionary<Guid, Entry> _byGuid = [];
    private readonly Dictionary<WriterSchema, Entry> _bySchema = new(ReferenceEqualityComparer.Instance);
    private int _lastId;
    private AvroProgram? _last;

    /// <summary>The program for a message; null with the fault when there is none.</summary>
    public AvroProgram? Find(in WireFrame frame, out Fault? fault)
    {
        fault = null;
        if (frame.IsGuid)
            return FindByGuid(frame.Guid, out fault);
        if (_last is { } last && _lastId == frame.Id)
            return last;
        if (!_byId.TryGetValue(frame.Id, out var entry))
        {
            var lookup = schemas.TryGet(frame.Id, out var schema);
            if (lookup != SchemaLookup.Found)
                return None(lookup, frame.Id.ToString(CultureInfo.InvariantCulture), out fault);
            Hold(_byId, frame.Id, entry = EntryOf(schema));
        }

        (_lastId, _last) = (frame.Id, entry.Program);
        fault = entry.Fault;
        return entry.Program;
    }

    private AvroProgram? FindByGuid(Guid guid, out Fault? fault)
    {
        if (!_byGuid.TryGetValue(guid, out var entry))
        {
            var lookup = schemas.TryGet(guid, out var schema);
            if (lookup != SchemaLookup.Found)
                return None(lookup, guid.ToString("D", CultureInfo.InvariantCulture), out fault);
            Hold(_byGuid, guid, entry = EntryOf(schema));
        }

        fault = entry.Fault;
        return entry.Program;
    }

    private Entry EntryOf(WriterSchema schema)
    {
        if (!_bySchema.TryGetValue(schema, out var entry))
            Hold(_bySchema, schema, entry = Compile(schema));
        return entry;
    }

    private Entry Compile(WriterSchema schema)
    {
        if (!AvroSchemaReader.TryRead(schema, out var type, out var error))
            return Refused(schema, error);
        if (type.Kind != AvroKind.Record && !(type.Kind == AvroKind.Union && type.Branches.Any(b => b.Kind == AvroKind.Record)))
            return Refused(schema, "an event's schema must be a record");
        try
        {
            return new Entry(AvroCompiler.Compile(type, wanted, targets), null);
        }
        catch (InvalidDataException e)
        {
            return Refused(schema, e.Message);
        }
    }

    private static Entry Refused(WriterSchema schema, string error)
    {
        var message = $"schema {schema.Name} cannot be used: {error}";
        return new Entry(null, new Fault(FaultCode.UnknownFormat, FaultStage.Decode, FaultDomain.Definition, false, "", message));
    }

    private static AvroProgram? None(SchemaLookup lookup, string id, out Fault fault)
    {
        fault =
            lookup == SchemaLookup.Unavailable
                ? new Fault(
                    FaultCode.UnknownSchema,
                    FaultStage.Decode,
                    FaultDomain.Environment,
                    true,
                    "",
                    $"the schema source cannot be reached for schema {id}: wait and decode again"
                )
                : Fault.Decode(
                    FaultCode.UnknownSchema,
                    "",
                    $"schema {id} is not known to the schema source: register it, or add it to the schema folder"
                );
        return null;
    }

    private static void Hold<TKey>(Dictionary<TKey, Entry> held, TKey key, Entry entry)
        where TKey : notnull
    {
        if (held.Count >= MaxHeld)
            held.Clear();
        held[key] = entry;
    }

    private sealed record Entry(AvroProgram? Program, Fault? Fault);
}
