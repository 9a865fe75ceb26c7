using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Xdm;
using StreamScoring.Graphs;
using StreamScoring.Graphs.Checking;
using StreamScoring.State;
using StreamScoring.TestKit.Graphs;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Graphs;

[Trait("suite", "golden")]
public sealed class LumaFeaturesTests(ITestOutputHelper output)
{
    private static readonly string[] Features = [.. Names("strings"), .. Names("ints"), .. Names("floats")];

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(4096)]
    public void All_features_of_all_luma_events_are_those_that_pandas_computed(int batchSize)
    {
        var document = GraphDocument.Parse(File.ReadAllText(LumaGraphs.SixModelsPath), LumaGraphs.SixModelsPath).Require();
        Compare(document, Features, batchSize);
    }

    [Fact]
    public void The_sample_computes_the_same_features()
    {
        var document = GraphDocument.Parse(File.ReadAllText(LumaGraphs.SamplePath), LumaGraphs.SamplePath).Require();
        Compare(document, [.. Features.Except(["os", "page_top", "country_top", "last_event_type"])], 1000);
    }

    // Features of other folders may be of the repository's events.
    private static IEnumerable<(string Events, string Features)> Files() =>
        GoldenFolders
            .Find("golden/models/luma_features.jsonl.gz")
            .Select(features =>
            {
                var own = Path.GetFullPath(
                    Path.Combine(Path.GetDirectoryName(features)!, "..", "..", "data", "luma", "luma_events.jsonl.gz")
                );
                return (File.Exists(own) ? own : GoldenFolders.First("data/luma/luma_events.jsonl.gz"), features);
            });

    private void Compare(GraphDocument document, string[] features, int batchSize)
    {
        var ran = 0;
        foreach (var files in Files())
        {
            Compare(document, features, batchSize, files);
            ran++;
        }

        Assert.True(ran > 0, "no features to compare with");
    }

    private void Compare(GraphDocument document, string[] features, int batchSize, (string Events, string Features) files)
    {
        var compiled = GraphCompiler.Compile(document, LumaGraphs.StandIn);
        var plan = compiled.Require();
        Assert.Empty(compiled.Warnings);
        var projection = new Projection(plan.Fields);
        var layout = new StateLayout(plan.State);
        var state = new KeyedState(layout, new StateLimits());
        using var runner = plan.Open(projection, layout, batchSize);
        var batch = new EventBatch(projection, batchSize);
        var events = GoldenFolders.ReadLines(files.Events).ToList();
        using var expected = GoldenFolders.ReadLines(files.Features).GetEnumerator();
        var differences = new List<string>();
        var entries = new int[batchSize];
        for (var start = 0; start < events.Count; start += batchSize)
        {
            batch.Reset();
            foreach (var line in events.Skip(start).Take(batchSize))
            {
                var row = NaiveEvents.Add(batch, line, start + batch.Count);
                entries[row] = batch.Identities.IsNull(row) ? -1 : state.Open(batch.Identities[row]);
            }

            runner.Run(batch, state, entries);
            for (var row = 0; row < batch.Count; row++)
            {
                Assert.Null(runner.Faults[row]);
                Assert.True(expected.MoveNext());
                using var want = JsonDocument.Parse(expected.Current);
                foreach (var feature in features)
                {
                    var got = Text(runner.Column(feature), row);
                    if (got != Text(want.RootElement.GetProperty(feature)))
                        differences.Add($"event {start + row}: {feature} is {got}, expected {want.RootElement.GetProperty(feature)}");
                }
            }

            state.Commit();
        }

        Assert.False(expected.MoveNext());
        GoldenCount.Say("features", features.Length, $"columns of {events.Count} events, batch {batchSize}");
        output.WriteLine($"{events.Count} events, {features.Length} features, batch {batchSize}: {differences.Count} differences");
        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20)));
        Assert.NotEmpty(events);
    }

    private static string Text(Column column, int row)
    {
        if (column.IsNull(row))
            return "NaN";
        return column switch
        {
            TextColumn texts => Encoding.UTF8.GetString(texts[row]),
            ValueColumn<double> doubles => doubles[row].ToString("R", CultureInfo.InvariantCulture),
            ValueColumn<long> longs => longs[row].ToString(CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"no feature is {column.Shape}"),
        };
    }

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            _ when value.GetRawText().AsSpan().IndexOfAny('.', 'e') < 0 => value.GetRawText(),
            _ => value.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        };

    private static IEnumerable<string> Names(string kind)
    {
        using var spec = JsonDocument.Parse(File.ReadAllText(GoldenFolders.First("golden/models/features_spec.json")));
        return [.. spec.RootElement.GetProperty(kind).EnumerateArray().Select(f => f.GetString()!)];
    }
}
