using System.Text;
using StreamScoring.Events;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.TestKit.Json;

namespace StreamScoring.Tests.Events.Wire.Json;

/// <summary>Decodes single events with a few fields asked for.</summary>
internal sealed class JsonDecoding
{
    private readonly JsonEventDecoder _decoder;

    public JsonDecoding(DecodeLimits limits, params (string Path, ColumnShape Shape)[] fields)
    {
        var projection = new Projection(fields.Select(f => new ProjectedField(XdmPath.Parse(f.Path), f.Shape)));
        _decoder = new JsonEventDecoder(projection, limits);
        Batch = new EventBatch(projection, 16);
    }

    public EventBatch Batch { get; }

    public static ColumnShape Text { get; } = ColumnShape.Scalar(ColumnType.Text);

    public static ColumnShape Whole { get; } = ColumnShape.Scalar(ColumnType.Int64);

    public static ColumnShape Float64 { get; } = ColumnShape.Scalar(ColumnType.Float64);

    public static ColumnShape Float32 { get; } = ColumnShape.Scalar(ColumnType.Float32);

    public static ColumnShape Flag { get; } = ColumnShape.Scalar(ColumnType.Boolean);

    public static ColumnShape Timestamp { get; } = ColumnShape.Scalar(ColumnType.Timestamp);

    /// <summary>Decodes into the batch's only row.</summary>
    public Fault? Decode(ReadOnlySpan<byte> payload)
    {
        Batch.Reset();
        return _decoder.Decode(payload, Batch, Batch.Add(0, null));
    }

    /// <summary>The value of one field of an event that is given without its timestamp and braces; the fault instead if there is one.</summary>
    public static string Value(string path, ColumnShape shape, string properties)
    {
        var decoding = new JsonDecoding(DecodeLimits.Default, (path, shape));
        var fault = decoding.Decode(Event(properties));
        return fault is null ? ColumnText.Of(decoding.Batch.Columns[0], 0) : $"{FaultCodes.Wire(fault.Code)} at {fault.Path}";
    }

    /// <summary>An event with a timestamp and those properties.</summary>
    public static byte[] Event(string properties) =>
        Encoding.UTF8.GetBytes("{\"timestamp\":\"2018-11-05T18:13:02Z\"" + (properties.Length == 0 ? "" : "," + properties) + "}");
}
