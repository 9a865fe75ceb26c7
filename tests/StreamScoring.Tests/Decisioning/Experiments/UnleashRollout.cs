using System.Globalization;
using System.Text;
using System.Text.Json;
using StreamScoring.Decisioning.Experiments;

namespace StreamScoring.Tests.Decisioning.Experiments;

/// <summary>As much of Unleash's strategies as decides by its hash; features that need more (constraints, random, user lists) give null.</summary>
internal static class UnleashRollout
{
    public static IEnumerable<(string Toggle, JsonElement Context, JsonElement Expected)> Tests(JsonElement file, string kind) =>
        file.TryGetProperty(kind, out var tests)
            ? tests
                .EnumerateArray()
                .Select(t => (t.GetProperty("toggleName").GetString()!, t.GetProperty("context"), t.GetProperty("expectedResult")))
            : [];

    public static bool? IsEnabled(JsonElement feature, JsonElement context)
    {
        var strategies = feature.GetProperty("strategies").EnumerateArray().ToList();
        var results = strategies.Select(s => Holds(s, context)).ToList();
        return !feature.GetProperty("enabled").GetBoolean() || results.Contains(null) || strategies.Count == 0
            ? null
            : results.Contains(true);
    }

    public static string? Variant(JsonElement feature, JsonElement context)
    {
        if (!feature.TryGetProperty("variants", out var list) || list.GetArrayLength() == 0 || !feature.GetProperty("enabled").GetBoolean())
            return null;
        if (feature.GetProperty("strategies").EnumerateArray().Any(s => s.TryGetProperty("variants", out _)))
            return null;
        var variants = list.EnumerateArray().ToList();
        if (variants.Any(v => v.TryGetProperty("overrides", out var overrides) && overrides.GetArrayLength() > 0))
            return null;
        if (feature.GetProperty("strategies").GetArrayLength() > 0 && IsEnabled(feature, context) != true)
            return null;
        var stickiness = variants[0].TryGetProperty("stickiness", out var s) ? s.GetString()! : "default";
        if (IdOf(context, stickiness) is not { } id)
            return null;
        var picked = Unleash.Variant(Utf8(feature.GetProperty("name").GetString()!), Utf8(id), [.. variants.Select(Weight)]);
        return picked < 0 ? "disabled" : variants[picked].GetProperty("name").GetString();
    }

    private static int Weight(JsonElement variant) => variant.GetProperty("weight").GetInt32();

    private static bool? Holds(JsonElement strategy, JsonElement context)
    {
        if (strategy.TryGetProperty("constraints", out var constraints) && constraints.GetArrayLength() > 0)
            return null;
        var (share, stickiness) = strategy.GetProperty("name").GetString() switch
        {
            "gradualRolloutUserId" => ("percentage", "userId"),
            "gradualRolloutSessionId" => ("percentage", "sessionId"),
            "flexibleRollout" => ("rollout", strategy.GetProperty("parameters").GetProperty("stickiness").GetString()!),
            _ => ("", ""),
        };
        if (share.Length == 0)
            return null;
        var parameters = strategy.GetProperty("parameters");
        var percentage = int.Parse(parameters.GetProperty(share).GetString()!, CultureInfo.InvariantCulture);
        if (IdOf(context, stickiness) is { } id)
            return Unleash.IsEnabled(Utf8(parameters.GetProperty("groupId").GetString()!), Utf8(id), percentage);
        // Without an id the default stickiness is random, and any other is never enabled.
        return stickiness is "default" or "random" ? null : false;
    }

    private static string? IdOf(JsonElement context, string stickiness)
    {
        if (stickiness == "default")
            return IdOf(context, "userId") ?? IdOf(context, "sessionId");
        if (context.TryGetProperty(stickiness, out var own))
            return own.GetString();
        return context.TryGetProperty("properties", out var properties) && properties.TryGetProperty(stickiness, out var custom)
            ? custom.GetString()
            : null;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
