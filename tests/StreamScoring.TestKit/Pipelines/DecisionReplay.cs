using System.Text;
using System.Text.Json;
using StreamScoring.Events.Wire.Schemas;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Partitioning;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;
using StreamScoring.Pipeline.Workers;
using StreamScoring.TestKit.Decisioning;
using StreamScoring.TestKit.Logs;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Reference;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>The events and profiles of the sample through graph and rules, in one way or another; each way gives what it left, person by person.</summary>
public sealed class DecisionReplay(GoldenReplay replay, GoldenPipelineCase golden)
{
    /// <summary>The sample's rule set.</summary>
    public static string RulesPath { get; } =
        Path.Combine(GoldenFolders.RepositoryRoot, "src", "StreamScoring.Cli", "Sample", "luma.rules.yaml");

    /// <summary>The settings of all ways. One person's events come up to 29 hours out of order.</summary>
    public static PipelineSettings Settings { get; } = GoldenReplay.Settings with { WatermarkDelayMs = 3 * 86_400_000L };

    /// <summary>The graph of a case and the sample's rules.</summary>
    public static ActiveSet Set(GoldenPipelineCase golden, PipelineSettings settings)
    {
        var services = new List<DeployedService> { new(golden.Plan.Name, golden.Plan) };
        return new ActiveSet(services, settings, RevisionCatalog.CompileRules(RulesPath, services).Require());
    }

    /// <summary>Over a log in memory.</summary>
    /// <param name="batchSize">Events of a batch at most.</param>
    /// <param name="partitions">Partitions.</param>
    /// <param name="restartEvery">After how many commits a new host goes on; 0: never.</param>
    public DecisionRecords InMemory(int batchSize, int partitions, int restartEvery = 0)
    {
        using var log = new InMemoryLog(TimeProvider.System, new InMemoryLogOptions { SegmentBytes = 4 << 20 });
        return Over(log, batchSize, partitions, restartEvery);
    }

    /// <summary>Over any log that has none of the topics yet.</summary>
    /// <param name="log">The log.</param>
    /// <param name="batchSize">Events of a batch at most.</param>
    /// <param name="partitions">Partitions.</param>
    /// <param name="restartEvery">After how many commits a new host goes on; 0: never.</param>
    public DecisionRecords Over(ILog log, int batchSize, int partitions, int restartEvery = 0)
    {
        Feed(log, partitions);
        var settings = Settings with { BatchSize = batchSize };
        if (restartEvery > 0)
            settings = settings with { CommitIntervalMs = 0 };
        // While a cluster moves a partition from one worker to another it is nobody's, and both may take themselves to be at the end.
        Run(log, settings, restartEvery > 0 ? 1 : Math.Min(partitions, 2), restartEvery);
        return DecisionRecords.Of(log, settings.Topics, partitions);
    }

    /// <summary>Writes events and profiles as their senders would.</summary>
    public void Feed(ILog log, int partitions)
    {
        replay.Feed(log, partitions);
        FeedProfiles(log, partitions);
    }

    /// <summary>Writes the sample's profiles as their sender would.</summary>
    public static void FeedProfiles(ILog log, int partitions)
    {
        var topic = Settings.Topics.Profiles;
        log.EnsureTopic(TopicSpec.Versions(topic, partitions));
        // A cluster's compaction goes by the age of records: old ones would lose their past at once.
        var nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var writer = log.OpenWriter("profiles", "profiles");
        foreach (var line in File.ReadLines(NaiveProfile.SamplePath))
        {
            using var profile = JsonDocument.Parse(line);
            var id = profile.RootElement.GetProperty("identityMap").GetProperty("ECID")[0].GetProperty("id").GetString();
            var key = Encoding.UTF8.GetBytes("ECID:" + id);
            var partition = Murmur2Partitioner.PartitionOf(key, partitions);
            writer.Append(new TopicPartition(topic, partition), key, Encoding.UTF8.GetBytes(line), default, nowMs);
        }

        writer.Commit([]);
    }

    /// <summary>Runs everything in the log to its end.</summary>
    public void Run(ILog log, PipelineSettings settings, int workers, int restartEvery = 0)
    {
        // A host that is to stop after some commits leaves the rest to the next.
        while (restartEvery > 0 && RunSome(log, settings, workers, restartEvery)) { }
        if (restartEvery == 0)
            RunSome(log, settings, workers, int.MaxValue);
    }

    /// <summary>Runs until the end, or for so many commits. Returns whether there was no end.</summary>
    public bool RunSome(ILog log, PipelineSettings settings, int workers, int commits)
    {
        using var counter = new StopAfter(commits);
        var options = new PipelineOptions(settings, "golden", new SchemaDictionary([]), TimeProvider.System, counter) { Workers = workers };
        using var host = new PipelineHost(log, new ActiveSets(Set(golden, settings)), options);
        counter.Host = host;
        host.StopAtEnd();
        host.Start();
        host.Wait();
        return counter.Stopped;
    }

    private sealed class StopAfter(int commits) : IPipelineObserver, IDisposable
    {
        private int _left = commits;

        public PipelineHost? Host { get; set; }

        public bool Stopped { get; private set; }

        public void Committed(in CommitInfo commit)
        {
            if (Interlocked.Decrement(ref _left) != 0)
                return;
            Stopped = true;
            Host!.Stop();
        }

        public void Dispose() => Host = null;
    }
}
