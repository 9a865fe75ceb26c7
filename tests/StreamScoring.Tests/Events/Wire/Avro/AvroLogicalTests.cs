using System.Globalization;
using System.Text.Json;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Avro;

[Trait("suite", "golden")]
public sealed class AvroLogicalTests(ITestOutputHelper output)
{
    private const long LastReadableMs = long.MaxValue / 1_000_000;

    [Fact]
    public void Logical_types_give_the_values_that_the_vectors_say()
    {
        var (run, other) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var line in GoldenFolders.Find("golden/avro/logical.jsonl").SelectMany(GoldenFolders.ReadLines))
        {
            var test = JsonDocument.Parse(line).RootElement;
            var reason = Check(test);
            if (reason.Length == 0)
                run++;
            else
                other[reason] = other.GetValueOrDefault(reason) + 1;
        }

        GoldenCount.Say("avro", run, "logical types");
        output.WriteLine($"{run} run; not representable: {string.Join(", ", other.Select(o => $"{o.Key} {o.Value}"))}");
        Assert.True(run >= 40, $"only {run} logical-type vectors were run");
    }

    /// <summary>Runs a case; a reason when no column can stand for it.</summary>
    private static string Check(JsonElement test)
    {
        var id = test.GetProperty("id").GetString()!;
        var expect = test.GetProperty("expect");
        if (id == "uuid-string/bad")
            return "uuid texts are read as text, not checked";
        if (!expect.TryGetProperty("value", out var value))
            return CheckRaw(id, test, expect);
        var (kind, text) = value.ValueKind == JsonValueKind.String ? ("$text", value.GetString()!) : First(value);
        switch (kind)
        {
            case "$decimal":
                Assert.Equal(
                    double.Parse(text, CultureInfo.InvariantCulture),
                    ((ValueColumn<double>)Decode(test, ColumnType.Float64)).Values[0]
                );
                return "";
            case "$text" or "$uuid":
                Assert.Equal(
                    text,
                    System.Text.Encoding.UTF8.GetString(((TextColumn)Decode(test, ColumnType.Text))[0]),
                    ignoreCase: kind == "$uuid"
                );
                return "";
            case "$time_us":
                var unit = id.StartsWith("time-millis", StringComparison.Ordinal) ? 1000 : 1;
                Assert.Equal(
                    long.Parse(text, CultureInfo.InvariantCulture),
                    ((ValueColumn<long>)Decode(test, ColumnType.Int64)).Values[0] * unit
                );
                return "";
            case "$timestamp_us" or "$local_timestamp_us":
                CheckTime(test, long.Parse(text, CultureInfo.InvariantCulture));
                return "";
            case "$date":
                CheckTime(test, (DateTime.Parse(text, CultureInfo.InvariantCulture).Ticks - DateTime.UnixEpoch.Ticks) / 10);
                return "";
            default:
                throw new InvalidOperationException($"{id}: unknown kind {kind}");
        }
    }

    private static string CheckRaw(string id, JsonElement test, JsonElement expect)
    {
        var raw = expect.GetProperty("raw");
        switch (raw.ValueKind)
        {
            case JsonValueKind.Number:
                // Beyond the years of a timestamp column; as a number it is ms as written.
                Assert.Equal(raw.GetInt64(), ((ValueColumn<long>)Decode(test, ColumnType.Int64)).Values[0]);
                Assert.NotNull(Probe(test, ColumnType.Timestamp).Decode(Hex(test)));
                return "";
            case JsonValueKind.String:
                Assert.Equal(raw.GetString(), System.Text.Encoding.UTF8.GetString(((TextColumn)Decode(test, ColumnType.Text))[0]));
                return "";
            default:
                Assert.Null(new Probe(test.GetProperty("schema").GetRawText()).Decode(Hex(test)));
                return id.StartsWith("duration", StringComparison.Ordinal) ? "no column for durations" : "no column for bytes";
        }
    }

    private static void CheckTime(JsonElement test, long us)
    {
        if (us / 1000 is > LastReadableMs or < -LastReadableMs)
        {
            var fault = Probe(test, ColumnType.Timestamp).Decode(Hex(test));
            Assert.Equal(FaultCode.TypeMismatch, fault?.Code);
            Assert.Equal("v", fault!.Path);
            return;
        }

        Assert.Equal(us * 1000, ((ValueColumn<long>)Decode(test, ColumnType.Timestamp)).Values[0]);
    }

    private static Column Decode(JsonElement test, ColumnType type)
    {
        var probe = Probe(test, type);
        Assert.Null(probe.Decode(Hex(test)));
        Assert.False(probe.Column.IsNull(0));
        return probe.Column;
    }

    private static Probe Probe(JsonElement test, ColumnType type) =>
        new(test.GetProperty("schema").GetRawText(), ("v", ColumnShape.Scalar(type)));

    private static string Hex(JsonElement test) => test.GetProperty("hex").GetString()!;

    private static (string Kind, string Text) First(JsonElement value)
    {
        var property = value.EnumerateObject().First();
        return (property.Name, property.Value.ToString());
    }
}
