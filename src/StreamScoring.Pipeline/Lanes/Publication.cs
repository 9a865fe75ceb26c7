using System.Buffers;
using StreamScoring.Events.Columns;
using StreamScoring.Events.Faults;
using StreamScoring.Events.Scores;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Pipeline.Lanes;

/// <summary>Turns a scored batch into records: one score record an event in the order of the events, and what could not be scored, as it came, to the dead letters.</summary>
internal sealed class Publication
{
    /// <summary>The header of a dead letter that could not keep the record: what is left out.</summary>
    public const string OmittedHeader = "streamscoring.original.omitted";

    private readonly ScoredBatch _scored;
    private readonly ActiveSet _set;
    private readonly LaneContext _context;
    private readonly TopicPartition _scores;
    private readonly TopicPartition _deadLetters;
    private readonly ServiceScore[] _services;
    private readonly Column[][] _outputs;
    private readonly FeatureRecords? _features;
    private readonly PassedHeaders _passed;
    private readonly ArrayBufferWriter<byte> _value = new(4096);
    private readonly ArrayBufferWriter<byte> _headers = new(1024);
    private readonly SortedDictionary<string, IScoreEncoder> _encoders = new(StringComparer.Ordinal);

    public Publication(int partition, ScoredBatch scored, ActiveSet set, LaneContext context)
    {
        var topics = context.Settings.Topics;
        _scored = scored;
        _set = set;
        _context = context;
        _scores = new TopicPartition(topics.Scores, partition);
        _deadLetters = new TopicPartition(topics.DeadLetters, partition);
        _outputs = [.. scored.Services.Select(s => s.Runner.Outputs.Select(o => o.Column).ToArray())];
        _passed = new PassedHeaders(context.Settings.PassHeaders);
        _services = new ServiceScore[scored.Services.Count];
        _features = topics.Features.Length > 0 ? new FeatureRecords(new TopicPartition(topics.Features, partition), scored) : null;
    }

    public void Run(TopicPartition from, RecordBatch records, Admission admission, ITransaction transaction)
    {
        var events = _scored.Events;
        var encoder = EncoderOf(from.Topic);
        var now = _context.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var row = 0; row < events.Count; row++)
        {
            for (var s = 0; s < _services.Length; s++)
            {
                var runner = _scored.Services[s].Runner;
                _services[s] = new ServiceScore(_outputs[s], runner.Faults[row], runner.Incomplete[row]);
            }

            var record = admission.RecordOf(row);
            var origin = admission.OriginOf(from, records.Headers(record));
            _value.ResetWrittenCount();
            encoder.Encode(_value, events, row, new ScorePosition(from.Partition, events.Offsets[row]), _services, origin);
            var isByIdentity = !events.Identities.IsNull(row) && !(_context.Settings.PassKey && records.HasKey(record));
            var key = isByIdentity ? events.Identities[row] : records.Key(record);
            WriteScore(key, isByIdentity || records.HasKey(record), _passed.Of(records.Headers(record)), now, transaction);
            _features?.Write(row, key, now, transaction);
            if (events.Faults[row] is { } fault)
                WriteDeadLetter(from, records, record, fault, now, transaction);
        }
    }

    private void WriteScore(ReadOnlySpan<byte> key, bool hasKey, ReadOnlySpan<byte> headers, long now, ITransaction transaction)
    {
        try
        {
            transaction.Append(_scores, key, _value.WrittenSpan, headers, now, hasKey);
        }
        catch (RecordTooLargeException) when (!headers.IsEmpty)
        {
            // A score matters more than what came along with its event.
            transaction.Append(_scores, key, _value.WrittenSpan, default, now, hasKey);
        }
    }

    /// <summary>A dead letter without a value: the bytes themselves are what is lost.</summary>
    public void RunCorrupt(CorruptRecordException corrupt, ITransaction transaction)
    {
        var fault = new Fault(FaultCode.Corrupt, FaultStage.Source, FaultDomain.Environment, false, "", corrupt.Message);
        _headers.ResetWrittenCount();
        WriteErrorHeaders(corrupt.Partition, corrupt.Offset, null, fault);
        var now = _context.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        transaction.Append(_deadLetters, default, default, _headers.WrittenSpan, now, hasKey: false, hasValue: false);
    }

    private void WriteDeadLetter(TopicPartition from, RecordBatch records, int record, Fault fault, long now, ITransaction transaction)
    {
        _headers.ResetWrittenCount();
        _headers.Write(records.Headers(record));
        WriteErrorHeaders(from, records.Offset(record), records.TimestampMs(record), fault);
        try
        {
            var (hasKey, hasValue) = (records.HasKey(record), records.HasValue(record));
            transaction.Append(_deadLetters, records.Key(record), records.Value(record), _headers.WrittenSpan, now, hasKey, hasValue);
        }
        catch (RecordTooLargeException)
        {
            // With the error headers it has outgrown what the log takes. They say where the record lies; without it the partition would stand still for ever.
            _headers.ResetWrittenCount();
            WriteErrorHeaders(from, records.Offset(record), records.TimestampMs(record), fault);
            RecordHeaders.Append(_headers, OmittedHeader, "value, key and headers: too large for a dead letter"u8);
            transaction.Append(_deadLetters, default, default, _headers.WrittenSpan, now, hasKey: false, hasValue: false);
        }
    }

    private void WriteErrorHeaders(TopicPartition from, long offset, long? timestampMs, Fault fault)
    {
        foreach (var (name, value) in DeadLetter.Headers(fault, from.Topic, from.Partition, offset, timestampMs))
            RecordHeaders.Append(_headers, name, value);
    }

    private IScoreEncoder EncoderOf(string topic)
    {
        if (_encoders.TryGetValue(topic, out var encoder))
            return encoder;
        var layout = new ScoreLayout(_context.Settings.SourceName, topic, _set.Hash, [.. _set.Services.Select(s => s.Describe())]);
        return _encoders[topic] = _context.Settings.Format switch
        {
            RecordFormat.Avro => new ScoreAvroEncoder(layout, _context.Settings.ScoreSchemaId),
            _ => new ScoreJsonEncoder(layout),
        };
    }
}
