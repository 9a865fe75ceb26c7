using System.Text.Json;
using Confluent.Kafka;
using StreamScoring.Benchmarks.Cluster.Jobs;

namespace StreamScoring.Benchmarks.Cluster.Broker;

/// <summary>What a lap left in its topic of results, as a read_committed reader finds it.</summary>
/// <param name="Count">Records.</param>
/// <param name="MeanBytes">Bytes of a value on average.</param>
/// <param name="Values">Per event (or visitor), the numbers it got, in order; empty for Avro.</param>
internal sealed record Results(int Count, int MeanBytes, SortedDictionary<string, List<float>> Values)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>Reads a topic to its end.</summary>
    public static Results Read(string bootstrap, string topic, ClusterJob job, int expected)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]>(
            new ConsumerConfig
            {
                BootstrapServers = bootstrap,
                GroupId = topic + ".reader",
                AutoOffsetReset = AutoOffsetReset.Earliest,
                IsolationLevel = IsolationLevel.ReadCommitted,
                EnableAutoCommit = false,
            }
        ).Build();
        consumer.Assign(Enumerable.Range(0, BenchBroker.Partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var (count, bytes) = (0, 0L);
        var values = new SortedDictionary<string, List<float>>(StringComparer.Ordinal);
        var started = TimeProvider.System.GetTimestamp();
        while (count < expected)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is not { } record)
            {
                if (TimeProvider.System.GetElapsedTime(started) > _patience)
                    throw new InvalidOperationException($"{topic}: {count} results of {expected}");
                continue;
            }

            count++;
            bytes += record.Message.Value.Length;
            if (job.Format() == Pipeline.Settings.RecordFormat.Json)
                Add(values, job, record.Message);
        }

        return new Results(count, (int)(bytes / Math.Max(count, 1)), values);
    }

    /// <summary>Throws when another's results are not these, to the last bit of every number.</summary>
    public void Check(Results other, string whose)
    {
        if (Count != other.Count || Values.Count != other.Values.Count)
            throw new InvalidOperationException(
                $"{whose}: {other.Count} results of {other.Values.Count} keys instead of {Count} of {Values.Count}"
            );
        foreach (var (key, mine) in Values)
        {
            if (!other.Values.TryGetValue(key, out var theirs) || !mine.SequenceEqual(theirs))
                throw new InvalidOperationException(
                    $"{whose}: other results for {key}: {string.Join(' ', theirs ?? [])} instead of {string.Join(' ', mine)}"
                );
        }
    }

    private static void Add(SortedDictionary<string, List<float>> values, ClusterJob job, Message<byte[]?, byte[]> message)
    {
        using var document = JsonDocument.Parse(message.Value);
        var root = document.RootElement;
        var data = root.TryGetProperty("data", out var inner) ? inner : root;
        if (job == ClusterJob.VisitorCount && message.Key is null)
            return;
        if (data.TryGetProperty("duplicateOf", out var duplicate) && duplicate.ValueKind != JsonValueKind.Null)
            throw new InvalidOperationException($"event {data.GetProperty("eventId")} was not scored: it was taken for a duplicate");
        // Counts of a visitor come in order; scores belong to their event.
        var key = job == ClusterJob.VisitorCount ? Convert.ToHexString(message.Key!) : data.GetProperty("eventId").GetString()!;
        if (!values.TryGetValue(key, out var numbers))
            values[key] = numbers = [];
        if (data.TryGetProperty("services", out var services))
            Collect(services, numbers);
        else
            Collect(data.TryGetProperty("scores", out var scores) ? scores : data.GetProperty("events"), numbers);
    }

    private static void Collect(JsonElement from, List<float> into)
    {
        switch (from.ValueKind)
        {
            case JsonValueKind.Number:
                into.Add(from.GetSingle());
                break;
            case JsonValueKind.Array:
                foreach (var item in from.EnumerateArray())
                    Collect(item, into);
                break;
            case JsonValueKind.Object:
                foreach (var item in from.EnumerateObject())
                    Collect(item.Value, into);
                break;
        }
    }
}
