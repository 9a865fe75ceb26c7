using System.Globalization;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;

namespace StreamScoring.Cli.Running;

/// <summary>What an operator wants to know of a worker, one line each on standard error; never what is in an event.</summary>
internal sealed class WorkerLog(TimeProvider time) : IPipelineObserver
{
    private readonly Lock _lock = new();
    private long _events;

    /// <summary>Events scored and committed.</summary>
    public long Events => Interlocked.Read(ref _events);

    public void Restoring(TopicPartition partition) => Say($"{partition} restoring");

    public void Assigned(TopicPartition partition, long nextOffset, int keys, long stateBytes) =>
        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{partition} assigned at offset {nextOffset}, {keys} keys, {stateBytes} bytes of state"
            )
        );

    public void Revoked(TopicPartition partition) => Say($"{partition} handed over");

    public void Scored(StreamScoring.Pipeline.Lanes.ScoredBatch batch) => Interlocked.Add(ref _events, batch.Events.Count);

    public void Aborted(int worker, string reason) =>
        Say($"worker {worker.ToString(CultureInfo.InvariantCulture)} does its work again: {reason}");

    public void Retrying(TopicPartition partition, long offset, string reason) => Say($"{partition} waits: {reason}");

    public void SkippedCorrupt(TopicPartition partition, long offset, long nextOffset) =>
        Say(string.Create(CultureInfo.InvariantCulture, $"{partition} has broken bytes at offset {offset}; going on at {nextOffset}"));

    public void Switched(int partition, string activeSet) =>
        Say($"partition {partition.ToString(CultureInfo.InvariantCulture)} scores with {activeSet}");

    public void Failed(int worker, Exception reason) =>
        Say($"worker {worker.ToString(CultureInfo.InvariantCulture)} ended, the others end, too: {reason.Message}");

    public void RevisionRefused(string activeSet, string reason) => Say($"revision {activeSet} is refused: {reason}");

    public void Say(string line)
    {
        lock (_lock)
            Console.Error.WriteLine($"{time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {line}");
    }
}
