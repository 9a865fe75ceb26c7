using System.Text.Json;
using StreamScoring.TestKit.Cli;
using StreamScoring.TestKit.Kafka;

namespace StreamScoring.Integration.Tests.Cli;

/// <summary>The executable in a folder whose configuration names a cluster, with topics and a group that no other test has.</summary>
internal sealed class ClusterCli : IDisposable
{
    private readonly CliProcess _cli = new();

    public ClusterCli(string bootstrap, params IEnumerable<string> more)
    {
        Prefix = KafkaLogs.NewPrefix();
        _cli.Write(
            "streamscoring.yaml",
            [
                $"group: {Group}",
                $"kafka: {{bootstrap: '{bootstrap}'}}",
                "log: {partitions: 4}",
                "artifacts: revisions",
                "topics:",
                $"  events: {Topic("events")}",
                $"  rekeyed: {Topic("rekeyed")}",
                $"  scores: {Topic("scores")}",
                $"  deadLetters: {Topic("dead-letters")}",
                $"  borders: {Topic("borders")}",
                $"  control: {Topic("control")}",
                $"  profiles: {Topic("profiles")}",
                $"  profilesHistory: {Topic("profiles-history")}",
                $"  memberships: {Topic("memberships")}",
                $"  decisions: {Topic("decisions")}",
                $"  decisionsLatest: {Topic("decisions-latest")}",
                .. more,
            ]
        );
    }

    public string Prefix { get; }

    public string Group => Prefix + "group";

    public CliProcess Process => _cli;

    public string Topic(string name) => Prefix + name;

    /// <summary>Runs a verb, which must end well.</summary>
    public string Run(params string[] args)
    {
        var result = _cli.Run(args);
        if (result.Code != 0)
            throw new InvalidOperationException($"{string.Join(' ', args)} ended with {result.Code}: {result.Error} {result.Out}");
        return result.Out;
    }

    /// <summary>Runs a verb that answers in JSON, one document a line.</summary>
    public IReadOnlyList<JsonElement> Json(params string[] args) =>
        [.. Run(args).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>The records of a topic by its short name.</summary>
    public IReadOnlyList<JsonElement> Read(string topic, params string[] more) => Json(["topics", "read", Topic(topic), .. more]);

    public CliWorker StartWorker(params string[] more) => new(_cli, ["worker", .. more]);

    /// <summary>Waits until the group has nothing left to do.</summary>
    public void AwaitNoLag(CliWorker worker) =>
        Patience.Until(
            () =>
            {
                worker.MustRun();
                var status = Json("status", "-o", "json")[0];
                var events = status
                    .GetProperty("partitions")
                    .EnumerateArray()
                    .Where(p => Topic("events") == p.GetProperty("topic").GetString());
                return status.GetProperty("lagEvents").GetInt64() == 0
                    && events.Any(p => p.GetProperty("next").ValueKind == JsonValueKind.Number);
            },
            "the group to catch up",
            every: 200
        );

    public void Dispose() => _cli.Dispose();
}
