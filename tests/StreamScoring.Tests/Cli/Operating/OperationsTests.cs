using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using StreamScoring.Cli.Configuration;
using StreamScoring.Cli.Operating;
using StreamScoring.Pipeline.Observing;
using StreamScoring.Pipeline.Ports;
using StreamScoring.Pipeline.Serving;
using StreamScoring.TestKit.Logs.Memory;
using StreamScoring.TestKit.Pipelines;
using Xunit;

namespace StreamScoring.Tests.Cli.Operating;

public sealed class OperationsTests
{
    private static readonly LatestDecisions s_none = new(new InMemoryLog(TimeProvider.System), "decisions.latest");

    [Fact]
    public async Task Readiness_follows_the_partitions_and_life_ends_with_a_worker()
    {
        var time = new FakeTimeProvider();
        var health = new Health(time);
        using var operations = Operations.Start(new TelemetrySection { Http = "127.0.0.1:0" }, health, s_none, "test");
        Assert.Equal((200, 503), (await Get(operations, "/livez"), await Get(operations, "/readyz")));
        health.Started();
        Assert.Equal("joining the group", health.NotReady);
        health.Restoring(new TopicPartition("e", 1));
        Assert.Equal("restoring partitions 1", health.NotReady);
        health.Assigned(new TopicPartition("e", 1), 0, 0, 0);
        Assert.Equal((200, 1), (await Get(operations, "/readyz"), health.Partitions));
        health.Stopping();
        Assert.Equal((200, 503), (await Get(operations, "/livez"), await Get(operations, "/readyz")));
        health.Failed(0, new LogException("gone"));
        Assert.Equal(503, await Get(operations, "/livez"));
        Assert.Equal("gone", health.Dead);
    }

    [Fact]
    public void A_worker_that_is_given_no_partition_is_ready_after_a_while()
    {
        var time = new FakeTimeProvider();
        var health = new Health(time);
        health.Started();
        Assert.NotNull(health.NotReady);
        time.Advance(TimeSpan.FromSeconds(16));
        Assert.Null(health.NotReady);
    }

    [Fact]
    public void A_port_that_is_taken_is_said()
    {
        var health = new Health(TimeProvider.System);
        using var first = Operations.Start(new TelemetrySection { Http = "127.0.0.1:0" }, health, s_none, "test");
        var taken = new Uri(first.Address!).Authority;
        var refused = Assert.ThrowsAny<IOException>(() =>
            Operations.Start(new TelemetrySection { Http = taken }, health, s_none, "test").Dispose()
        );
        Assert.Contains("address already in use", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Metrics_and_spans_go_to_the_collector()
    {
        using var collector = new HttpListener();
        var url = Listen(collector);
        var received = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var serving = Task.Run(() => Serve(collector, received));
        var telemetry = new TelemetrySection { Otlp = url, OtlpOverHttp = true };
        using (Operations.Start(telemetry, new Health(TimeProvider.System), s_none, "test"))
        {
            using var metrics = new PipelineMetrics();
            using var spans = new PipelineSpans(MessagingNames.Embedded, TimeProvider.System);
            using var log = new InMemoryLog(TimeProvider.System);
            var rig = new PipelineRig(log, TimeProvider.System) { Observer = new CompositeObserver(metrics, spans) };
            rig.ProduceRaw(0, default, "{}"u8, default);
            rig.RunToEnd(rig.Set(ShopGraph.Counting("shop")));
        }

        collector.Stop();
        Assert.True(received.GetValueOrDefault("/v1/metrics") > 0, string.Join(", ", received));
        Assert.True(received.GetValueOrDefault("/v1/traces") > 0, string.Join(", ", received));
    }

    private static async Task<int> Get(Operations operations, string path)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(operations.Address + path));
        return (int)answer.StatusCode;
    }

    private static string Listen(HttpListener listener)
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        probe.Stop();
        listener.Prefixes.Add(url + "/");
        listener.Start();
        return url;
    }

    private static void Serve(HttpListener listener, ConcurrentDictionary<string, int> received)
    {
        while (listener.IsListening)
        {
            try
            {
                var context = listener.GetContext();
                context.Request.InputStream.CopyTo(Stream.Null);
                received.AddOrUpdate(context.Request.Url!.AbsolutePath, 1, (_, n) => n + 1);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
