using System.Text;
using System.Text.Json;
using StreamScoring.State.Versions;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.State.Versions;

/// <summary>Stream-table joins over our table give what Kafka Streams gave.</summary>
[Trait("suite", "golden")]
public sealed class StreamTableGoldenTests(ITestOutputHelper output)
{
    private const long MsNs = 1_000_000;

    [Theory]
    [InlineData("stream-table-versioned.json", false)]
    [InlineData("stream-table-versioned.json", true)]
    [InlineData("stream-table-grace.json", false)]
    public void Joins_without_grace_give_what_kafka_streams_gave(string file, bool restarts)
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var path in GoldenFolders.Find("golden-joins/" + file))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var c in document.RootElement.EnumerateArray())
            {
                var config = c.GetProperty("config");
                if (config.TryGetProperty("graceMs", out var grace) && grace.GetInt64() > 0 || c.TryGetProperty("buildError", out _))
                    continue;
                count++;
                var (outputs, dropped) = Run(c, restarts);
                if (!outputs.SequenceEqual(Wanted(c), StringComparer.Ordinal))
                    wrong.Add(
                        $"{c.GetProperty("name")}:\n  {string.Join("\n  ", outputs)}\ninstead of\n  {string.Join("\n  ", Wanted(c))}"
                    );
                if (!dropped.SequenceEqual(c.GetProperty("dropped").EnumerateArray().Select(d => d.GetInt32())))
                    wrong.Add($"{c.GetProperty("name")}: dropped {string.Join(", ", dropped)} instead of {c.GetProperty("dropped")}");
            }
        }

        output.WriteLine($"{count} cases");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(count >= (file.Contains("grace", StringComparison.Ordinal) ? 5 : 39), $"only {count} cases");
    }

    private static (List<string> Outputs, List<int> Dropped) Run(JsonElement c, bool restarts)
    {
        var config = c.GetProperty("config");
        var op = config.TryGetProperty("tableOp", out var named) ? named.GetString() : null;
        // A table that lost its versions is one whose records all have the same time, and of which the latest is read.
        var isVersioned = config.GetProperty("table").GetString() == "versioned" && op != "toStreamToTable";
        var retentionNs = config.TryGetProperty("historyRetentionMs", out var retention) ? retention.GetInt64() * MsNs : 0;
        // Late records are dropped on their way into the versioned table, also when its versions are lost afterwards.
        var (outputs, dropped) = (new List<string>(), new List<int>());
        var table = new VersionedTable(new VersionedTableLimits { RetentionNs = retentionNs, MaxVersionsPerKey = 1000 });
        var inner = config.GetProperty("join").GetString() == "inner";
        var step = -1;
        foreach (var record in c.GetProperty("steps").EnumerateArray())
        {
            step++;
            if (restarts)
                table = Restarted(table, retentionNs);
            var key = Text(record, "key");
            var value = Text(record, "value");
            var ts = record.GetProperty("ts").GetInt64();
            if (record.GetProperty("topic").GetString() == "right")
            {
                if (key is null || Enter(table, op, key, isVersioned ? ts * MsNs : long.MinValue, value) == PutOutcome.TooOld)
                    dropped.Add(step);
                continue;
            }

            var row = key is null ? null : Lookup(table, key, isVersioned ? ts * MsNs : long.MaxValue);
            if (value is null || (key is null && inner))
                dropped.Add(step);
            else if (row is not null || !inner)
                outputs.Add($"{step} {key} {value}+{row ?? "null"} @{ts}");
        }

        return (outputs, dropped);
    }

    private static PutOutcome Enter(VersionedTable table, string? op, string key, long timeNs, string? value)
    {
        if (op == "mapValues")
            value = value is null ? null : MappedOf(value);
        var bytes = Encoding.UTF8.GetBytes(key);
        return value is null || (op == "filter" && IsFiltered(value))
            ? table.Delete(bytes, timeNs)
            : table.Put(bytes, timeNs, Encoding.UTF8.GetBytes(value));
    }

    private static bool IsFiltered(string value) => value.StartsWith('x');

    private static string MappedOf(string value) => value.ToUpperInvariant();

    private static string? Lookup(VersionedTable table, string key, long timeNs)
    {
        var found = table.Get(Encoding.UTF8.GetBytes(key), timeNs);
        return found.Status == VersionStatus.Found ? Encoding.UTF8.GetString(found.Value) : null;
    }

    private static VersionedTable Restarted(VersionedTable table, long retentionNs)
    {
        table.Commit();
        var next = new VersionedTable(new VersionedTableLimits { RetentionNs = retentionNs, MaxVersionsPerKey = 1000 });
        table.VisitAll(next.Restore);
        return next;
    }

    private static string? Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string> Wanted(JsonElement c) =>
        c.GetProperty("outputs")
            .EnumerateArray()
            .Select(o => $"{o.GetProperty("after")} {Text(o, "key")} {Text(o, "value")} @{o.GetProperty("ts")}");
}
