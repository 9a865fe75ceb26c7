using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Json;

[Trait("suite", "golden")]
public sealed class JsonLumaTests
{
    private const int UnknownVisitor = 9634;

    [Fact]
    public void Every_event_reads_as_a_tree_reads_it()
    {
        var row = 0;
        foreach (var (text, line) in DecodeAll(LumaEvents.Lines).Zip(LumaEvents.Lines))
        {
            using var tree = JsonDocument.Parse(line);
            var root = tree.RootElement;
            var id = NaiveReader.Read(root.GetProperty("identityMap").GetProperty("ECID")[0], "id", ColumnType.Text);
            string[] header =
            [
                NaiveReader.Read(root, "_id", ColumnType.Text),
                id == "null" ? "null" : "\"ECID:" + id[1..],
                NaiveReader.Read(root, "eventType", ColumnType.Text),
                NaiveReader.Time(root, "timestamp"),
                NaiveReader.Time(root, "receivedTimestamp"),
            ];
            Assert.Equal(
                " " + string.Join(' ', header.Concat(LumaFields.All.Select(f => NaiveReader.Read(root, f.Path, f.Shape.Type)))),
                text
            );
            Assert.Equal(row == UnknownVisitor, header[1] == "null");
            row++;
        }

        Assert.Equal(23_055, row);
        TestContext.Current.TestOutputHelper?.WriteLine($"{row} events, {LumaFields.All.Length} fields");
    }

    [Fact]
    public void The_three_serialisations_give_equal_columns()
    {
        var wire = DecodeAll(LumaEvents.Lines).ToArray();
        foreach (var respell in new Func<JsonObject, JsonObject>[] { Respelling.Prefixed, Respelling.Mixed })
        {
            var respelt = LumaEvents
                .Lines.Select(l => Encoding.UTF8.GetBytes(respell(JsonNode.Parse(l)!.AsObject()).ToJsonString()))
                .ToArray();
            Assert.DoesNotContain(respelt.Zip(LumaEvents.Lines), p => p.First.AsSpan().SequenceEqual(p.Second));
            Assert.Equal(wire, DecodeAll(respelt));
        }
    }

    [Fact]
    public void Features_that_stand_in_the_event_itself_are_those_of_pandas()
    {
        var cases = 0;
        foreach (var file in GoldenFolders.Find("golden/models/luma_features.jsonl.gz"))
        {
            var events = Path.Combine(Path.GetDirectoryName(file)!, "../../data/luma/luma_events.jsonl.gz");
            byte[][] lines = File.Exists(events) ? [.. GoldenFolders.ReadLines(events).Select(Encoding.UTF8.GetBytes)] : LumaEvents.Lines;
            var projection = new Projection(LumaFields.All.Select(f => new ProjectedField(XdmPath.Parse(f.Path), f.Shape)));
            var (decoder, batch) = (new JsonEventDecoder(projection, DecodeLimits.Default), new EventBatch(projection, 1));
            foreach (var (line, json) in lines.Zip(GoldenFolders.ReadLines(file)))
            {
                batch.Reset();
                Assert.Null(decoder.Decode(line, batch, batch.Add(0, null)));
                using var row = JsonDocument.Parse(json);
                Check(batch, row.RootElement);
                cases++;
            }
        }

        Assert.True(cases > 0, "no features found");
        GoldenCount.Say("features", cases, "rows, read by the JSON decoder");
    }

    private static void Check(EventBatch batch, JsonElement row)
    {
        Column Of(string path) => batch.Columns[Array.FindIndex(LumaFields.All, f => f.Path == path)];
        long Whole(string path) => Of(path).IsNull(0) ? 0 : ((ValueColumn<long>)Of(path))[0];
        double Number(JsonElement e) =>
            e.ValueKind == JsonValueKind.String ? double.Parse(e.GetString()!, CultureInfo.InvariantCulture) : e.GetDouble();

        Assert.Equal(row.GetProperty("event_id").GetString(), Encoding.UTF8.GetString(batch.Ids[0]));
        Assert.Equal(row.GetProperty("event_type").GetString(), Encoding.UTF8.GetString(batch.EventTypes[0]));
        var visitor = row.GetProperty("visitor").GetString()!;
        Assert.Equal(visitor.Length == 0 ? "" : $"ECID:{visitor}", Encoding.UTF8.GetString(batch.Identities[0]));
        Assert.Equal(row.GetProperty("hour").GetInt64(), batch.EventTimesNs[0] / 3_600_000_000_000 % 24);
        Assert.Equal(row.GetProperty("session_num").GetInt64(), Whole("_experience.analytics.session.num"));
        Assert.Equal(row.GetProperty("session_depth").GetInt64(), Whole("_experience.analytics.session.depth"));
        var width = Of("device.screenWidth").IsNull(0) ? double.NaN : ((ValueColumn<double>)Of("device.screenWidth"))[0];
        Assert.Equal(Number(row.GetProperty("screen_width")), width);
        var first = Of("_experience.analytics.endUser.firstTimestamp").IsNull(0)
            ? double.NaN
            : (batch.EventTimesNs[0] / 1_000_000_000) - (Whole("_experience.analytics.endUser.firstTimestamp") / 1000.0);
        Assert.Equal(Number(row.GetProperty("secs_since_first_touch")), first);
        var items = (ListColumn)Of("productListItems[*].priceTotal");
        var (start, length) = items.Range(0);
        Assert.Equal(row.GetProperty("items_count").GetInt64(), length);
        var prices = Enumerable
            .Range(start, length)
            .Where(i => !items.Items.IsNull(i))
            .Select(i => ((ValueColumn<double>)items.Items)[i])
            .ToArray();
        Assert.Equal(Number(row.GetProperty("price_total")), prices.Length == 0 ? double.NaN : prices.Aggregate(0.0, (a, b) => a + b));
    }

    private static IEnumerable<string> DecodeAll(byte[][] lines)
    {
        var projection = new Projection(LumaFields.All.Select(f => new ProjectedField(XdmPath.Parse(f.Path), f.Shape)));
        var (decoder, batch) = (new JsonEventDecoder(projection, DecodeLimits.Default), new EventBatch(projection, 100));
        foreach (var chunk in lines.Chunk(batch.Capacity))
        {
            batch.Reset();
            foreach (var line in chunk)
                decoder.Decode(line, batch, batch.Add(0, null));
            for (var row = 0; row < chunk.Length; row++)
                yield return ColumnText.OfRow(batch, row);
        }
    }
}
