using System.Globalization;
using StreamScoring.Pipeline.Ports;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Measuring;
using Xunit;

namespace StreamScoring.Tests.EmbeddedLog;

/// <summary>Appending, committing, polling and putting state take no memory from the heap once warm.</summary>
public sealed class AllocationTests
{
    private const int Events = 10_000;
    private const int EventsPerCommit = 50;
    private const int Commits = Events / EventsPerCommit;

    // Enough calls for the runtime to have compiled the commit path for good: its first, unoptimised code boxes.
    private const int WarmRounds = 5;
    private const int MeasuredRounds = SteadyAllocation.Rounds;
    private static readonly TopicPartition _input = new("events", 0);
    private static readonly TopicPartition _output = new("scores", 0);

    [Fact]
    public void The_embedded_log_allocates_nothing_per_event() => AssertNothingAllocated(LogUnderTest.Embedded(options => options));

    [Fact]
    public void The_log_in_memory_allocates_nothing_per_event() =>
        AssertNothingAllocated(LogUnderTest.InMemory(new InMemoryLogOptions { SegmentBytes = 32 * 1024 * 1024, KeepsOneSegment = true }));

    private static void AssertNothingAllocated(LogUnderTest opened)
    {
        using var log = opened;
        log.Log.EnsureTopic(new TopicSpec("events", 1));
        log.Log.EnsureTopic(new TopicSpec("scores", 1));
        log.Log.Write(
            _input,
            Enumerable.Range(0, (WarmRounds + MeasuredRounds) * Events).Select(i => i.ToString("d200", CultureInfo.InvariantCulture))
        );
        using var source = log.Log.Subscribe("g", ["events"], new AssignmentRecorder());
        using var writer = log.Log.OpenWriter("g", "w", source);
        var batch = new RecordBatch(EventsPerCommit);
        var progress = Enumerable
            .Range(1, (WarmRounds + MeasuredRounds) * Commits)
            .Select(i => new[] { new Progress(_input, i * EventsPerCommit, "sha256:9c", -1) })
            .ToArray();
        for (var round = 0; round < WarmRounds; round++)
            Assert.Equal(Events, Run(source, writer, batch, progress.AsSpan(round * Commits, Commits)));
        var rounds = WarmRounds;
        var allocated = SteadyAllocation.Least(() =>
        {
            if (Run(source, writer, batch, progress.AsSpan(rounds++ * Commits, Commits)) != Events)
                throw new InvalidOperationException("a round did not handle all of its events");
        });
        Assert.Equal(0, allocated);
        Assert.Equal(rounds * Events, log.Log.ReadAll(_output)[^1].Offset + 1);
    }

    private static int Run(ISource source, ITransaction writer, RecordBatch batch, ReadOnlySpan<Progress[]> commits)
    {
        var handled = 0;
        foreach (var progress in commits)
        {
            if (source.Poll(batch, 1 << 20, TimeSpan.Zero, CancellationToken.None) is null)
                return handled;
            for (var i = 0; i < batch.Count; i++)
            {
                writer.Append(_output, batch.Key(i), batch.Value(i), batch.Headers(i), batch.TimestampMs(i)!.Value);
                writer.PutState(0, batch.Value(i)[^2..], batch.Value(i));
            }

            handled += batch.Count;
            writer.Commit(progress);
        }

        return handled;
    }
}
