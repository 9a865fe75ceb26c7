using System.Text;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.Events.Wire.Json;

public sealed class JsonAllocationTests
{
    [Fact]
    public void Decoding_10000_warmed_events_allocates_nothing() => AssertNothingAllocated(LumaEvents.Lines[..10_000], LumaFields.All);

    [Fact]
    public void Escapes_vectors_and_other_spellings_allocate_nothing()
    {
        var floats = string.Join(',', Enumerable.Range(0, 784).Select(i => $"0.{i * 7919}{i}"));
        var payload = Encoding.UTF8.GetBytes(
            "{\"xdm:timestamp\":\"2018-11-05T18:13:02.5\\u005a\",\"@id\":\"a\\n\\u00e9\",\"n\\u0061me\":\"\\\"\",\"https://ns.adobe.com/experience/a/x\":1.5,"
                + $"\"xdm:identityMap\":{{\"N\\u0053\":[{{\"xdm:id\":\"\\u0031\"}}]}},\"v\":[{floats}]}}"
        );
        AssertNothingAllocated(
            [.. Enumerable.Repeat(payload, 10_000)],
            [
                ("name", ColumnShape.Scalar(ColumnType.Text)),
                ("_experience.a.x", ColumnShape.Scalar(ColumnType.Float64)),
                ("v", ColumnShape.Vector(ColumnType.Float32, 784)),
            ]
        );
    }

    private static void AssertNothingAllocated(byte[][] events, (string Path, ColumnShape Shape)[] fields)
    {
        var projection = new Projection(fields.Select(f => new ProjectedField(XdmPath.Parse(f.Path), f.Shape)));
        var decoder = new JsonEventDecoder(projection, DecodeLimits.Default);
        var batch = new EventBatch(projection, 64);
        var decoded = 0;
        void Run()
        {
            batch.Reset();
            for (var i = 0; i < events.Length; i++)
            {
                if (batch.Count == batch.Capacity)
                    batch.Reset();
                var row = batch.Add(i, null);
                if (decoder.Decode(events[i], batch, row) is null && EventTimeRules.Default.Apply(batch, row) is null)
                    decoded++;
            }
        }

        Run();
        Assert.Equal(0, SteadyAllocation.Least(Run));
        Assert.True(decoded >= 2 * events.Length && decoded % events.Length == 0, $"{decoded} decoded of {events.Length} a round");
    }
}
