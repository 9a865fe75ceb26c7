using System.Text;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Decisioning.Deciding;
using StreamScoring.Decisioning.Explaining;
using StreamScoring.Decisioning.History;
using StreamScoring.Decisioning.Planning;
using StreamScoring.EmbeddedLog;
using StreamScoring.Inference;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.State;

namespace StreamScoring.Cli.People;

/// <summary>The people of an embedded log, with the rule set that decides there. Reads only.</summary>
internal sealed class PeopleLog : IDisposable
{
    private readonly ModelStore _models;

    private PeopleLog(EmbeddedLog.EmbeddedLog log, AppConfiguration config, ModelStore models, ActiveSet set)
    {
        (Log, Config, _models, Set) = (log, config, models, set);
        var outputs = set.Services.ToDictionary(s => s.Name, s => s.RuleOutputs, StringComparer.Ordinal);
        Explainer = new PersonExplainer(set.Rules!, new PlanningContext(outputs), set.Layout, HistoryLimits.Default);
    }

    public EmbeddedLog.EmbeddedLog Log { get; }

    public AppConfiguration Config { get; }

    /// <summary>What scores and decides.</summary>
    public ActiveSet Set { get; }

    public DecisionPlan Rules => Set.Rules!;

    public PersonExplainer Explainer { get; }

    private string Events => Config.Pipeline.Topics.Events;

    private int Partitions => Log.PartitionCount(Events);

    /// <summary>Opens it, or says on standard error why not. Throws <see cref="LogException"/> when there is no log.</summary>
    public static PeopleLog? Open(AppConfiguration config, string? folder)
    {
        if (folder is null && config.KafkaBootstrap.Length > 0)
        {
            Console.Error.WriteLine(
                "error: people are looked up on an embedded log; name its folder with --log (a worker on Kafka answers GET /decisions)"
            );
            return null;
        }

        var log = EmbeddedLog.EmbeddedLog.OpenReadOnly(config.LogPath, TimeProvider.System);
        var models = ServiceLoader.Models(config, TimeProvider.System);
        var hash = ActiveSetOf(log, config);
        var reason = "nothing was scored there yet";
        var set = hash is null ? null : ServiceLoader.Catalog(config, models).Load(hash, out reason);
        if (set?.Rules is not null)
            return new PeopleLog(log, config, models, set);
        Console.Error.WriteLine($"error: '{config.LogPath}': {(set is null ? reason : "no rule set decides there; run it with --rules")}");
        models.Dispose();
        log.Dispose();
        return null;
    }

    /// <summary>Everybody of whom something is kept, with their partition, in ordinal order.</summary>
    public IReadOnlyList<(string Identity, int Partition)> All()
    {
        var all = new List<(string, int)>();
        for (var p = 0; p < Partitions; p++)
        {
            var partition = p;
            Log.ReadState(
                Config.Group,
                p,
                (key, _) =>
                {
                    // What a lane keeps of itself begins with NUL.
                    if (!key.StartsWith("\0"u8))
                        all.Add((Encoding.UTF8.GetString(key), partition));
                }
            );
        }

        all.Sort((a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return all;
    }

    /// <summary>The states of a partition as they were committed last.</summary>
    public KeyedState States(int partition)
    {
        var state = new KeyedState(Set.Layout, StateLimits.Default);
        Log.ReadState(Config.Group, partition, state.Restore);
        return state;
    }

    /// <summary>How far event time is: the largest of the newest events of each partition, ns; the smallest number in an empty log.</summary>
    public long NowNs()
    {
        const int Newest = 1000;
        var now = long.MinValue;
        for (var p = 0; p < Partitions; p++)
            TopicScan.Run(
                Log,
                Events,
                p,
                new ScanRange(Last: Newest),
                (batch, i) => now = Math.Max(now, EventDocument.TimeNs(batch.Value(i)) ?? now)
            );
        return now;
    }

    /// <summary>The versions of some people's profiles.</summary>
    public IReadOnlyList<Replaying.ProfileVersion> Profiles(int partition, Func<string, bool> whose)
    {
        var topic = Config.Pipeline.Topics.Profiles;
        var versions = new List<Replaying.ProfileVersion>();
        if (topic.Length == 0 || Log.PartitionCount(topic) <= partition)
            return versions;
        TopicScan.Run(
            Log,
            topic,
            partition,
            default,
            (batch, i) =>
            {
                if (whose(Encoding.UTF8.GetString(batch.Key(i))))
                    versions.Add(
                        new(
                            batch.Key(i).ToArray(),
                            batch.HasValue(i) ? batch.Value(i).ToArray() : null,
                            Math.Max(1, batch.TimestampMs(i) ?? 1)
                        )
                    );
            }
        );
        return versions;
    }

    public void Dispose()
    {
        _models.Dispose();
        Log.Dispose();
    }

    private static string? ActiveSetOf(EmbeddedLog.EmbeddedLog log, AppConfiguration config)
    {
        var topic = config.Pipeline.Topics.Events;
        return Enumerable
            .Range(0, log.PartitionCount(topic))
            .Select(p => log.ReadProgress(config.Group, new TopicPartition(topic, p))?.ActiveSet)
            .OfType<string>()
            .FirstOrDefault();
    }
}
