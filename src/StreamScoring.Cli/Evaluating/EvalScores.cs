using System.Text.Json;
using System.Text.Json.Nodes;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Cli.Evaluating;

/// <summary>
/// Scores as <c>eval</c> is given them: a number, an object of outputs (the first is the default one), or a list of such objects with a <c>time</c>, in order,
/// the current event's last.
/// </summary>
internal static class EvalScores
{
    /// <summary>The score that a plan needs; null when there is none.</summary>
    public static double? Of(JsonNode? service, ScoreNeed need, long nowNs)
    {
        if (service is not JsonArray history)
            return Output(service, need.Output);
        if (need.Window is null)
            return history.Count > 0 ? Output(history[^1], need.Output) : null;
        var inWindow = history
            .Where(s =>
                s?["time"]?.GetValue<string>() is { } text && EvalInput.TimeNs(text) is { } at && at <= nowNs && nowNs - at <= need.WindowNs
            )
            .Select(s => Output(s, need.Output))
            .OfType<double>()
            .ToList();
        if (inWindow.Count == 0)
            return null;
        return need.Window switch
        {
            ScoreWindow.Max => inWindow.Max(),
            ScoreWindow.Min => inWindow.Min(),
            ScoreWindow.Mean => inWindow.Average(),
            _ => inWindow[^1],
        };
    }

    private static double? Output(JsonNode? score, string? output) =>
        score switch
        {
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.GetValue<double>(),
            JsonObject outputs when output is not null => outputs[output] is JsonValue named ? Output(named, null) : null,
            JsonObject outputs => outputs.Where(o => o.Key != "time").Select(o => Output(o.Value, null)).FirstOrDefault(),
            _ => null,
        };
}
