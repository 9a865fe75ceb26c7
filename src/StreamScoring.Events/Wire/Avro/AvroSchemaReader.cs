using System.Globalization;
using System.Text;
using Avro;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Events.Xdm;

namespace StreamScoring.Events.Wire.Avro;

/// <summary>Parses schema text with Apache.Avro and turns it into <see cref="AvroType"/>s. The only place that knows the package.</summary>
internal sealed class AvroSchemaReader
{
    /// <summary>The longest chain of types inside one another; a type that comes back to itself counts once.</summary>
    public const int MaxDepth = 64;

    private const int MaxTextLength = 4 << 20;

    private readonly Dictionary<Schema, AvroType> _records = new(ReferenceEqualityComparer.Instance);

    private AvroSchemaReader() { }

    /// <summary>Reads a schema. On failure <paramref name="error"/> says what is wrong with it.</summary>
    public static bool TryRead(WriterSchema schema, out AvroType type, out string error)
    {
        type = null!;
        error = "";
        if (!string.Equals(schema.Type, "AVRO", StringComparison.OrdinalIgnoreCase))
        {
            error = $"it is of type {schema.Type}, only AVRO can be decoded";
            return false;
        }

        try
        {
            var names = new SchemaNames();
            foreach (var reference in schema.References)
                Parse(reference, names);
            type = new AvroSchemaReader().Convert(Parse(schema.Text, names), 0);
            return true;
        }
        // The package's parser throws whatever its own code meets in a broken schema: none of it may end a lane.
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            error = e.Message.Length <= 300 ? e.Message : e.Message[..300] + "…";
            return false;
        }
    }

    private static Schema Parse(string text, SchemaNames names)
    {
        if (text.Length > MaxTextLength)
            throw new SchemaParseException($"its text is longer than {MaxTextLength} characters");
        return Schema.Parse(LogicalTypes.DropMisplaced(text), names);
    }

    private AvroType Convert(Schema schema, int depth)
    {
        _ = Above(depth);
        switch (schema)
        {
            case LogicalSchema logical:
                return LogicalTypes.Convert(logical.LogicalTypeName, logical.GetProperty("scale"), Convert(logical.BaseSchema, depth));
            case RecordSchema record:
                return ConvertRecord(record, depth);
            case EnumSchema symbols:
                return new AvroType(AvroKind.Enum) { Symbols = [.. symbols.Symbols.Select(Encoding.UTF8.GetBytes)] };
            case FixedSchema bytes:
                if (bytes.Size < 0)
                    throw new SchemaParseException($"the fixed '{bytes.Name}' has a negative size");
                return new AvroType(AvroKind.Fixed) { Size = bytes.Size };
            case ArraySchema array:
                var item = Convert(array.ItemSchema, depth + 1);
                return new AvroType(AvroKind.Array) { Item = item, Height = Above(item.Height) };
            case MapSchema map:
                var value = Convert(map.ValueSchema, depth + 1);
                return new AvroType(AvroKind.Map) { Item = value, Height = Above(value.Height) };
            case UnionSchema union:
                IReadOnlyList<AvroType> branches = [.. union.Schemas.Select(s => Convert(s, depth + 1))];
                return new AvroType(AvroKind.Union) { Branches = branches, Height = Above(branches.Max(b => b.Height)) };
            default:
                return new AvroType(Primitive(schema.Tag));
        }
    }

    private AvroType ConvertRecord(RecordSchema record, int depth)
    {
        if (_records.TryGetValue(record, out var known))
            return known;
        var type = new AvroType(AvroKind.Record);
        _records.Add(record, type);
        var height = 0;
        foreach (var field in record.Fields)
        {
            IReadOnlyList<string> aliases = field.Aliases is null ? [] : [.. field.Aliases.Select(XdmNames.ToWire)];
            var fieldType = Convert(field.Schema, depth + 1);
            type.Fields.Add(new AvroField(XdmNames.ToWire(field.Name), aliases, fieldType));
            height = Math.Max(height, fieldType.Height);
        }

        type.Height = Above(height);
        return type;
    }

    // Depth is checked downwards for our own stack, and upwards because a type known from a shallow place can be used in a deep one.
    private static int Above(int depth) =>
        depth < MaxDepth ? depth + 1 : throw new SchemaParseException($"its types lie more than {MaxDepth} deep in one another");

    private static AvroKind Primitive(Schema.Type tag) =>
        tag switch
        {
            Schema.Type.Null => AvroKind.Null,
            Schema.Type.Boolean => AvroKind.Boolean,
            Schema.Type.Int => AvroKind.Int,
            Schema.Type.Long => AvroKind.Long,
            Schema.Type.Float => AvroKind.Float,
            Schema.Type.Double => AvroKind.Double,
            Schema.Type.Bytes => AvroKind.Bytes,
            Schema.Type.String => AvroKind.Text,
            _ => throw new SchemaParseException(string.Create(CultureInfo.InvariantCulture, $"it uses the type {tag}")),
        };
}
