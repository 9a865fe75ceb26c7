using System.Text.Json.Nodes;
using Avro;
using Avro.Generic;

namespace StreamScoring.Tests.Events.Wire.Avro;

/// <summary>Random schemas of events, and random values of a schema, from a seed.</summary>
internal sealed class RandomAvro(int seed)
{
    private static readonly string[] Primitives = ["boolean", "int", "long", "float", "double", "string", "bytes", "null"];
    private readonly Random _random = new(seed);
    private readonly List<string> _records = [];
    private int _names;

    /// <summary>A record with a timestamp and up to six fields of any kind.</summary>
    public string EventSchema()
    {
        var fields = Fields(3);
        fields.Insert(_random.Next(fields.Count + 1), new JsonObject { ["name"] = "timestamp", ["type"] = "long" });
        return new JsonObject
        {
            ["type"] = "record",
            ["name"] = "Event",
            ["fields"] = fields,
        }.ToJsonString();
    }

    /// <summary>A value as Apache.Avro wants it written.</summary>
    public object? Value(Schema schema, int depth = 0)
    {
        switch (schema)
        {
            case RecordSchema record:
                var value = new GenericRecord(record);
                foreach (var field in record.Fields)
                    value.Add(
                        field.Name,
                        field.Name == "timestamp" ? _random.NextInt64(0, 4_000_000_000_000) : Value(field.Schema, depth + 1)
                    );
                return value;
            case ArraySchema array:
                return Enumerable.Range(0, depth > 6 ? 0 : _random.Next(4)).Select(_ => Value(array.ItemSchema, depth + 1)).ToArray();
            case MapSchema map:
                return Enumerable
                    .Range(0, depth > 6 ? 0 : _random.Next(3))
                    .ToDictionary(i => "k" + i, _ => Value(map.ValueSchema, depth + 1)!);
            case UnionSchema union:
                var nothing = Enumerable.Range(0, union.Count).FirstOrDefault(i => union[i].Tag == Schema.Type.Null, -1);
                return Value(union[depth > 6 && nothing >= 0 ? nothing : _random.Next(union.Count)], depth + 1);
            case EnumSchema symbols:
                return new GenericEnum(symbols, symbols.Symbols[_random.Next(symbols.Count)]);
            case FixedSchema bytes:
                return new GenericFixed(bytes, Bytes(bytes.Size));
            default:
                return Primitive(schema.Tag);
        }
    }

    /// <summary>The bytes with some changed, dropped or added.</summary>
    public byte[] Mutate(byte[] bytes)
    {
        var mutated = bytes.ToList();
        for (var i = _random.Next(2); i >= 0; i--)
        {
            var at = _random.Next(mutated.Count + 1);
            switch (_random.Next(6))
            {
                // Often only slightly, so that much stays well-formed.
                case >= 3 when at < mutated.Count:
                    mutated[at] ^= (byte)(1 << _random.Next(1, 4));
                    break;
                case 0 when at < mutated.Count:
                    mutated[at] = (byte)_random.Next(256);
                    break;
                case 1 when at < mutated.Count:
                    mutated.RemoveRange(at, Math.Min(_random.Next(1, 9), mutated.Count - at));
                    break;
                default:
                    mutated.InsertRange(at, Bytes(_random.Next(1, 9)));
                    break;
            }
        }

        return [.. mutated];
    }

    public int Next(int below) => _random.Next(below);

    private JsonArray Fields(int depth)
    {
        var fields = new JsonArray();
        for (var i = _random.Next(1, 7); i > 0; i--)
            fields.Add(new JsonObject { ["name"] = "f" + fields.Count, ["type"] = Type(depth) });
        return fields;
    }

    private JsonNode Type(int depth)
    {
        switch (depth == 0 ? _random.Next(4) : _random.Next(11))
        {
            case 0:
            case 1:
                return new JsonArray(_random.Next(2) == 0 ? ["null", Named(0)] : [Named(0), "null"]);
            case 2:
                return Named(0);
            case 3:
                return new JsonArray(["null", "string", _random.Next(2) == 0 ? "long" : "double", "boolean"]);
            case 4:
                return new JsonObject { ["type"] = "array", ["items"] = Type(depth - 1) };
            case 5:
                return new JsonObject { ["type"] = "map", ["values"] = Type(depth - 1) };
            case 6 when _records.Count > 0:
                return new JsonArray("null", _records[_random.Next(_records.Count)]);
            case 7:
                return new JsonArray("null", Record(depth));
            case 8:
                return new JsonArray("null", new JsonObject { ["type"] = "array", ["items"] = new JsonArray("null", Record(depth)) });
            default:
                return Record(depth);
        }
    }

    private JsonNode Named(int _)
    {
        switch (_random.Next(10))
        {
            case 0:
                return new JsonObject
                {
                    ["type"] = "enum",
                    ["name"] = "E" + _names++,
                    ["symbols"] = new JsonArray("A", "Bb", "Ccc"),
                };
            case 1:
                return new JsonObject
                {
                    ["type"] = "fixed",
                    ["name"] = "F" + _names++,
                    ["size"] = _random.Next(1, 20),
                };
            default:
                return Primitives[_random.Next(Primitives.Length - 1)];
        }
    }

    private JsonObject Record(int depth)
    {
        var name = "R" + _names++;
        // Known from here on, so that its own fields can refer back to it.
        _records.Add(name);
        return new JsonObject
        {
            ["type"] = "record",
            ["name"] = name,
            ["fields"] = Fields(depth - 1),
        };
    }

    private object? Primitive(Schema.Type tag) =>
        tag switch
        {
            Schema.Type.Null => null,
            Schema.Type.Boolean => _random.Next(2) == 0,
            Schema.Type.Int => _random.Next(3) == 0 ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(-70, 70),
            Schema.Type.Long => _random.Next(3) == 0 ? _random.NextInt64(long.MinValue, long.MaxValue) : _random.NextInt64(-9_000, 9_000),
            Schema.Type.Float => _random.Next(3) == 0 ? _random.Next(-5, 5) : (float)(_random.NextDouble() * 1e6),
            Schema.Type.Double => _random.Next(3) == 0 ? _random.Next(-5, 5) : _random.NextDouble() * 1e60,
            Schema.Type.String => new string('é', _random.Next(3))
                + new string('x', _random.Next(5))
                + (_random.Next(20) == 0 ? new string('y', 300) : ""),
            Schema.Type.Bytes => Bytes(_random.Next(4)),
            _ => throw new InvalidOperationException(tag.ToString()),
        };

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
