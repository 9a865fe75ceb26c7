using Avro.Generic;
using Avro.IO;
using StreamScoring.Benchmarks.Inputs;
using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Events;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Avro;
using StreamScoring.Events.Xdm;
using StreamScoring.Inference;

namespace StreamScoring.Benchmarks.Decoding;

/// <summary>From Avro messages to the columns that a graph reads, beside Apache's own reader.</summary>
internal static class AvroDecoding
{
    private const int Events = 4_096;
    private const int PrefixBytes = 5;
    private const string Rival = "Luma: Apache.Avro GenericDatumReader, record reused";

    public static Group Group { get; } = new("decode-avro", "Decode Avro", 15, Open);

    private static OpenGroup Open()
    {
        using var models = new ModelStore(ModelLimits.Default, null, null);
        var projection = new Projection(SamplePlan.Luma(models).Fields);
        byte[][] messages = [.. LumaAvro.Messages.TakeLast(Events)];
        var schema = Avro.Schema.Parse(LumaAvro.SchemaText);
        var reader = new GenericDatumReader<GenericRecord>(schema, schema);
        var decoder = new AvroEventDecoder(projection, LumaAvro.Schemas(), DecodeLimits.Default, IdentityRule.Default);
        var batch = new EventBatch(projection, 256);
        return new OpenGroup([
            Case.Repeated(Rival, null, () => Read(reader, messages)),
            Case.Repeated("Luma: ours, into columns", Rival, () => Decode(decoder, batch, messages)),
        ]);
    }

    private static int Read(GenericDatumReader<GenericRecord> reader, byte[][] messages)
    {
        GenericRecord? record = null;
        foreach (var message in messages)
            record = reader.Read(record!, new BinaryDecoder(new MemoryStream(message, PrefixBytes, message.Length - PrefixBytes)));
        return messages.Length;
    }

    private static int Decode(AvroEventDecoder decoder, EventBatch batch, byte[][] messages)
    {
        batch.Reset();
        foreach (var message in messages)
        {
            if (batch.Count == batch.Capacity)
                batch.Reset();
            if (decoder.Decode(message, default, batch, batch.Add(0, null)) is { } fault)
                throw new InvalidOperationException(fault.ToString());
        }

        return messages.Length;
    }
}
