using System.Globalization;
using System.Text.Json;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>Compares what the kernel gave with what the reference data says.</summary>
public static class GoldenComparison
{
    /// <summary>What differs between scores and those expected; at most 20 lines. Also counts what was compared.</summary>
    public static IReadOnlyList<string> Scores(GoldenPipelineCase golden, IReadOnlyList<byte[]> data, out int compared)
    {
        var differences = new List<string>();
        compared = 0;
        var row = 0;
        foreach (var line in GoldenFolders.ReadLines(golden.ScoresPath))
        {
            using var want = JsonDocument.Parse(line);
            using var got = JsonDocument.Parse(data[row]);
            if (got.RootElement.GetProperty("eventId").GetString() != want.RootElement.GetProperty("id").GetString())
                differences.Add($"event {row} is another event");
            var outputs = got.RootElement.GetProperty("services").GetProperty(golden.Plan.Name).GetProperty("outputs");
            foreach (var output in golden.Outputs)
            {
                var (expected, actual) = (
                    want.RootElement.GetProperty(output.Column).GetSingle(),
                    outputs.GetProperty(output.Name).GetSingle()
                );
                compared++;
                if (!(Math.Abs(expected - actual) <= output.Tolerance))
                    differences.Add(
                        FormattableString.Invariant(
                            $"event {row}: {output.Name} is {actual}, expected {expected} within {output.Tolerance}"
                        )
                    );
            }

            row++;
        }

        if (row != data.Count)
            differences.Add($"{data.Count} score records for {row} expected ones");
        return [.. differences.Take(20)];
    }

    /// <summary>What differs between feature records and the expected features, exactly; at most 20 lines. Also counts the columns compared.</summary>
    public static IReadOnlyList<string> Features(GoldenPipelineCase golden, string featuresPath, out int columns)
    {
        var differences = new List<string>();
        using var expected = GoldenFolders.ReadLines(golden.FeaturesPath).GetEnumerator();
        var names = FeatureNames();
        columns = names.Count;
        var row = 0;
        foreach (var line in File.ReadLines(featuresPath))
        {
            if (!expected.MoveNext())
                return [$"more than {row} feature records"];
            using var got = JsonDocument.Parse(line);
            using var want = JsonDocument.Parse(expected.Current);
            var service = got.RootElement.GetProperty("services").GetProperty(golden.Plan.Name);
            foreach (var name in names)
            {
                if (!AreSame(service.GetProperty(name), want.RootElement.GetProperty(name)))
                    differences.Add($"event {row}: {name} is {service.GetProperty(name)}, expected {want.RootElement.GetProperty(name)}");
            }

            row++;
        }

        if (expected.MoveNext())
            differences.Add($"only {row} feature records");
        return [.. differences.Take(20)];
    }

    private static List<string> FeatureNames()
    {
        using var spec = JsonDocument.Parse(File.ReadAllText(GoldenFolders.First("golden/models/features_spec.json")));
        return
        [
            .. new[] { "strings", "ints", "floats" }
                .SelectMany(k => spec.RootElement.GetProperty(k).EnumerateArray())
                .Select(f => f.GetString()!),
        ];
    }

    private static bool AreSame(JsonElement got, JsonElement want) =>
        (got.ValueKind, want.ValueKind) switch
        {
            (JsonValueKind.Null, JsonValueKind.String) => want.GetString() is "NaN",
            (JsonValueKind.String, JsonValueKind.String) => got.GetString() == want.GetString(),
            (JsonValueKind.Number, JsonValueKind.Number) when got.TryGetInt64(out var g) && want.TryGetInt64(out var w) => g == w,
            (JsonValueKind.Number, JsonValueKind.Number) => double.Parse(got.GetRawText(), CultureInfo.InvariantCulture)
                .Equals(want.GetDouble()),
            _ => false,
        };
}
