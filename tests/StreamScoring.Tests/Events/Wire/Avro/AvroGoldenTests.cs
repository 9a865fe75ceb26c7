using StreamScoring.Events;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Avro;

[Trait("suite", "golden")]
public sealed class AvroGoldenTests
{
    private readonly EventBatch _batch = new(LumaFields.Projection, 64);

    [Fact]
    public void Messages_of_two_schema_versions_give_what_their_json_lines_say()
    {
        var files = GoldenFolders.Find("golden/avro/wire_messages.bin.gz");
        var cases = 0;
        foreach (var file in files)
            cases += AssertEqualToJson(file, AvroFiles.Framed(file));
        GoldenCount.Say("avro", cases, "wire messages");
        Assert.True(cases > 0, "no wire messages in any reference folder");
    }

    [Fact]
    public void All_luma_events_give_what_their_json_lines_say()
    {
        var files = GoldenFolders.Find("golden/avro/luma_events_deflate.avro");
        var cases = 0;
        foreach (var file in files)
            cases += AssertEqualToJson(file, AvroFiles.Container(file));
        GoldenCount.Say("avro", cases, "events of container files");
        Assert.True(cases > 0, "no Luma container file in any reference folder");
    }

    private int AssertEqualToJson(string file, IEnumerable<byte[]> messages)
    {
        var decoder = new AvroEventDecoder(LumaFields.Projection, AvroFiles.Registry(file), DecodeLimits.Default);
        var count = 0;
        foreach (var (message, line) in messages.Zip(AvroFiles.LumaLines(file)))
        {
            if (_batch.Count == _batch.Capacity)
                _batch.Reset();
            var row = _batch.Add(count, null);
            Assert.Null(decoder.Decode(message, default, _batch, row));
            // The second version of the schema has no search.
            var dropsSearch = message[4] == 0xEA;
            var expected = LumaFields.Expected(line.RootElement);
            if (dropsSearch)
                expected[Array.FindIndex(LumaFields.Fields, f => f.Path == "search.keywords")] = "null";
            Assert.Equal(expected, LumaFields.Decoded(_batch, row));
            line.Dispose();
            count++;
        }

        return count;
    }
}
