using System.Text;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Graphs.Planning;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Logs;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>A pipeline on a log, with what a test needs to feed it, run it to the end and look at what it left. Its settings commit after every batch.</summary>
public sealed class PipelineRig
{
    /// <summary>The group.</summary>
    public const string Group = "g";

    private readonly ILog _log;
    private readonly TimeProvider _clock;

    /// <summary>On a log; makes the events topic.</summary>
    public PipelineRig(ILog log, TimeProvider clock, int partitions = 1, Func<PipelineSettings, PipelineSettings>? configure = null)
    {
        _log = log;
        _clock = clock;
        Partitions = partitions;
        Settings = (configure ?? (s => s))(
            new PipelineSettings
            {
                SourceName = "shop",
                BatchSize = 4,
                CommitIntervalMs = 0,
            }
        );
        log.EnsureTopic(new TopicSpec(Settings.Topics.Events, partitions));
    }

    /// <summary>The events topic's partitions.</summary>
    public int Partitions { get; }

    /// <summary>How the kernel is set.</summary>
    public PipelineSettings Settings { get; }

    /// <summary>Worker threads.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Where schemas come from.</summary>
    public ISchemaSource Schemas { get; init; } = new SchemaDictionary([]);

    /// <summary>Who is told what happens.</summary>
    public IPipelineObserver Observer { get; init; } = new CompositeObserver();

    /// <summary>A set of services named as their graphs.</summary>
    public ActiveSet Set(params GraphPlan[] plans) => new(plans.Select(p => new DeployedService(p.Name, p)), Settings);

    /// <summary>Puts events where their key belongs, stamped with their own time.</summary>
    public void Produce(params IEnumerable<ShopEvent> events) =>
        Write(writer => Array.ForEach([.. events], e => Append(writer, e, HomeOf(e))));

    /// <summary>Puts an event into a partition, whether or not its key belongs there.</summary>
    public void ProduceTo(int partition, ShopEvent shopEvent) => Write(writer => Append(writer, shopEvent, partition));

    /// <summary>Puts bytes into a partition of the events topic.</summary>
    public void ProduceRaw(
        int partition,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> headers,
        long timestampMs = ShopEvent.StartMs,
        bool hasValue = true
    )
    {
        using var writer = _log.OpenWriter("producer", "producer");
        writer.Append(new TopicPartition(Settings.Topics.Events, partition), key, value, headers, timestampMs, hasKey: true, hasValue);
        writer.Commit([]);
    }

    /// <summary>The partition of an event's key; 0 when it has none.</summary>
    public int HomeOf(ShopEvent shopEvent) =>
        shopEvent.Key is { } key ? Murmur2Partitioner.PartitionOf(Encoding.UTF8.GetBytes(key), Partitions) : 0;

    /// <summary>A host that is not started.</summary>
    public PipelineHost Host(ActiveSet set) => Host(new ActiveSets(set));

    /// <summary>A host that is not started.</summary>
    public PipelineHost Host(ActiveSets sets) =>
        new(_log, sets, new PipelineOptions(Settings, Group, Schemas, _clock, Observer) { Workers = Workers });

    /// <summary>Scores everything in the log. Throws what ended a worker.</summary>
    public void RunToEnd(ActiveSet set)
    {
        using var host = Host(set);
        host.StopAtEnd();
        host.Start();
        host.Wait();
    }

    /// <summary>The score records of a partition, in order.</summary>
    public IReadOnlyList<ScoreRecord> Scores(int partition = 0) =>
        [.. _log.ReadAll(new TopicPartition(Settings.Topics.Scores, partition)).Select(ScoreRecord.Of)];

    /// <summary>The score records of all partitions, partition by partition.</summary>
    public IReadOnlyList<ScoreRecord> AllScores() => [.. Enumerable.Range(0, Partitions).SelectMany(Scores)];

    /// <summary>The dead letters of a partition.</summary>
    public IReadOnlyList<LogRecord> DeadLetters(int partition = 0) =>
        _log.ReadAll(new TopicPartition(Settings.Topics.DeadLetters, partition));

    /// <summary>The group's progress in the events topic.</summary>
    public Progress? Progress(int partition = 0) =>
        Reading(writer => writer.ReadProgress(new TopicPartition(Settings.Topics.Events, partition)));

    /// <summary>The committed state of a partition: key as text, value in hex.</summary>
    public IReadOnlyDictionary<string, string> State(int partition = 0) =>
        Reading(writer =>
        {
            var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
            writer.RestoreState(partition, (key, value) => found.Add(Encoding.UTF8.GetString(key), Convert.ToHexString(value)));
            return found;
        });

    /// <summary>
    /// Everything that the group left: records of every topic, progress and state, one line each. Scores and dead letters stand in the order of what they are of:
    /// how events of two topics interleave is open, how those of one follow each other is not (see <see cref="ScoreRecord.SourceOffset"/>).
    /// </summary>
    public IReadOnlyList<string> Everything()
    {
        var lines = new List<string>();
        for (var p = 0; p < Partitions; p++)
        {
            var rekeyed = new TopicPartition(Settings.Topics.Rekeyed, p);
            if (_log.PartitionCount(rekeyed.Topic) > 0)
            {
                lines.AddRange(_log.ReadAll(rekeyed).Select(r => $"{rekeyed} {r.Key} {r.Headers} {r.Value}"));
                lines.Add($"{rekeyed} goes on at {Reading(w => w.ReadProgress(rekeyed))}");
            }

            lines.AddRange(
                Scores(p)
                    .GroupBy(s => s.SourceTopic, StringComparer.Ordinal)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .SelectMany(g => g)
                    .Select(s => $"scores/{p} {s.Record.Key} {s.Record.Value}")
            );
            lines.AddRange(DeadLetters(p).Select(d => $"dead/{p} {d.Key} {d.Headers} {d.Value}").Order(StringComparer.Ordinal));
            lines.Add($"events/{p} goes on at {Progress(p)}");
            lines.AddRange(State(p).Select(s => $"state/{p} {s.Key}={s.Value}"));
        }

        return lines;
    }

    private void Append(ITransaction writer, ShopEvent e, int partition) =>
        writer.Append(
            new TopicPartition(Settings.Topics.Events, partition),
            Encoding.UTF8.GetBytes(e.Key ?? ""),
            e.ToJson(),
            default,
            ShopEvent.StartMs + (long)(e.Second * 1000),
            hasKey: e.Key is not null
        );

    private void Write(Action<ITransaction> write)
    {
        using var writer = _log.OpenWriter("producer", "producer");
        write(writer);
        writer.Commit([]);
    }

    private T Reading<T>(Func<ITransaction, T> read)
    {
        using var writer = _log.OpenWriter(Group, "checker");
        return read(writer);
    }
}
