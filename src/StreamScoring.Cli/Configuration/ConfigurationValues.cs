using System.Globalization;
using StreamScoring.Kafka.Registry;
using StreamScoring.Pipeline.Settings;

namespace StreamScoring.Cli.Configuration;

/// <summary>What a configuration says to each key, as it would stand in the file. Settings that are passed through may hold secrets: only how many there are is told.</summary>
internal static class ConfigurationValues
{
    /// <summary>By dotted key; empty where nothing is set.</summary>
    public static IReadOnlyDictionary<string, string> Of(AppConfiguration c)
    {
        var (p, t) = (c.Pipeline, c.Pipeline.Topics);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["source"] = p.SourceName,
            ["graphs"] = List(c.Graphs),
            ["rules"] = c.Rules,
            ["schemas"] = c.Schemas,
            ["group"] = c.Group,
            ["workers"] = Number(c.Workers),
            ["log.path"] = c.LogPath,
            ["log.partitions"] = Number(c.LogPartitions),
            ["kafka.bootstrap"] = c.KafkaBootstrap,
            ["kafka.settings"] = Hidden(c.KafkaSettings.Count),
            ["registry.url"] = c.Registry.Url,
            ["registry.settings"] = Hidden(c.Registry.Settings.Count),
            ["registry.cache"] = c.Registry.CachePath,
            ["registry.autoRegister"] = c.Registry.AutoRegister ? "true" : "false",
            ["registry.subjectStrategy"] = c.Registry.SubjectStrategy switch
            {
                ScoreSubject.Record => "record",
                ScoreSubject.TopicRecord => "topic-record",
                _ => "topic",
            },
            ["telemetry.http"] = c.Telemetry.Http,
            ["telemetry.otlp"] = c.Telemetry.Otlp,
            ["telemetry.protocol"] = c.Telemetry.OtlpOverHttp ? "http/protobuf" : "grpc",
            ["telemetry.logs"] = c.Telemetry.Logs == LogFormat.Json ? "json" : "text",
            ["models.trials"] = c.TrialsPath,
            ["artifacts"] = c.ArtifactsPath,
            ["identity.order"] = List(c.Identity.NamespaceOrder),
            ["topics.events"] = t.Events,
            ["topics.rekeyed"] = t.Rekeyed,
            ["topics.scores"] = t.Scores,
            ["topics.deadLetters"] = t.DeadLetters,
            ["topics.borders"] = t.Borders,
            ["topics.control"] = t.Control,
            ["topics.profiles"] = t.Profiles,
            ["topics.profilesHistory"] = t.ProfilesHistory,
            ["topics.memberships"] = t.Memberships,
            ["topics.decisions"] = t.Decisions,
            ["topics.decisionsLatest"] = t.DecisionsLatest,
            ["topics.features"] = t.Features,
            ["pipeline.delivery"] = p.Delivery == Delivery.AtLeastOnce ? "at-least-once" : "exactly-once",
            ["pipeline.format"] = p.Format == RecordFormat.Avro ? "avro" : "json",
            ["pipeline.scoreSchemaId"] = Number(p.ScoreSchemaId),
            ["pipeline.batchSize"] = Number(p.BatchSize),
            ["pipeline.batchBytes"] = Number(p.BatchBytes),
            ["pipeline.batchDeadline"] =
                p.BatchDeadlineUs % 1000 == 0 ? Duration(p.BatchDeadlineUs / 1000) : Number(p.BatchDeadlineUs) + "us",
            ["pipeline.batchBudget"] = Duration(p.BatchBudgetMs),
            ["pipeline.commitInterval"] = Duration(p.CommitIntervalMs),
            ["pipeline.maxAhead"] = Duration(Math.Max(p.MaxAheadMs, 0)),
            ["pipeline.allowedLateness"] = Duration(p.AllowedLatenessMs),
            ["pipeline.watermarkDelay"] = Duration(p.WatermarkDelayMs),
            ["pipeline.profileRetention"] = Duration(p.ProfileRetentionMs),
            ["pipeline.verifyPercent"] = p.VerifyPercent.ToString(CultureInfo.InvariantCulture),
            ["pipeline.faultLimitPercent"] = Number(p.FaultLimitPercent),
            ["pipeline.faultWindow"] = Number(p.FaultWindow),
            ["pipeline.passHeaders"] = List(p.PassHeaders),
            ["pipeline.passKey"] = p.PassKey ? "true" : "false",
            ["pipeline.retryDelay"] = Duration(p.RetryDelayMs),
            ["dedupe.horizon"] = Duration(p.DedupeHorizonMs),
            ["dedupe.ids"] = Number(p.DedupeIds),
            ["limits.eventBytes"] = Number(c.Limits.MaxEventBytes),
            ["limits.depth"] = Number(c.Limits.MaxDepth),
            ["limits.items"] = Number(c.Limits.MaxItems),
            ["limits.textBytes"] = Number(c.Limits.MaxTextBytes),
        };
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string List(IReadOnlyList<string> items) => items.Count == 0 ? "" : $"[{string.Join(", ", items)}]";

    private static string Hidden(int count) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"({count} set, not shown)");

    private static string Duration(long ms) =>
        ms == 0 ? "0s"
        : ms % 86_400_000 == 0 && ms >= 7 * 86_400_000L ? Number(ms / 86_400_000) + "d"
        : ms % 3_600_000 == 0 ? Number(ms / 3_600_000) + "h"
        : ms % 60_000 == 0 ? Number(ms / 60_000) + "min"
        : ms % 1000 == 0 ? Number(ms / 1000) + "s"
        : Number(ms) + "ms";
}
