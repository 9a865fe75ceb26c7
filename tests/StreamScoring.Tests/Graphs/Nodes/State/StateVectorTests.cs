using System.Text;
using System.Text.Json;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.State;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Graphs.Nodes.State;

/// <summary>The keyed event-time cases that pandas computed, as far as a worker that sees each event once, in arrival order, can know them.</summary>
[Trait("suite", "golden")]
public sealed class StateVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_case_that_a_live_worker_can_know_passes_at_every_batch_size()
    {
        var files = GoldenFolders.Find("golden/nodes/state_ops.jsonl");
        int all = 0,
            live = 0,
            own = 0;
        var failures = new List<string>();
        var reasons = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var line in GoldenFolders.ReadLines(file).Where(l => l.Length > 0))
            {
                using var document = JsonDocument.Parse(line);
                var vector = document.RootElement;
                all++;
                if (WhyNot(vector) is { } reason)
                {
                    if (!reasons.TryGetValue(reason, out var ids))
                        reasons.Add(reason, ids = []);
                    ids.Add(vector.GetProperty("id").GetString()!);
                    continue;
                }

                live++;
                own += file.StartsWith(GoldenFolders.RepositoryRoot, StringComparison.Ordinal) ? 1 : 0;
                var rows = vector.GetProperty("input").GetProperty("rows").GetInt32();
                foreach (var size in new[] { 1, 7, Math.Max(rows, 1) })
                {
                    if (Fault(vector, size) is { } fault)
                        failures.Add($"{vector.GetProperty("id").GetString()} in batches of {size}: {fault}");
                }
            }
        }

        GoldenCount.Say("state", live, "operations on keyed histories");
        output.WriteLine(
            $"{live} of {all} cases are what a live worker can know; {live - failures.Select(f => f.Split(' ')[0]).Distinct().Count()} passed"
        );
        foreach (var (reason, ids) in reasons)
            output.WriteLine($"{ids.Count} not: {reason}: {string.Join(", ", ids)}");
        Assert.Empty(failures);
        Assert.True(own >= 20, $"only {own} of the repository's cases ran");
    }

    private static string? WhyNot(JsonElement vector)
    {
        var p = vector.GetProperty("params");
        if (p.TryGetProperty("sort", out var sort) && sort.GetBoolean())
            return "sorts the whole frame by time first";
        switch (vector.GetProperty("op").GetString())
        {
            case "state.window_strict":
                return p.TryGetProperty("arrival", out var arrival) && arrival.GetBoolean() ? null : "counts events that arrive later";
            case "state.expanding" or "state.last_value" or "state.seconds_since":
                return null;
            case "state.rolling":
                return "pandas' rolling sorts by time and counts events that arrive later";
            default:
                return "an operation on a whole frame";
        }
    }

    private static string? Fault(JsonElement vector, int batchSize)
    {
        var p = vector.GetProperty("params");
        var columns = vector
            .GetProperty("input")
            .GetProperty("columns")
            .EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!);
        var keys = columns[p.GetProperty("key").GetString()!].GetProperty("values").EnumerateArray().ToArray();
        var times = columns[p.TryGetProperty("ts", out var ts) ? ts.GetString()! : "ts"]
            .GetProperty("values")
            .EnumerateArray()
            .Select(v => v.GetInt64())
            .ToArray();
        var expected = vector.GetProperty("expect").GetProperty("columns").EnumerateArray().ToArray();
        using var rig = Rig(vector.GetProperty("op").GetString()!["state.".Length..], p, columns);
        var layout = new StateLayout(rig.Definitions);
        var state = new KeyedState(layout, StateLimits.Default);
        rig.Open(layout, batchSize);
        var batch = new EventBatch(rig.Projection, batchSize);
        for (var first = 0; first < keys.Length; first += batchSize)
        {
            var count = Math.Min(batchSize, keys.Length - first);
            batch.Reset();
            var entries = new int[count];
            for (var row = 0; row < count; row++)
            {
                batch.Add(first + row, null);
                batch.EventTimesNs.Set(row, times[first + row]);
                entries[row] = keys[first + row].GetString() is { } key ? state.Open(Encoding.UTF8.GetBytes(key)) : -1;
                Fill(batch, rig, p, columns, row, first + row);
            }

            rig.Run(batch, state, entries);
            state.Commit();
            for (var row = 0; row < count; row++)
            {
                for (var i = 0; i < expected.Length; i++)
                {
                    // A live event without a key sees empty history; the vectors say null for it.
                    var actual = entries[row] < 0 ? null : rig.Value(i, row);
                    var wanted = expected[i].GetProperty("values")[first + row];
                    if (!IsEqual(actual, wanted, vector.GetProperty("tol")))
                        return $"row {first + row}, {expected[i].GetProperty("name").GetString()}: {actual ?? "null"} instead of {wanted}";
                }
            }
        }

        return null;
    }

    /// <summary>The graph's parameters for a case: key and time are implicit there, and a type filter is a boolean column.</summary>
    private static StateNodeRig Rig(string op, JsonElement p, Dictionary<string, JsonElement> columns)
    {
        var inputs = new List<(string, ColumnType)>();
        var parameters = new List<string>();
        if (p.TryGetProperty("col", out var col))
        {
            inputs.Add(
                ("value", columns[col.GetString()!].GetProperty("dtype").GetString() == "object" ? ColumnType.Text : ColumnType.Float64)
            );
            parameters.Add("\"col\": \"value\"");
        }

        if (p.TryGetProperty("type", out _))
        {
            inputs.Add(("isType", ColumnType.Boolean));
            parameters.Add("\"where\": \"isType\"");
        }

        foreach (var name in new[] { "window", "closed", "fns" })
        {
            if (p.TryGetProperty(name, out var value))
                parameters.Add($"\"{name}\": {value.GetRawText()}");
        }

        var (rig, problems) = StateNodeRig.Bind(op is "window_strict" ? "window" : op, $"{{{string.Join(", ", parameters)}}}", [.. inputs]);
        return rig ?? throw new InvalidOperationException(string.Join("; ", problems));
    }

    private static void Fill(EventBatch batch, StateNodeRig rig, JsonElement p, Dictionary<string, JsonElement> columns, int row, int line)
    {
        for (var i = 0; i < rig.Projection.Fields.Count; i++)
        {
            if (rig.Projection.Fields[i].Path.Text == "isType")
            {
                var type = columns[p.GetProperty("type_col").GetString()!].GetProperty("values")[line];
                ((ValueColumn<bool>)batch.Columns[i]).Set(
                    row,
                    type.ValueKind == JsonValueKind.String && type.GetString() == p.GetProperty("type").GetString()
                );
                continue;
            }

            var value = columns[p.GetProperty("col").GetString()!].GetProperty("values")[line];
            if (batch.Columns[i] is TextColumn texts)
            {
                if (value.ValueKind == JsonValueKind.String)
                    texts.Set(row, Encoding.UTF8.GetBytes(value.GetString()!));
            }
            else
            {
                ((ValueColumn<double>)batch.Columns[i]).Set(row, Number(value));
            }
        }
    }

    private static bool IsEqual(object? actual, JsonElement wanted, JsonElement tolerance)
    {
        var isNull = wanted.ValueKind == JsonValueKind.Null || (wanted.ValueKind == JsonValueKind.String && wanted.GetString() == "NaN");
        if (actual is null || isNull)
            return actual is null && isNull;
        if (actual is string text)
            return wanted.ValueKind == JsonValueKind.String && text == wanted.GetString();
        var number = Convert.ToDouble(actual);
        var expected = Number(wanted);
        if (number.Equals(expected))
            return true;
        if (tolerance.ValueKind != JsonValueKind.Object)
            return false;
        var abs = tolerance.TryGetProperty("abs", out var a) ? a.GetDouble() : 0;
        var rel = tolerance.TryGetProperty("rel", out var r) ? r.GetDouble() : 0;
        return Math.Abs(number - expected) <= Math.Max(abs, rel * Math.Abs(expected));
    }

    private static double Number(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String => value.GetString() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                var other => throw new FormatException($"'{other}' is no number"),
            },
            _ => throw new FormatException($"{value} is no number"),
        };
}
