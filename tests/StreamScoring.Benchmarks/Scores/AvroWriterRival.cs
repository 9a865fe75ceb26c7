using System.Text;
using Avro.Generic;
using Avro.IO;
using StreamScoring.Events.Scores;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.Benchmarks.Scores;

/// <summary>The same Avro as one would write it with Apache.Avro's generic writer: the records are made once, the fields of each event set anew.</summary>
internal sealed class AvroWriterRival
{
    private const long NsPerUs = 1_000;
    private readonly ScoredEvents _scored;
    private readonly MemoryStream _target = new(64 * 1024);
    private readonly GenericDatumWriter<GenericRecord> _writer;
    private readonly GenericRecord _record;
    private readonly GenericRecord _data;
    private readonly Dictionary<string, object?> _outputs = new(StringComparer.Ordinal);

    public AvroWriterRival(ScoredEvents scored)
    {
        _scored = scored;
        var path = Path.Combine(GoldenFolders.RepositoryRoot, "schemas", "score.v1.avsc");
        var schema = (Avro.RecordSchema)Avro.Schema.Parse(File.ReadAllText(path));
        _writer = new GenericDatumWriter<GenericRecord>(schema);
        _record = new GenericRecord(schema);
        var dataSchema = (Avro.RecordSchema)schema["data"].Schema;
        _data = new GenericRecord(dataSchema);
        var service = new GenericRecord((Avro.RecordSchema)((Avro.MapSchema)dataSchema["services"].Schema).ValueSchema);
        service.Add("graph", scored.Service.Graph);
        service.Add("model", scored.Service.Models[0].Hash);
        service.Add("models", new Dictionary<string, object>(StringComparer.Ordinal));
        service.Add("outputs", _outputs);
        service.Add("fault", null);
        service.Add("incomplete", false);
        _record.Add("specversion", "1.0");
        _record.Add("type", ScoreLayout.RecordType);
        _record.Add("source", scored.Layout.Source);
        _record.Add("sourcetopic", scored.Layout.Topic);
        _record.Add("sourcepartition", 3);
        _record.Add("data", _data);
        _data.Add("activeSet", scored.Layout.ActiveSet);
        _data.Add("duplicateOf", null);
        _data.Add("fault", null);
        _data.Add("services", new Dictionary<string, object>(StringComparer.Ordinal) { ["luma-purchase"] = service });
    }

    public int Encode()
    {
        var batch = _scored.Batch;
        var encoder = new BinaryEncoder(_target);
        for (var row = 0; row < batch.Count; row++)
        {
            _target.SetLength(0);
            _target.Write([0, 0, 0, 0, 1]);
            var id = Encoding.UTF8.GetString(batch.Ids[row]);
            var time = DateTime.UnixEpoch.AddMicroseconds(batch.EventTimesNs[row] / NsPerUs);
            _record.Add("id", "luma:" + id);
            _record.Add("subject", batch.Identities.IsNull(row) ? null : Encoding.UTF8.GetString(batch.Identities[row]));
            _record.Add("time", time);
            _record.Add("sourceoffset", (long)row);
            _data.Add("eventId", id);
            _data.Add("eventTime", time);
            _data.Add("eventType", Encoding.UTF8.GetString(batch.EventTypes[row]));
            _outputs["probability"] = _scored.Probability[row];
            _writer.Write(_record, encoder);
        }

        return batch.Count;
    }
}
