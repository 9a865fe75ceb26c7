using StreamScoring.Events.Identity;
using StreamScoring.Events.Wire;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Pipeline.Jsonl;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Logs.Memory;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>
/// The events of a golden case through the kernel, in one way or another; each way gives the <c>data</c> of every event, in the order of
/// the events.
/// </summary>
public sealed class GoldenReplay
{
    private const int ReadBatch = 4096;

    private readonly GoldenPipelineCase _golden;
    private readonly List<(string Key, long ArrivalMs)> _stamps = [];

    /// <summary>Loads the events.</summary>
    public GoldenReplay(GoldenPipelineCase golden)
    {
        _golden = golden;
        var events = new List<byte[]>();
        var keys = new EventKeyReader(DecodeLimits.Default, IdentityRule.Default);
        using var lines = new LineReader(golden.EventsPath, DecodeLimits.Default.MaxEventBytes);
        while (lines.TryRead(out var line))
        {
            var key = System.Text.Encoding.UTF8.GetString(keys.Read(line, out var receivedMs));
            events.Add(line.ToArray());
            _stamps.Add((key, receivedMs ?? 0));
        }

        Events = events;
    }

    /// <summary>The events as JSON.</summary>
    public IReadOnlyList<byte[]> Events { get; }

    /// <summary>The key of an event and the time at which the collector got it, ms since the epoch.</summary>
    public (string Key, long ArrivalMs) StampOf(int index) => _stamps[index];

    /// <summary>The settings of all ways. Batches end by their size alone, so that a slow machine makes the same ones.</summary>
    public static PipelineSettings Settings { get; } =
        new()
        {
            SourceName = "golden",
            BatchBytes = 256 << 20,
            BatchDeadlineUs = int.MaxValue,
        };

    /// <summary>
    /// Writes events into a log as their senders would: keyed and partitioned by identity, stamped with the time the collector got them.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="partitions">Its partitions.</param>
    /// <param name="messages">The events in another encoding; null: in JSON.</param>
    /// <param name="count">How many of them at most.</param>
    /// <param name="strays">Of a key, whether all its events come to the wrong partition; null: none do.</param>
    /// <returns>The partition of the identity of each.</returns>
    public int[] Feed(
        ILog log,
        int partitions,
        IReadOnlyList<byte[]>? messages = null,
        int count = int.MaxValue,
        Func<string, bool>? strays = null
    )
    {
        var topic = Settings.Topics.Events;
        log.EnsureTopic(new TopicSpec(topic, partitions));
        var homes = new int[Math.Min(count, Events.Count)];
        using var writer = log.OpenWriter("feeder", "feeder");
        for (var i = 0; i < homes.Length; i++)
        {
            var key = System.Text.Encoding.UTF8.GetBytes(_stamps[i].Key);
            homes[i] = key.Length == 0 ? 0 : Murmur2Partitioner.PartitionOf(key, partitions);
            var partition = strays?.Invoke(_stamps[i].Key) == true ? (homes[i] + 1) % partitions : homes[i];
            writer.Append(
                new TopicPartition(topic, partition),
                key,
                (messages ?? Events)[i],
                default,
                _stamps[i].ArrivalMs,
                hasKey: key.Length > 0
            );
            if (i % 2000 == 1999)
                writer.Commit([]);
        }

        writer.Commit([]);
        return homes;
    }

    /// <summary>Over a log in memory.</summary>
    public byte[][] InMemory(int batchSize, int partitions, IReadOnlyList<byte[]>? messages = null, ISchemaSource? schemas = null)
    {
        using var log = new InMemoryLog(TimeProvider.System, new InMemoryLogOptions { SegmentBytes = 4 << 20 });
        var homes = Feed(log, partitions, messages);
        Run(log, Settings with { BatchSize = batchSize }, schemas, Math.Min(partitions, 2));
        return DataOf(log, homes);
    }

    /// <summary>From file to file, as <c>streamscoring score</c> does. <paramref name="featuresPath"/> takes the feature records, or null.</summary>
    public byte[][] Files(int batchSize, int partitions, string folder, string? featuresPath = null)
    {
        var files = new JsonlFiles
        {
            In = _golden.EventsPath,
            Out = Path.Combine(folder, "scores.jsonl"),
            DeadLetters = Path.Combine(folder, "dead-letters.jsonl"),
            Features = featuresPath,
        };
        var topics = Settings.Topics with
        {
            Events = Path.GetFileName(files.In),
            Rekeyed = "",
            Features = featuresPath is null ? "" : "features",
        };
        var keys = new EventKeyReader(DecodeLimits.Default, IdentityRule.Default);
        using (var log = new JsonlLog(files, topics, partitions, keys.PartitionOf))
            Run(log, Settings with { BatchSize = batchSize, Topics = topics }, schemas: null, workers: 1);
        if (File.Exists(files.DeadLetters))
            throw new InvalidDataException($"there are dead letters: {File.ReadLines(files.DeadLetters).First()}");
        return [.. File.ReadLines(files.Out).Select(l => ScoreRecord.DataOf(System.Text.Encoding.UTF8.GetBytes(l)).ToArray())];
    }

    /// <summary>
    /// The <c>data</c> of the score records in a log, put into the order of the events: a partition's records are in the order of its
    /// events.
    /// </summary>
    public static byte[][] DataOf(ILog log, int[] homes)
    {
        var data = new byte[homes.Length][];
        foreach (var partition in homes.Distinct().Order())
        {
            using var reader = log.OpenReader(Settings.Topics.Scores, partition);
            var batch = new RecordBatch(ReadBatch);
            var next = 0;
            for (var offset = 0L; reader.Read(offset, batch, 64 << 20) > 0; offset = batch.NextOffset)
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    next = Array.IndexOf(homes, partition, next);
                    if (next < 0)
                        throw new InvalidDataException($"partition {partition} has more score records than events");
                    data[next++] = ScoreRecord.DataOf(batch.Value(i)).ToArray();
                }
            }

            if (Array.IndexOf(homes, partition, next) is >= 0 and var missing)
                throw new InvalidDataException($"event {missing} in partition {partition} has no score record");
        }

        return data;
    }

    private void Run(ILog log, PipelineSettings settings, ISchemaSource? schemas, int workers)
    {
        var set = new ActiveSet([new DeployedService(_golden.Plan.Name, _golden.Plan)], settings);
        var options = new PipelineOptions(
            settings,
            "golden",
            schemas ?? new SchemaDictionary([]),
            TimeProvider.System,
            new CompositeObserver()
        )
        {
            Workers = workers,
        };
        using var host = new PipelineHost(log, new ActiveSets(set), options);
        host.StopAtEnd();
        host.Start();
        host.Wait();
    }
}
