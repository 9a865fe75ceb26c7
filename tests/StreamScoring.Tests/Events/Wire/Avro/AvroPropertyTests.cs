using System.Collections;
using System.Globalization;
using System.Text;
using Avro;
using Avro.Generic;
using Avro.IO;
using CsCheck;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.Events.Xdm;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Avro;

public sealed class AvroPropertyTests(ITestOutputHelper output)
{
    private const int Schemas = 2_000;
    private const string Mismatch = "mismatch";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    [Fact]
    public void Decoding_any_value_of_any_schema_agrees_with_the_generic_reader()
    {
        var (fine, faults, values) = (0, 0, 0);
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomAvro(seed);
                var text = random.EventSchema();
                var schema = Schema.Parse(text);
                var fields = Fields(random, schema);
                var datum = AvroFiles.Encode(schema, random.Value(schema));
                var read = new GenericDatumReader<GenericRecord>(schema, schema).Read(null!, new BinaryDecoder(new MemoryStream(datum)));
                var expected = fields.Select(f => Walk(read, f.Path.Steps.AsSpan(), f.Shape)).ToList();
                var (fault, columns) = Decode(text, fields, datum);
                if (expected.Contains(Mismatch))
                {
                    Assert.NotNull(fault);
                    faults++;
                    return;
                }

                Assert.True(fault is null, $"{fault}\n{text}");
                Assert.Equal(expected, columns);
                fine++;
                values += columns.Count(c => c != "null");
            },
            iter: Schemas,
            threads: 1
        );
        output.WriteLine($"{fine} events equal, {values} values not null; {faults} mismatches refused");
        Assert.True(fine > Schemas / 4, $"only {fine} events had no mismatch");
        Assert.True(faults > Schemas / 20, $"only {faults} events had a mismatch");
        Assert.True(values > fine / 2, $"only {values} values were not null");
    }

    [Fact]
    public void Broken_bytes_of_any_schema_end_in_a_fault_or_an_event_and_never_in_an_exception()
    {
        var (fine, faults) = (0, 0);
        Gen.Int.Sample(
            seed =>
            {
                var random = new RandomAvro(seed);
                var text = random.EventSchema();
                var schema = Schema.Parse(text);
                var fields = Fields(random, schema);
                var datum = AvroFiles.Encode(schema, random.Value(schema));
                var projection = new Projection(fields);
                var decoder = new AvroEventDecoder(projection, Probe.Sources(text), DecodeLimits.Default);
                var batch = new EventBatch(projection, 2);
                for (var i = 0; i < 10; i++)
                {
                    batch.Reset();
                    var fault = decoder.Decode(AvroFiles.Message(7, random.Mutate(datum)), default, batch, batch.Add(0, null));
                    Assert.Same(fault, batch.Faults[0]);
                    if (fault is null)
                        fine++;
                    else
                        faults++;
                }
            },
            iter: Schemas,
            threads: 1
        );
        output.WriteLine($"{fine} mutated events decoded, {faults} refused");
        Assert.True(
            fine > Schemas / 2 && faults > Schemas / 2,
            $"{fine} mutated events decoded, {faults} refused: the mutations are too strong or too weak"
        );
    }

    private static (object? Fault, List<string> Columns) Decode(string schema, List<ProjectedField> fields, byte[] datum)
    {
        var projection = new Projection(fields);
        var batch = new EventBatch(projection, 1);
        var fault = new AvroEventDecoder(projection, Probe.Sources(schema), DecodeLimits.Default).Decode(
            AvroFiles.Message(7, datum),
            default,
            batch,
            batch.Add(0, null)
        );
        return (fault, [.. fields.Select(f => Show(batch.Columns[projection.SlotOf(f)], 0))]);
    }

    /// <summary>Up to four random places of the schema, mostly asked for as what stands there.</summary>
    private static List<ProjectedField> Fields(RandomAvro random, Schema schema)
    {
        var fields = new List<ProjectedField>();
        for (var i = random.Next(4); i >= 0; i--)
        {
            var path = new StringBuilder();
            var at = schema;
            for (var many = false; ; )
            {
                if (at is UnionSchema union)
                    at = union[union.Count > 1 && union[0].Tag == Schema.Type.Null ? 1 : 0];
                if (at is RecordSchema record && path.Length < 60)
                {
                    var field = record.Fields[random.Next(record.Fields.Count)];
                    path.Append(path.Length == 0 ? "" : ".").Append(field.Name);
                    at = field.Schema;
                }
                else if (at is MapSchema map)
                {
                    path.Append(".k").Append(random.Next(3));
                    at = map.ValueSchema;
                }
                else if (at is ArraySchema array && !many)
                {
                    path.Append("[*]");
                    many = true;
                    at = array.ItemSchema;
                }
                else
                {
                    var type = random.Next(12) == 0 ? (ColumnType)random.Next(6) : TypeFor(at.Tag);
                    fields.Add(
                        new ProjectedField(XdmPath.Parse(path.ToString()), many ? ColumnShape.List(type) : ColumnShape.Scalar(type))
                    );
                    break;
                }
            }
        }

        return fields;
    }

    private static ColumnType TypeFor(Schema.Type tag) =>
        tag switch
        {
            Schema.Type.Boolean => ColumnType.Boolean,
            Schema.Type.Int or Schema.Type.Long => ColumnType.Int64,
            Schema.Type.Float => ColumnType.Float32,
            Schema.Type.Double => ColumnType.Float64,
            _ => ColumnType.Text,
        };

    /// <summary>The naive reading of a path from what Apache.Avro read.</summary>
    private static string Walk(object? value, ReadOnlySpan<XdmStep> steps, ColumnShape shape, bool isItem = false)
    {
        if (value is null)
            return "null";
        if (steps.IsEmpty)
            return Convert(value, shape.Type);
        var step = steps[0];
        object? next = null;
        if (value is GenericRecord record)
            record.TryGetValue(step.Name, out next);
        else if (value is IDictionary map)
            next = map[step.Name];
        else
            return isItem ? "null" : Mismatch;
        if (!step.EachItem || next is null)
            return Walk(next, steps[1..], shape);
        if (next is byte[] || next is not Array items)
            return Mismatch;
        var texts = new List<string>();
        foreach (var item in items)
            texts.Add(Walk(item, steps[1..], shape, isItem: true));
        return texts.Contains(Mismatch) ? Mismatch : $"[{string.Join(',', texts)}]";
    }

    private static string Convert(object value, ColumnType type)
    {
        switch (type, value)
        {
            case (ColumnType.Boolean, bool v):
                return v.ToString();
            case (ColumnType.Int64, int or long):
                return System.Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString();
            case (ColumnType.Int64, float or double):
                var number = System.Convert.ToDouble(value, CultureInfo.InvariantCulture);
                return number == Math.Truncate(number) && Math.Abs(number) < 9e18 ? ((long)number).ToString() : Mismatch;
            case (ColumnType.Float64, int or long or float or double):
                return System.Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R");
            case (ColumnType.Float32, int or long or float or double):
                var single =
                    value is long l ? l
                    : value is int n ? n
                    : (float)System.Convert.ToDouble(value, CultureInfo.InvariantCulture);
                return float.IsFinite(single) ? single.ToString("R") : Mismatch;
            case (ColumnType.Timestamp, int or long):
                var ms = System.Convert.ToInt64(value, CultureInfo.InvariantCulture);
                return Int128.Abs((Int128)ms * 1_000_000) <= long.MaxValue ? (ms * 1_000_000).ToString() : Mismatch;
            case (ColumnType.Text, string v):
                return $"\"{v}\"";
            case (ColumnType.Text, GenericEnum v):
                return $"\"{v.Value}\"";
            case (ColumnType.Text, byte[] v):
                try
                {
                    return $"\"{Strict.GetString(v)}\"";
                }
                catch (DecoderFallbackException)
                {
                    return Mismatch;
                }

            default:
                return Mismatch;
        }
    }

    private static string Show(Column column, int row)
    {
        if (column.IsNull(row))
            return "null";
        return column switch
        {
            TextColumn text => $"\"{Encoding.UTF8.GetString(text[row])}\"",
            ValueColumn<long> value => value[row].ToString(),
            ValueColumn<double> value => value[row].ToString("R"),
            ValueColumn<float> value => value[row].ToString("R"),
            ValueColumn<bool> value => value[row].ToString(),
            ListColumn list =>
                $"[{string.Join(',', Enumerable.Range(list.Range(row).Start, list.Range(row).Length).Select(i => Show(list.Items, i)))}]",
            _ => throw new InvalidOperationException(),
        };
    }
}
