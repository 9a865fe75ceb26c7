using StreamScoring.Kafka.Registry;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Settings;
using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Integration.Tests.Registry;

/// <summary>Score records as a pipeline publishes them with the registry's id: the same in Avro and in JSON.</summary>
/// <param name="Topic">The topic under whose subject their schema is registered.</param>
/// <param name="Avro">The records in Confluent's wire format.</param>
/// <param name="Json">The same records as JSON text.</param>
internal sealed record PublishedScores(string Topic, IReadOnlyList<byte[]> Avro, IReadOnlyList<string> Json)
{
    /// <summary>Scores some Luma events and one that is no event.</summary>
    public static async Task<PublishedScores> MakeAsync(RegistryConnection registry)
    {
        var topic = RegistryUnderTest.NewTopic();
        var options = new ScoreSchemaOptions(topic) { AutoRegister = true };
        var schema = await new ScoreSchemaRegistration(registry, options).ResolveAsync(default);
        Assert.Null(schema.Problem);
        return new PublishedScores(
            topic,
            Run(s => s with { Format = RecordFormat.Avro, ScoreSchemaId = schema.Id!.Value }, v => v.ToArray()),
            Run(s => s, v => System.Text.Encoding.UTF8.GetString(v))
        );
    }

    private static List<T> Run<T>(Func<PipelineSettings, PipelineSettings> configure, Func<ReadOnlySpan<byte>, T> take)
    {
        using var log = new InMemoryLog(TimeProvider.System);
        var rig = new PipelineRig(
            log,
            TimeProvider.System,
            1,
            s => configure(s with { MaxAheadMs = -1, Topics = s.Topics with { Rekeyed = "" } })
        );
        foreach (var line in LumaEvents.Lines.Take(30).Append(LumaEvents.Lines[0]).Append("{}"u8.ToArray()))
            rig.ProduceRaw(0, default, line, default);
        rig.RunToEnd(rig.Set(ShopGraph.Counting("shop"), ShopGraph.Stateless("plain")));
        using var reader = log.OpenReader(rig.Settings.Topics.Scores, 0);
        var batch = new RecordBatch(100);
        var records = new List<T>();
        for (var offset = 0L; reader.Read(offset, batch, 1 << 20) > 0; offset = batch.NextOffset)
        {
            for (var i = 0; i < batch.Count; i++)
                records.Add(take(batch.Value(i)));
        }

        return records;
    }
}
