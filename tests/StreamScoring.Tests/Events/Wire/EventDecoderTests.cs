using StreamScoring.Events;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Events.Xdm;
using Xunit;

namespace StreamScoring.Tests.Events.Wire;

public sealed class EventDecoderTests
{
    [Fact]
    public void The_first_byte_and_the_header_tell_the_formats_apart()
    {
        Assert.Null(Decode("{\"timestamp\":0}"u8, default));
        Assert.Null(Decode("\uFEFF {\"timestamp\":0}"u8, default));
        Assert.Equal(FaultCode.UnknownSchema, Decode([0, 0, 0, 0, 1, 2], default));
        Assert.Equal(FaultCode.UnknownSchema, Decode([1, .. new byte[16]], default));
        Assert.Equal(FaultCode.UnknownSchema, Decode("{\"timestamp\":0}"u8, [1, .. new byte[16]]));
        Assert.Equal(FaultCode.Malformed, Decode([], default));
        Assert.Equal(FaultCode.Malformed, Decode([2], default));
    }

    private static FaultCode? Decode(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headerSchemaId)
    {
        var projection = new Projection([]);
        var batch = new EventBatch(projection, 1);
        var fault = new EventDecoder(
            new JsonEventDecoder(projection, DecodeLimits.Default),
            new AvroEventDecoder(projection, new SchemaDictionary([]), DecodeLimits.Default)
        ).Decode(payload, headerSchemaId, batch, batch.Add(0, null));
        Assert.Same(fault, batch.Faults[0]);
        return fault?.Code;
    }
}
