using System.Text.Json.Nodes;
using Avro.Generic;
using Confluent.Kafka;
using Confluent.SchemaRegistry.Serdes;
using StreamScoring.TestKit.Registry;
using Xunit;

namespace StreamScoring.Integration.Tests.Registry;

/// <summary>Readers that no one here wrote read our score records through the registry, and find what the JSON form says.</summary>
public sealed class OutsideReadersTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Confluents_deserializer_reads_score_records()
    {
        using var rig = new RegistryRig(RegistryUnderTest.Url);
        var scores = await PublishedScores.MakeAsync(rig.Connection);
        var deserializer = new AvroDeserializer<GenericRecord>(rig.Connection.Client);
        var context = new SerializationContext(MessageComponentType.Value, scores.Topic);
        Assert.Equal(32, scores.Avro.Count);
        for (var i = 0; i < scores.Avro.Count; i++)
        {
            var record = await deserializer.DeserializeAsync(scores.Avro[i], isNull: false, context);
            var differences = ScoreForms.Differences(scores.Json[i], (JsonObject)ScoreForms.Of(record)!);
            Assert.True(differences.Count == 0, $"record {i}: {string.Join("; ", differences)}");
        }
    }

    [Fact]
    public async Task The_Python_client_reads_score_records()
    {
        using var python = PythonClient.Start();
        using var rig = new RegistryRig(RegistryUnderTest.Url);
        var scores = await PublishedScores.MakeAsync(rig.Connection);
        var read = python.ReadAvro(RegistryUnderTest.Url, scores.Topic, scores.Avro);
        Assert.Equal(scores.Json.Count, read.Count);
        for (var i = 0; i < read.Count; i++)
        {
            var differences = ScoreForms.Differences(scores.Json[i], JsonNode.Parse(read[i])!.AsObject());
            Assert.True(differences.Count == 0, $"record {i}: {string.Join("; ", differences)}");
        }

        output.WriteLine($"{read.Count} records read by {python.Version}");
    }
}
