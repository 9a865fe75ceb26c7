using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Showing;
using StreamScoring.Decisioning.Planning;
using StreamScoring.Decisioning.Records;
using StreamScoring.Kafka.Settings;
using StreamScoring.Pipeline.Lanes;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>What an operator wants to know of a worker, one line each on standard error, as text or as JSON; never what is in an event.</summary>
internal sealed class WorkerLog(TimeProvider time, LogFormat format) : IPipelineObserver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, string> _waiting = [];
    private long _events;
    private volatile bool _anyWaits;

    /// <summary>Events scored, also those of transactions that were given up and done again.</summary>
    public long Events => Interlocked.Read(ref _events);

    public void Restoring(TopicPartition partition) => Write("info", "restoring", $"{partition} restoring", At(partition));

    public void Assigned(TopicPartition partition, long nextOffset, int keys, long stateBytes) =>
        Write(
            "info",
            "assigned",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{partition} assigned at offset {nextOffset}, {keys} keys, {stateBytes} bytes of state"
            ),
            [.. At(partition), ("offset", nextOffset), ("keys", keys), ("stateBytes", stateBytes)]
        );

    public void Revoked(TopicPartition partition) => Write("info", "revoked", $"{partition} handed over", At(partition));

    public void Scored(ScoredBatch batch)
    {
        Interlocked.Add(ref _events, batch.Events.Count);
        if (!_anyWaits || batch.Events.Count == 0)
            return;
        lock (_lock)
        {
            _waiting.Remove(batch.Partition);
            _anyWaits = _waiting.Count > 0;
        }
    }

    public void Aborted(int worker, string reason) =>
        Write("warning", "aborted", $"worker {Text(worker)} does its work again: {reason}", [("worker", worker)]);

    public void Retrying(TopicPartition partition, long offset, string reason)
    {
        // It is tried again twice a second: said once.
        lock (_lock)
        {
            if (_waiting.TryGetValue(partition, out var said) && string.Equals(said, reason, StringComparison.Ordinal))
                return;
            _waiting[partition] = reason;
            _anyWaits = true;
        }

        Write("warning", "waiting", $"{partition} waits: {reason}", [.. At(partition), ("offset", offset)]);
    }

    public void RulesVerified(RuleSetPlan rules, in RecordHead head, int segment)
    {
        if (segment >= 0)
            Write(
                "error",
                "misfound",
                $"the rules' index is wrong about segment '{rules.Segments[segment].Rule.Id}' of rule set {rules.Hash} on the event at {head.Position}; its evaluation was taken, please report it",
                [
                    ("segment", rules.Segments[segment].Rule.Id),
                    ("ruleSet", rules.Hash),
                    ("partition", head.Position.Partition),
                    ("offset", head.Position.Offset),
                ]
            );
    }

    public void SkippedCorrupt(TopicPartition partition, long offset, long nextOffset) =>
        Write(
            "error",
            "corrupt",
            string.Create(CultureInfo.InvariantCulture, $"{partition} has broken bytes at offset {offset}; going on at {nextOffset}"),
            [.. At(partition), ("offset", offset), ("nextOffset", nextOffset)]
        );

    public void Switched(int partition, string activeSet) =>
        Write(
            "info",
            "switched",
            $"partition {Text(partition)} scores with {activeSet}",
            [("partition", partition), ("activeSet", activeSet)]
        );

    public void Failed(int worker, Exception reason) =>
        Write("error", "failed", $"worker {Text(worker)} ended, the others end, too: {reason.Message}", [("worker", worker)]);

    public void RevisionRefused(string activeSet, string reason) =>
        Write("warning", "refused", $"revision {activeSet} is refused: {reason}", [("activeSet", activeSet)]);

    /// <summary>What the Kafka client has to say, if it is grave enough.</summary>
    public void Kafka(KafkaDiagnostic diagnostic)
    {
        if (diagnostic.Severity >= KafkaSeverity.Warning)
            Write(
                diagnostic.Severity == KafkaSeverity.Error ? "error" : "warning",
                "kafka",
                $"kafka {diagnostic.Facility}: {diagnostic.Message}",
                [("client", diagnostic.Client), ("facility", diagnostic.Facility)]
            );
    }

    /// <summary>What the schema registry's client has to say.</summary>
    public void Registry(string line) => Write("warning", "registry", line, []);

    /// <summary>A line about the worker itself.</summary>
    public void Say(string line) => Write("info", "worker", line, []);

    /// <summary>What ended the worker.</summary>
    public void Error(string line) => Write("error", "ended", line, []);

    private void Write(string level, string name, string message, IReadOnlyList<(string Name, object Value)> fields)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = format == LogFormat.Json ? Json(now, level, name, message, fields) : $"{now} {message}";
        lock (_lock)
            Console.Error.WriteLine(line);
    }

    private static string Json(string now, string level, string name, string message, IReadOnlyList<(string Name, object Value)> fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Answer.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("time", now);
            json.WriteString("level", level);
            json.WriteString("event", name);
            json.WriteString("message", message);
            foreach (var (key, value) in fields)
            {
                if (value is string text)
                    json.WriteString(key, text);
                else
                    json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static IReadOnlyList<(string, object)> At(TopicPartition partition) =>
        [("topic", partition.Topic), ("partition", partition.Partition)];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
