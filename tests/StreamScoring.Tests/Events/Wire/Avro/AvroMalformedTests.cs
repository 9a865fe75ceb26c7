using System.Text.Json;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Avro;

[Trait("suite", "golden")]
public sealed class AvroMalformedTests
{
    private const long MostAllocated = 4 << 20;

    [Fact]
    public void Broken_data_is_a_fault_whether_it_is_read_or_passed_over()
    {
        var cases = 0;
        foreach (var test in Cases("datum"))
        {
            var schema = test.GetProperty("schema").GetRawText();
            var hex = test.GetProperty("hex").GetString()!;
            foreach (var probe in new[] { new Probe(schema), new Probe(schema, ("v", ShapeFor(test.GetProperty("schema")))) })
                AssertCase(test, () => probe.Decode(hex));
            cases++;
        }

        GoldenCount.Say("avro", cases, "broken data");
        Assert.True(cases > 0, "no broken data in any reference folder");
    }

    [Fact]
    public void Broken_messages_are_faults()
    {
        var batch = new EventBatch(LumaFields.Projection, 1);
        var cases = 0;
        foreach (var (file, test) in CasesByFile("wire"))
        {
            var decoder = new AvroEventDecoder(LumaFields.Projection, AvroFiles.Registry(file), DecodeLimits.Default);
            var bytes = Convert.FromHexString(test.GetProperty("hex").GetString()!);
            AssertCase(
                test,
                () =>
                {
                    batch.Reset();
                    var fault = decoder.Decode(bytes, default, batch, batch.Add(0, null));
                    Assert.Equal(fault, batch.Faults[0]);
                    return fault;
                }
            );
            cases++;
        }

        GoldenCount.Say("avro", cases, "broken messages");
        Assert.True(cases > 0, "no broken messages in any reference folder");
    }

    private static ColumnShape Text => Probe.Scalar(ColumnType.Text);

    private static IEnumerable<JsonElement> Cases(string kind) => CasesByFile(kind).Select(c => c.Test);

    private static IEnumerable<(string File, JsonElement Test)> CasesByFile(string kind) =>
        from file in GoldenFolders.Find("golden/avro/malformed.jsonl")
        from line in GoldenFolders.ReadLines(file)
        let test = JsonDocument.Parse(line).RootElement
        where test.GetProperty("kind").GetString() == kind
        select (file, test);

    private static void AssertCase(JsonElement test, Func<Fault?> decode)
    {
        var id = test.GetProperty("id").GetString();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = decode();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MostAllocated, $"{id} allocated {allocated} bytes");
        switch (test.GetProperty("expect").GetString())
        {
            case "error":
                Assert.True(fault is not null, $"{id} was accepted");
                break;
            case "value":
                Assert.True(fault is null, $"{id}: {fault}");
                break;
            case "error-or-value":
                break;
            case var other:
                Assert.Fail($"{id} expects '{other}', which this suite does not know");
                break;
        }
    }

    private static ColumnShape ShapeFor(JsonElement schema)
    {
        var type = schema.ValueKind == JsonValueKind.Object ? schema.GetProperty("type").GetString() : schema.ToString();
        return type switch
        {
            "int" or "long" => Probe.Scalar(ColumnType.Int64),
            "float" or "double" => Probe.Scalar(ColumnType.Float64),
            "boolean" => Probe.Scalar(ColumnType.Boolean),
            "array" => ColumnShape.List(ColumnType.Int64),
            _ => Text,
        };
    }
}
