using System.Buffers;
using StreamScoring.Benchmarks.Measuring;
using StreamScoring.Events.Scores;

namespace StreamScoring.Benchmarks.Scores;

/// <summary>Score records, beside the same records written with the platform's JSON writer and with Apache's Avro writer.</summary>
internal static class ScoreEncoding
{
    private const string Json = "score as JSON: Utf8JsonWriter, reused";
    private const string Avro = "score as Avro: Apache.Avro GenericDatumWriter, records reused";

    public static Group Group { get; } = new("encode", "Encode score records", 15, Open);

    private static OpenGroup Open()
    {
        var scored = new ScoredEvents();
        var target = new ArrayBufferWriter<byte>(64 * 1024);
        var json = new ScoreJsonEncoder(scored.Layout);
        var avro = new ScoreAvroEncoder(scored.Layout, 1);
        var jsonRival = new JsonWriterRival(scored);
        var avroRival = new AvroWriterRival(scored);
        return new OpenGroup([
            Case.Repeated(Json, null, () => jsonRival.Encode(target)),
            Case.Repeated("score as JSON: ours", Json, () => Encode(json, scored, target)),
            Case.Repeated(Avro, null, avroRival.Encode),
            Case.Repeated("score as Avro: ours", Avro, () => Encode(avro, scored, target)),
        ]);
    }

    private static int Encode(IScoreEncoder encoder, ScoredEvents scored, ArrayBufferWriter<byte> target)
    {
        for (var row = 0; row < scored.Batch.Count; row++)
        {
            target.ResetWrittenCount();
            encoder.Encode(target, scored.Batch, row, new ScorePosition(3, row), scored.Scores);
        }

        return scored.Batch.Count;
    }
}
