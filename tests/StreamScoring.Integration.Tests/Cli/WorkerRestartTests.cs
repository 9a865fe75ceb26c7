using StreamScoring.TestKit.Json;
using StreamScoring.TestKit.Kafka;
using Xunit;

namespace StreamScoring.Integration.Tests.Cli;

/// <summary>A worker that was ended, or was told nonsense, and what comes after.</summary>
public sealed class WorkerRestartTests(KafkaFixture kafka)
{
    private static readonly string[] s_events = [.. LumaEvents.Lines.Take(60).Select(System.Text.Encoding.UTF8.GetString)];

    private static readonly string[] s_stateless =
    [
        "graph: views",
        "version: 1",
        "receiver:",
        "  columns:",
        "    event_type: {path: eventType, type: string}",
        "nodes:",
        "  - {id: is_view, node: Pandas, op: compare, params: {col: event_type, cmp: eq, value: commerce.productViews, into: is_view}}",
        "outputs:",
        "  view: {column: is_view}",
    ];

    [Fact]
    public void One_that_delivers_at_least_once_goes_on_where_it_stopped()
    {
        using var cli = new ClusterCli(kafka.Bootstrap, "pipeline: {delivery: at-least-once}");
        cli.Process.Write("views.graph.yaml", s_stateless);
        cli.Process.Write("one.jsonl", s_events[..30]);
        cli.Process.Write("two.jsonl", s_events[30..]);
        cli.Run("topics", "init");
        foreach (var file in new[] { "one.jsonl", "two.jsonl" })
        {
            cli.Run("produce", "--in", file);
            using var worker = cli.StartWorker("--graph", "views.graph.yaml");
            cli.AwaitNoLag(worker);
            Assert.Equal(0, worker.Stop());
        }

        var ids = cli.Read("scores").Select(r => r.GetProperty("value").GetProperty("data").GetProperty("eventId").GetString()).ToList();
        Assert.Equal(s_events.Length, ids.Count);
        Assert.Equal(s_events.Length, ids.Distinct(StringComparer.Ordinal).Count());
    }
}
