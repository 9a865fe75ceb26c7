using StreamScoring.Documents;

namespace StreamScoring.Cli.Configuration;

/// <summary>How logs are written.</summary>
internal enum LogFormat : byte
{
    /// <summary>One line for people each.</summary>
    Text,

    /// <summary>One JSON document each.</summary>
    Json,
}

/// <summary>The section <c>telemetry</c>: what a worker tells about itself.</summary>
internal sealed record TelemetrySection
{
    /// <summary>Where <c>/livez</c>, <c>/readyz</c> and <c>/metrics</c> are answered, <c>host:port</c>; port 0 takes a free one. Empty: nowhere.</summary>
    public string Http { get; init; } = "";

    /// <summary>The OTLP endpoint that metrics and spans are sent to; empty: none, unless <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.</summary>
    public string Otlp { get; init; } = "";

    /// <summary>Whether OTLP goes over HTTP with protobuf bodies, and not over gRPC.</summary>
    public bool OtlpOverHttp { get; init; }

    /// <summary>How logs are written.</summary>
    public LogFormat Logs { get; init; } = LogFormat.Text;

    public static TelemetrySection Read(MapReader reader, TelemetrySection below)
    {
        var read = below with
        {
            Http = reader.Text("http") ?? below.Http,
            Otlp = reader.Text("otlp") ?? below.Otlp,
            OtlpOverHttp = reader.Choice("protocol", "grpc", "http/protobuf") switch
            {
                "grpc" => false,
                "http/protobuf" => true,
                _ => below.OtlpOverHttp,
            },
            Logs = reader.Choice("logs", "text", "json") switch
            {
                "text" => LogFormat.Text,
                "json" => LogFormat.Json,
                _ => below.Logs,
            },
        };
        if (read.Http.Length > 0 && !IsAddress(read.Http))
            reader.Errors.Add(reader.Map, $"http: expected HOST:PORT such as 127.0.0.1:9464, found '{read.Http}'");
        if (read.Otlp.Length > 0 && !Uri.TryCreate(read.Otlp, UriKind.Absolute, out _))
            reader.Errors.Add(reader.Map, $"otlp: expected a URL such as http://localhost:4317, found '{read.Otlp}'");
        return read;
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate("http://" + text, UriKind.Absolute, out var url)
        && url.PathAndQuery == "/"
        && ushort.TryParse(text[(text.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture, out _);
}
