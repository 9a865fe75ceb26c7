using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using StreamScoring.Cli.Configuration;
using StreamScoring.Pipeline.Observing;

namespace StreamScoring.Cli.Operating;

/// <summary>Which of the process's metrics and spans leave it, and how. OpenTelemetry's own environment variables (<c>OTEL_*</c>) count as everywhere.</summary>
internal static class Exporters
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether anything is sent over OTLP.</summary>
    public static bool UsesOtlp(TelemetrySection telemetry) =>
        telemetry.Otlp.Length > 0 || Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 };

    /// <summary>The meters that are exported.</summary>
    public static MeterProviderBuilder Metrics(MeterProviderBuilder builder, TelemetrySection telemetry, string instance)
    {
        builder.ConfigureResource(r => Describe(r, instance)).AddMeter(PipelineMetrics.MeterName, Lag.MeterName, "System.Runtime");
        return UsesOtlp(telemetry) ? builder.AddOtlpExporter((exporter, _) => Configure(exporter, telemetry, "v1/metrics")) : builder;
    }

    /// <summary>The spans that are exported.</summary>
    public static TracerProviderBuilder Spans(TracerProviderBuilder builder, TelemetrySection telemetry, string instance)
    {
        builder.ConfigureResource(r => Describe(r, instance)).AddSource(PipelineSpans.SourceName);
        return UsesOtlp(telemetry) ? builder.AddOtlpExporter(exporter => Configure(exporter, telemetry, "v1/traces")) : builder;
    }

    private static void Describe(ResourceBuilder resource, string instance) =>
        resource
            .AddService("streamscoring", autoGenerateServiceInstanceId: false, serviceInstanceId: instance)
            .AddEnvironmentVariableDetector();

    private static void Configure(OtlpExporterOptions exporter, TelemetrySection telemetry, string signal)
    {
        if (telemetry.Otlp.Length == 0)
            return;
        exporter.Protocol = telemetry.OtlpOverHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        // An endpoint given in code is taken as it stands: over HTTP each signal has a path of its own.
        exporter.Endpoint = new Uri(telemetry.OtlpOverHttp ? $"{telemetry.Otlp.TrimEnd('/')}/{signal}" : telemetry.Otlp);
    }
}
