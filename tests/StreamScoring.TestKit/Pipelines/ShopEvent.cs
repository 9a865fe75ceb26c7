using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace StreamScoring.TestKit.Pipelines;

/// <summary>A small XDM event for kernel tests; what is null is left out.</summary>
public sealed record ShopEvent
{
    /// <summary>The instant from which tests count, ms since the epoch.</summary>
    public const long StartMs = 1_541_440_800_000;

    /// <summary>The event's own id.</summary>
    public string? Id { get; init; }

    /// <summary>The ECID of the person.</summary>
    public string? Person { get; init; }

    /// <summary>When it happened, seconds from <see cref="StartMs"/>.</summary>
    public double Second { get; init; }

    /// <summary>What was paid.</summary>
    public double Price { get; init; } = 1;

    /// <summary>What identities are keyed by: <c>ECID:id</c>.</summary>
    public string? Key => Person is null ? null : "ECID:" + Person;

    /// <summary>The event as JSON, Platform wire names.</summary>
    public byte[] ToJson()
    {
        var json = new JsonObject();
        if (Id is not null)
            json["_id"] = Id;
        json["timestamp"] = DateTimeOffset
            .FromUnixTimeMilliseconds(StartMs + (long)(Second * 1000))
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        json["eventType"] = "commerce.purchases";
        if (Person is not null)
            json["identityMap"] = new JsonObject { ["ECID"] = new JsonArray(new JsonObject { ["id"] = Person }) };
        json["productListItems"] = new JsonArray(new JsonObject { ["priceTotal"] = Price });
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
