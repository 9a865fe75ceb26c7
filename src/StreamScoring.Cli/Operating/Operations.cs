using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using StreamScoring.Cli.Configuration;
using StreamScoring.Pipeline.Serving;

namespace StreamScoring.Cli.Operating;

/// <summary>
/// What a worker tells while it runs: <c>/livez</c>, <c>/readyz</c>, <c>/metrics</c> and <c>/decisions/{identity}</c> over HTTP where an address is configured, metrics and spans over
/// OTLP where an endpoint is. It reads nothing from files or the environment but OpenTelemetry's own variables.
/// </summary>
internal sealed class Operations : IDisposable
{
    private readonly WebApplication? _web;
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _spans;

    private Operations(WebApplication? web, MeterProvider? metrics, TracerProvider? spans)
    {
        _web = web;
        _metrics = metrics;
        _spans = spans;
    }

    /// <summary>Where HTTP is answered, with the port that was taken; null when it is not.</summary>
    public string? Address => _web?.Urls.FirstOrDefault();

    /// <summary>Begins. Throws <see cref="IOException"/> when the address cannot be listened on, <see cref="ArgumentException"/> when it is none.</summary>
    public static Operations Start(TelemetrySection telemetry, Health health, LatestDecisions decisions, string instance)
    {
        var spans = Exporters.UsesOtlp(telemetry) ? Exporters.Spans(Sdk.CreateTracerProviderBuilder(), telemetry, instance).Build() : null;
        if (telemetry.Http.Length > 0)
            return new Operations(Serve(telemetry, health, decisions, instance), null, spans);
        return new Operations(
            null,
            spans is null ? null : Exporters.Metrics(Sdk.CreateMeterProviderBuilder(), telemetry, instance).Build(),
            spans
        );
    }

    public void Dispose()
    {
        // Sends what is left, at most for as long as the exporter's timeout.
        _spans?.Dispose();
        _metrics?.Dispose();
        if (_web is null)
            return;
        _web.StopAsync().GetAwaiter().GetResult();
        ((IDisposable)_web).Dispose();
    }

    private static WebApplication Serve(TelemetrySection telemetry, Health health, LatestDecisions decisions, string instance)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(EndPoint(telemetry.Http)));
        builder.Services.AddRoutingCore();
        // Ctrl-C and SIGTERM are the worker's: it answers until it has left the group.
        builder.Services.AddSingleton<IHostLifetime, WorkersLifetime>();
        builder.Services.AddOpenTelemetry().WithMetrics(m => Exporters.Metrics(m, telemetry, instance).AddPrometheusExporter());
        var web = builder.Build();
        web.UseRouting();
        web.MapGet("/livez", context => Answer(context, health.Dead, health));
        web.MapGet("/readyz", context => Answer(context, health.NotReady, health));
        web.MapGet("/decisions/{**identity}", context => DecisionAnswers.Answer(context, decisions));
        web.MapPrometheusScrapingEndpoint();
        web.StartAsync().GetAwaiter().GetResult();
        return web;
    }

    private static Task Answer(HttpContext context, string? problem, Health health)
    {
        context.Response.StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            System.Text.Json.JsonSerializer.Serialize(new { status = problem ?? "ok", partitions = health.Partitions })
        );
    }

    private static IPEndPoint EndPoint(string address)
    {
        var (host, port) = (address[..address.LastIndexOf(':')], address[(address.LastIndexOf(':') + 1)..]);
        var ip = host switch
        {
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.TryParse(host, out var parsed)
                ? parsed
                : throw new ArgumentException(
                    $"telemetry.http: '{host}' is no address of this machine; use an IP address such as 127.0.0.1 or 0.0.0.0, or localhost"
                ),
        };
        return new IPEndPoint(ip, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
    }

    private sealed class WorkersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
