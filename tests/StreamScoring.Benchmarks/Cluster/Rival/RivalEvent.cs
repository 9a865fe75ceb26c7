using System.Text.Json.Serialization;

namespace StreamScoring.Benchmarks.Cluster.Rival;

/// <summary>What the rival's jobs read of an event, as one writes it down for System.Text.Json: its generated code reads no more than this.</summary>
internal sealed class RivalEvent
{
    [JsonPropertyName("_id")]
    public string Id { get; set; } = "";

    [JsonPropertyName("timestamp")]
    public DateTimeOffset Timestamp { get; set; }

    [JsonPropertyName("eventType")]
    public string? EventType { get; set; }

    [JsonPropertyName("productListItems")]
    public List<RivalItem?>? Items { get; set; }

    [JsonPropertyName("web")]
    public RivalWeb? Web { get; set; }

    [JsonPropertyName("device")]
    public RivalDevice? Device { get; set; }

    [JsonPropertyName("environment")]
    public RivalEnvironment? Environment { get; set; }

    [JsonPropertyName("_experience")]
    public RivalExperience? Experience { get; set; }

    [JsonPropertyName("_tenant")]
    public RivalTenant? Tenant { get; set; }
}

internal sealed class RivalItem
{
    [JsonPropertyName("priceTotal")]
    public double? PriceTotal { get; set; }
}

internal sealed class RivalWeb
{
    [JsonPropertyName("webReferrer")]
    public RivalReferrer? Referrer { get; set; }
}

internal sealed class RivalReferrer
{
    [JsonPropertyName("type")]
    public string? Type { get; set; }
}

internal sealed class RivalDevice
{
    [JsonPropertyName("screenWidth")]
    public double? ScreenWidth { get; set; }
}

internal sealed class RivalEnvironment
{
    [JsonPropertyName("browserDetails")]
    public RivalBrowser? Browser { get; set; }
}

internal sealed class RivalBrowser
{
    [JsonPropertyName("userAgent")]
    public string? UserAgent { get; set; }
}

internal sealed class RivalExperience
{
    [JsonPropertyName("analytics")]
    public RivalAnalytics? Analytics { get; set; }
}

internal sealed class RivalAnalytics
{
    [JsonPropertyName("session")]
    public RivalSession? Session { get; set; }

    [JsonPropertyName("endUser")]
    public RivalEndUser? EndUser { get; set; }
}

internal sealed class RivalSession
{
    [JsonPropertyName("num")]
    public long? Number { get; set; }

    [JsonPropertyName("depth")]
    public long? Depth { get; set; }
}

internal sealed class RivalEndUser
{
    [JsonPropertyName("firstTimestamp")]
    public long? FirstTimestampMs { get; set; }
}

internal sealed class RivalTenant
{
    [JsonPropertyName("image")]
    public float[]? Image { get; set; }
}

[JsonSerializable(typeof(RivalEvent))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
internal sealed partial class RivalJson : JsonSerializerContext;
