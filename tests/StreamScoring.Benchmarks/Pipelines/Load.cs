using StreamScoring.Benchmarks.Inputs;
using StreamScoring.Events;
using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Json;
using StreamScoring.Events.Xdm;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Json;

namespace StreamScoring.Benchmarks.Pipelines;

/// <summary>Events to be played through a pipeline.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Values">The records' values.</param>
/// <param name="Keys">Their keys: the identities; empty where there is none.</param>
/// <param name="TimestampsMs">When they arrived.</param>
/// <param name="Unmeasured">How many at the beginning only warm up and build state.</param>
internal sealed record Load(string Name, byte[][] Values, byte[][] Keys, long[] TimestampsMs, int Unmeasured)
{
    public const string Topic = "xdm.events";

    private const int Images = 2_048;
    private const int ImageRounds = 4;
    private const int RecordsPerCommit = 1_000;

    /// <summary>All Luma events; the first 13,032 are history, as in the sample's show.</summary>
    public static Load LumaJson() => Keyed("Luma JSON", LumaEvents.Lines, LumaEvents.Lines, 13_032);

    /// <summary>The same as Avro.</summary>
    public static Load LumaAvroMessages() => Keyed("Luma Avro", LumaAvro.Messages, LumaEvents.Lines, 13_032);

    /// <summary>Images of 784 floats as JSON text.</summary>
    public static Load Ffnn()
    {
        var images = FfnnEvents.Lines(Images);
        byte[][] all = [.. Enumerable.Repeat(images, ImageRounds).SelectMany(i => i)];
        return Keyed("FFNN JSON", all, all, Images);
    }

    /// <summary>Writes the events to a log of one partition.</summary>
    public void Fill(ILog log)
    {
        log.EnsureTopic(new TopicSpec(Topic, 1));
        using var writer = log.OpenWriter("loader", "loader");
        for (var i = 0; i < Values.Length; i++)
        {
            writer.Append(new TopicPartition(Topic, 0), Keys[i], Values[i], default, TimestampsMs[i], Keys[i].Length > 0);
            if (i % RecordsPerCommit == RecordsPerCommit - 1)
                writer.Commit([]);
        }

        writer.Commit([]);
    }

    private static Load Keyed(string name, byte[][] values, byte[][] json, int unmeasured)
    {
        var batch = new EventBatch(new Projection([]), 1);
        var decoder = new JsonEventDecoder(batch.Projection, DecodeLimits.Default, IdentityRule.Default);
        var (keys, times) = (new byte[json.Length][], new long[json.Length]);
        for (var i = 0; i < json.Length; i++)
        {
            batch.Reset();
            decoder.Decode(json[i], batch, batch.Add(i, null));
            keys[i] = batch.Identities[0].ToArray();
            times[i] = (batch.ReceivedTimesNs.IsNull(0) ? batch.EventTimesNs[0] : batch.ReceivedTimesNs[0]) / 1_000_000;
        }

        return new Load(name, values, keys, times, unmeasured);
    }
}
