using System.Collections;
using System.Globalization;
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
            var differences = ScoreForms.Differences(scores.Json[i], (JsonObject)ToJson(record)!);
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

    private static JsonNode? ToJson(object? value) =>
        value switch
        {
            null => null,
            GenericRecord record => new JsonObject(
                record.Schema.Fields.Select(f => KeyValuePair.Create(f.Name, ToJson(record.GetValue(f.Pos))))
            ),
            IDictionary<string, object> map => new JsonObject(map.Select(e => KeyValuePair.Create(e.Key, ToJson(e.Value)))),
            string text => JsonValue.Create(text),
            DateTime time => JsonValue.Create(new DateTimeOffset(time).ToUnixTimeMilliseconds() * 1000),
            bool flag => JsonValue.Create(flag),
            float number => JsonNode.Parse(number.ToString("R", CultureInfo.InvariantCulture)),
            double number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            int number => JsonValue.Create(number),
            IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(ToJson)]),
            _ => throw new InvalidDataException($"the deserializer gave a {value.GetType()}"),
        };
}
