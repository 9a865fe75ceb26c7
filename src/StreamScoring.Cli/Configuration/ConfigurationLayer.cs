using StreamScoring.Documents;
using StreamScoring.Events.Identity;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Configuration;

/// <summary>Reads one layer (a file, the environment, or flags) over what the layers below it say.</summary>
internal static class ConfigurationLayer
{
    private const long Ms = 1_000_000;
    private const long LongestWaitNs = 600_000 * Ms;

    /// <summary>The configuration with what <paramref name="root"/> sets. Paths are taken relative to <paramref name="folder"/>.</summary>
    public static AppConfiguration Read(MapReader root, AppConfiguration below, string folder)
    {
        var config = below with
        {
            Graphs = root.Texts("graphs")?.Select(g => Path.Combine(folder, g)).ToList() ?? below.Graphs,
            Rules = root.Text("rules") is { Length: > 0 } rules ? Path.Combine(folder, rules) : below.Rules,
            Schemas = root.Text("schemas") is { } schemas ? Path.Combine(folder, schemas) : below.Schemas,
            ArtifactsPath = root.Text("artifacts") is { } artifacts ? Path.Combine(folder, artifacts) : below.ArtifactsPath,
            Group = Name(root, "group", "a name") ?? below.Group,
            Workers = (int?)root.Integer("workers", 1, 256) ?? below.Workers,
            Pipeline = below.Pipeline with { SourceName = Source(root) ?? below.Pipeline.SourceName },
        };
        config = Section(
            root,
            "log",
            config,
            (r, c) =>
                c with
                {
                    LogPath = r.Text("path") is { } path ? Path.Combine(folder, path) : c.LogPath,
                    LogPartitions = (int?)r.Integer("partitions", 1, 10_000) ?? c.LogPartitions,
                }
        );
        config = Section(
            root,
            "models",
            config,
            (r, c) => c with { TrialsPath = r.Text("trials") is { } path ? Path.Combine(folder, path) : c.TrialsPath }
        );
        config = Section(root, "kafka", config, KafkaSection.Read);
        config = Section(root, "registry", config, (r, c) => c with { Registry = RegistrySection.Read(r, c.Registry, folder) });
        config = Section(root, "telemetry", config, (r, c) => c with { Telemetry = TelemetrySection.Read(r, c.Telemetry) });
        config = Section(root, "identity", config, Identity);
        config = Section(root, "topics", config, (r, c) => c with { Pipeline = c.Pipeline with { Topics = Topics(r, c.Pipeline.Topics) } });
        config = Section(
            root,
            "pipeline",
            config,
            (r, c) => c with { Pipeline = Pipeline(r, c.Pipeline), IsFormatChosen = c.IsFormatChosen || r.Node("format") is not null }
        );
        config = Section(root, "dedupe", config, (r, c) => c with { Pipeline = Dedupe(r, c.Pipeline) });
        config = Section(root, "limits", config, Limits);
        root.Finish();
        return config;
    }

    private static AppConfiguration Section(
        MapReader root,
        string name,
        AppConfiguration config,
        Func<MapReader, AppConfiguration, AppConfiguration> read
    )
    {
        if (root.Section(name) is not { } section)
            return config;
        config = read(section, config);
        section.Finish();
        return config;
    }

    private static AppConfiguration Identity(MapReader r, AppConfiguration c)
    {
        if (r.Texts("order") is not { } order)
            return c;
        try
        {
            return c with { Identity = new IdentityRule(order) };
        }
        catch (ArgumentException e)
        {
            r.Errors.Add(r.Node("order")!, e.Message.Split(" (Parameter", StringSplitOptions.None)[0]);
            return c;
        }
    }

    private static TopicNames Topics(MapReader r, TopicNames below) =>
        below with
        {
            Events = Name(r, "events") ?? below.Events,
            Rekeyed = r.Text("rekeyed") ?? below.Rekeyed,
            Scores = Name(r, "scores") ?? below.Scores,
            DeadLetters = Name(r, "deadLetters") ?? below.DeadLetters,
            Borders = Name(r, "borders") ?? below.Borders,
            Control = Name(r, "control") ?? below.Control,
            Profiles = r.Text("profiles") ?? below.Profiles,
            ProfilesHistory = r.Text("profilesHistory") ?? below.ProfilesHistory,
            Memberships = Name(r, "memberships") ?? below.Memberships,
            Decisions = Name(r, "decisions") ?? below.Decisions,
            DecisionsLatest = Name(r, "decisionsLatest") ?? below.DecisionsLatest,
            Features = r.Text("features") ?? below.Features,
        };

    private static string? Name(MapReader r, string key, string what = "a topic's name")
    {
        if (r.Text(key) is not { } name)
            return null;
        if (name.Length > 0)
            return name;
        r.Errors.Add(r.Node(key)!, $"expected {what}, found none");
        return null;
    }

    // It is a segment of the CloudEvents source, a URI reference, and the first part of ids.
    private static string? Source(MapReader root)
    {
        if (Name(root, "source", "a name") is not { } name)
            return null;
        if (name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~'))
            return name;
        root.Errors.Add(root.Node("source")!, "expected letters, digits, and - _ . ~ only: the name is part of a URI");
        return null;
    }

    private static PipelineSettings Pipeline(MapReader r, PipelineSettings below) =>
        below with
        {
            Delivery = r.Choice("delivery", "exactly-once", "at-least-once") switch
            {
                "exactly-once" => Delivery.ExactlyOnce,
                "at-least-once" => Delivery.AtLeastOnce,
                _ => below.Delivery,
            },
            Format = r.Choice("format", "json", "avro") switch
            {
                "json" => RecordFormat.Json,
                "avro" => RecordFormat.Avro,
                _ => below.Format,
            },
            ScoreSchemaId = (int?)r.Integer("scoreSchemaId", 0, int.MaxValue) ?? below.ScoreSchemaId,
            BatchSize = (int?)r.Integer("batchSize", 1, 65_536) ?? below.BatchSize,
            BatchBytes = (int?)r.Integer("batchBytes", 1, 1 << 30) ?? below.BatchBytes,
            BatchDeadlineUs = (int?)(Duration(r, "batchDeadline") / 1000) ?? below.BatchDeadlineUs,
            CommitIntervalMs = (int?)(Duration(r, "commitInterval") / Ms) ?? below.CommitIntervalMs,
            MaxAheadMs = r.DurationNs("maxAhead") is { } ahead ? (ahead == 0 ? -1 : ahead / Ms) : below.MaxAheadMs,
            AllowedLatenessMs = r.DurationNs("allowedLateness") / Ms ?? below.AllowedLatenessMs,
            WatermarkDelayMs = r.DurationNs("watermarkDelay") / Ms ?? below.WatermarkDelayMs,
            VerifyPercent = Percent(r, "verifyPercent") ?? below.VerifyPercent,
            ProfileRetentionMs = r.DurationNs("profileRetention") / Ms ?? below.ProfileRetentionMs,
            BatchBudgetMs = (int?)(Duration(r, "batchBudget") / Ms) ?? below.BatchBudgetMs,
            FaultLimitPercent = (int?)r.Integer("faultLimitPercent", 0, 100) ?? below.FaultLimitPercent,
            FaultWindow = (int?)r.Integer("faultWindow", 1, 1 << 24) ?? below.FaultWindow,
            PassHeaders = r.Texts("passHeaders") ?? below.PassHeaders,
            PassKey = r.Flag("passKey") ?? below.PassKey,
            RetryDelayMs = (int?)(Duration(r, "retryDelay") / Ms) ?? below.RetryDelayMs,
        };

    private static double? Percent(MapReader r, string key)
    {
        if (r.Number(key) is not { } percent)
            return null;
        if (percent is >= 0 and <= 100)
            return percent;
        r.Errors.Add(r.Node(key)!, "expected a number from 0 to 100");
        return null;
    }

    // What is waited for, not what is remembered: beyond some minutes a pipeline would only seem to stand still.
    private static long? Duration(MapReader r, string key)
    {
        if (r.DurationNs(key) is not { } ns)
            return null;
        if (ns <= LongestWaitNs)
            return ns;
        r.Errors.Add(r.Node(key)!, "expected a duration of at most 10min");
        return null;
    }

    private static PipelineSettings Dedupe(MapReader r, PipelineSettings below) =>
        below with
        {
            DedupeHorizonMs = r.DurationNs("horizon") / Ms ?? below.DedupeHorizonMs,
            DedupeIds = (int?)r.Integer("ids", 1, short.MaxValue) ?? below.DedupeIds,
        };

    private static AppConfiguration Limits(MapReader r, AppConfiguration c) =>
        c with
        {
            Limits = c.Limits with
            {
                MaxEventBytes = (int?)r.Integer("eventBytes", 1, 1 << 30) ?? c.Limits.MaxEventBytes,
                MaxDepth = (int?)r.Integer("depth", 1, 64) ?? c.Limits.MaxDepth,
                MaxItems = (int?)r.Integer("items", 1, 1 << 24) ?? c.Limits.MaxItems,
                MaxTextBytes = (int?)r.Integer("textBytes", 1, 1 << 30) ?? c.Limits.MaxTextBytes,
            },
        };
}
