using System.Buffers;
using System.Text.Json;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;

namespace StreamScoring.Pipeline.Lanes;

internal sealed class Publication(int partition, ScoredBatch scored, ActiveSet set, LaneContext context)
{
    private readonly ArrayBufferWriter<byte> _value = new(4096);

    public void Run(TopicPartition from, RecordBatch records, Admission admission, ITransaction transaction)
    {
        var events = scored.Events;
        for (var row = 0; row < events.Count; row++)
        {
            _value.ResetWrittenCount();
            using (var w = new Utf8JsonWriter(_value))
            {
                w.WriteStartObject();
                w.WriteString("id", events.Ids[row]);
                w.WriteString("set", set.Hash);
                foreach (var s in scored.Services)
                    foreach (var (name, column) in s.Runner.Outputs)
                        if (column is ValueColumn<float> f && !f.IsNull(row))
                            w.WriteNumber(name, f[row]);
                w.WriteEndObject();
            }

            transaction.Append(new TopicPartition(context.Settings.Topics.Scores, partition), events.Identities[row], _value.WrittenSpan, default, 0, !events.Identities.IsNull(row));
            if (events.Faults[row] is { } fault)
                transaction.Append(new TopicPartition(context.Settings.Topics.DeadLetters, partition), default, records.Value(admission.RecordOf(row)), default, 0, false);
        }
    }

    public void RunCorrupt(CorruptRecordException corrupt, ITransaction transaction) { }
}
