using System.Text.Json;
using System.Text.Json.Nodes;
using Avro;
using Avro.Generic;
using Avro.IO;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Scores;
using StreamScoring.TestKit.Reference;
using Xunit;

namespace StreamScoring.Tests.Events.Scores;

public sealed class ScoreAvroEncoderTests
{
    private static readonly Schema ScoreSchema = Schema.Parse(
        File.ReadAllText(Path.Combine(GoldenFolders.RepositoryRoot, "schemas", "score.v1.avsc"))
    );

    [Fact]
    public void A_generic_reader_finds_what_the_json_record_says()
    {
        var plain = new ScoreCase(ScoreCase.Purchase);
        plain.SetProbability(0, 0.0027821064f);
        var faulted = new ScoreCase(ScoreCase.Purchase);
        faulted.Batch.SetFault(faulted.Row, Fault.Decode(FaultCode.TimeInvalid, "timestamp", "the time cannot be read"));
        var duplicate = new ScoreCase(ScoreCase.Purchase);
        duplicate.Batch.Duplicates[duplicate.Row] = true;
        var failed = ScoreCase.OfEverything();
        failed.SetFault(0, FaultCode.ModelFailed);
        failed.Scores[1] = failed.Scores[1] with { IsIncomplete = true };
        var none = new ScoreCase();
        var unnamed = new ScoreCase(ScoreCase.Purchase);
        unnamed.Batch.Ids.SetNull(unnamed.Row);
        foreach (var made in new[] { plain, ScoreCase.OfEverything(), faulted, duplicate, failed, none, unnamed })
            Assert.Equal(FromJson(made.Json()), FromAvro(made.Avro()));
        Assert.Equal(FromJson(unnamed.Json("raw/1/99"u8)), FromAvro(unnamed.Avro("raw/1/99"u8)));
    }

    [Fact]
    public void The_record_begins_with_the_schema_id()
    {
        var record = new ScoreCase(ScoreCase.Purchase).Avro();
        Assert.Equal([0, 0, 0, 0, 77], record[..5]);
    }

    private static string FromAvro(byte[] record)
    {
        using var stream = new MemoryStream(record, 5, record.Length - 5);
        var read = new GenericDatumReader<GenericRecord>(ScoreSchema, ScoreSchema).Read(null!, new BinaryDecoder(stream));
        Assert.Equal(stream.Length, stream.Position);
        return ToNode(read)!.ToJsonString();
    }

    /// <summary>The JSON record, spelled as <see cref="ToNode"/> spells the Avro one.</summary>
    private static string FromJson(string record)
    {
        var node = JsonNode.Parse(record)!.AsObject();
        var ordered = new JsonObject();
        foreach (
            var name in new[]
            {
                "specversion",
                "type",
                "source",
                "id",
                "subject",
                "time",
                "sourcetopic",
                "sourcepartition",
                "sourceoffset",
                "data",
            }
        )
            ordered[name] = node[name]?.DeepClone();
        ordered["sourceoffset"] = long.Parse(node["sourceoffset"]!.GetValue<string>());
        foreach (var (_, service) in ordered["data"]!["services"]!.AsObject().ToList())
        {
            var entry = service!.AsObject();
            entry["incomplete"] = entry["incomplete"]?.DeepClone() ?? false;
            var models = entry["models"]?.DeepClone() ?? new JsonObject();
            entry.Remove("models");
            entry.Insert(2, "models", models);
        }

        return ordered.ToJsonString();
    }

    private static JsonNode? ToNode(object? value) =>
        value switch
        {
            null => null,
            GenericRecord record => new JsonObject(
                record.Schema.Fields.Select(f => KeyValuePair.Create(f.Name, ToNode(record.GetValue(f.Pos))))
            ),
            IDictionary<string, object> map => new JsonObject(map.Select(e => KeyValuePair.Create(e.Key, ToNode(e.Value)))),
            object?[] items => new JsonArray([.. items.Select(ToNode)]),
            DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"),
            float number => JsonNode.Parse(number.ToString("R")),
            double number => JsonNode.Parse(number.ToString("R")),
            bool or int or long or string => JsonValue.Create(JsonSerializer.SerializeToElement(value)),
            _ => throw new InvalidOperationException(value.GetType().Name),
        };
}
