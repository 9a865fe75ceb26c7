using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Running;
using StreamScoring.Kafka;
using StreamScoring.Kafka.Topics;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Revisions;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Commands;

/// <summary><c>streamscoring topics init|describe|check</c>: the topics of a pipeline on a Kafka cluster.</summary>
internal static class ClusterTopicsCommands
{
    public static IEnumerable<Command> Create()
    {
        var partitions = SharedOptions.Number("--partitions", 1, 10_000, "Partitions of every topic (log.partitions)");
        yield return Verb(
            "init",
            "Make the pipeline's topics on a Kafka cluster; those that are there stay",
            " --partitions 12",
            partitions,
            Init
        );
        yield return Verb("describe", "Show how the pipeline's topics are set up on a Kafka cluster", " -o json", null, Describe);
        yield return Verb("check", "Say what is wrong with the pipeline's topics on a Kafka cluster", " -o json", null, Check);
    }

    private static Verb Verb(
        string name,
        string description,
        string more,
        Option<long?>? partitions,
        Func<KafkaLog, AppConfiguration, OutputKind, int> run
    )
    {
        var bootstrap = SharedOptions.Bootstrap();
        var (config, set, kind) = (SharedOptions.Config(), SharedOptions.Set(), SharedOptions.Output());
        var example = $"streamscoring topics {name} --bootstrap localhost:9092";
        var command = new Verb(name, description, $"Examples:\n  {example}\n  {example}{more}") { bootstrap, config, set, kind };
        if (partitions is not null)
            command.Add(partitions);
        command.SetAction(parsed =>
        {
            var loaded = SharedOptions.Load(
                parsed.GetValue(config),
                parsed.GetValue(set) ?? [],
                [],
                ("kafka.bootstrap", parsed.GetValue(bootstrap))
            );
            if (loaded is null)
                return ExitCode.WrongUse;
            if (partitions is not null && parsed.GetValue(partitions) is { } count)
                loaded = loaded with { LogPartitions = (int)count };
            using var log = Cluster.Open(loaded, Delivery.AtLeastOnce);
            return log is null ? ExitCode.WrongUse : run(log, loaded, parsed.GetValue(kind));
        });
        return command;
    }

    // Events first: the others have as many partitions as they.
    private static IReadOnlyList<TopicSpec> Wanted(AppConfiguration config, int partitions)
    {
        var topics = config.Pipeline.Topics;
        string[] plain =
        [
            topics.Events,
            topics.Rekeyed,
            topics.Scores,
            topics.DeadLetters,
            topics.Borders,
            topics.Features,
            topics.ProfilesHistory,
            topics.Decisions,
        ];
        string[] newest = [topics.Memberships, topics.DecisionsLatest];
        return
        [
            .. plain.Where(t => t.Length > 0).Select(t => new TopicSpec(t, partitions)),
            .. newest.Where(t => t.Length > 0).Select(t => new TopicSpec(t, partitions, Compacted: true)),
            .. topics.Profiles.Length > 0 ? [TopicSpec.Versions(topics.Profiles, partitions)] : Array.Empty<TopicSpec>(),
            new TopicSpec(config.Group + "-state", partitions, Compacted: true),
            ControlTopic.Spec(topics.Control),
        ];
    }

    private static int Init(KafkaLog log, AppConfiguration config, OutputKind kind)
    {
        foreach (var topic in Wanted(config, config.LogPartitions))
            log.EnsureTopic(topic);
        return Describe(log, config, kind);
    }

    private static int Describe(KafkaLog log, AppConfiguration config, OutputKind kind)
    {
        foreach (var wanted in Wanted(config, 1))
        {
            var state = log.Describe(wanted.Name);
            Console.WriteLine(
                kind == OutputKind.Json ? JsonSerializer.Serialize(state ?? new TopicState(wanted.Name, 0, 0, "", 0, "", 0))
                : state is null ? $"{wanted.Name, -34} missing"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{state.Name, -34} {state.Partitions, 4} partitions {state.Replicas, 2} replicas  {state.CleanupPolicy, -8} retention {state.RetentionMs, 12} ms  {state.TimestampType}"
                )
            );
        }

        return ExitCode.Fine;
    }

    private static int Check(KafkaLog log, AppConfiguration config, OutputKind kind)
    {
        var problems = new List<string>();
        var events = log.Describe(config.Pipeline.Topics.Events);
        if (events is null)
            problems.Add($"'{config.Pipeline.Topics.Events}' is missing: topics init");
        foreach (var wanted in Wanted(config, events?.Partitions ?? 1))
        {
            if (log.Describe(wanted.Name) is not { } state)
            {
                if (events is not null && wanted.Name != config.Pipeline.Topics.Events)
                    problems.Add($"'{wanted.Name}' is missing: topics init");
                continue;
            }

            if (events is not null && state.Partitions != wanted.Partitions)
                problems.Add(
                    $"'{state.Name}' has {state.Partitions} partitions and needs {wanted.Partitions}: keys would not lie together"
                );
            if (wanted.Compacted != state.CleanupPolicy.Contains("compact", StringComparison.Ordinal))
                problems.Add(
                    $"'{state.Name}' has cleanup.policy={state.CleanupPolicy}, it must be {(wanted.Compacted ? "compact" : "delete")}"
                );
            else if (wanted.Compacted && state.CleanupPolicy.Contains("delete", StringComparison.Ordinal))
                problems.Add($"'{state.Name}' deletes old records ({state.CleanupPolicy}): state would be lost");
            else if (state.CompactionLagMs < wanted.CompactionLagMs)
                problems.Add(
                    $"'{state.Name}' has min.compaction.lag.ms={state.CompactionLagMs}: what an older event is joined with may be gone before it is read; set it to {wanted.CompactionLagMs}"
                );
            if (wanted.Name == config.Pipeline.Topics.Events && state.TimestampType != "CreateTime")
                problems.Add(
                    $"'{state.Name}' has message.timestamp.type={state.TimestampType}: a replay would see other arrival times than a mirror of it"
                );
        }

        problems.AddRange(MisplacedKeys.Find(log, config));
        foreach (var problem in problems)
            Console.WriteLine(kind == OutputKind.Json ? JsonSerializer.Serialize(new { problem }) : problem);
        if (problems.Count == 0 && kind == OutputKind.Table)
            Console.WriteLine("nothing is wrong");
        return problems.Count == 0 ? ExitCode.Fine : ExitCode.FoundFaults;
    }
}
