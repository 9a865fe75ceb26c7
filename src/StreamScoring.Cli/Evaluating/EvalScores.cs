using System.Text.Json;
using StreamScoring.Expressions.Planning;

namespace StreamScoring.Cli.Evaluating;

/// <summary>
/// Scores as <c>eval</c> is given them: a number, an object of outputs (the first is the default one), or a list of such objects with a <c>time</c>, in order,
/// the current event's last.
/// </summary>
internal static class EvalScores
{
    private const string Time = "time";

    /// <summary>Throws <see cref="InvalidDataException"/> when the scores of a file are not such.</summary>
    public static void Check(string file, JsonElement scores)
    {
        if (scores.ValueKind != JsonValueKind.Object)
            throw EvalFile.Wrong($"{file}: 'scores'", "an object of scores by service, such as {\"luma\": 0.5}", scores);
        foreach (var service in scores.EnumerateObject())
        {
            var where = $"{file}: 'scores.{service.Name}";
            if (service.Value.ValueKind != JsonValueKind.Array)
            {
                Outputs(where, service.Value, "a number, an object of outputs, or a list of those with a time");
                continue;
            }

            foreach (var (score, i) in service.Value.EnumerateArray().Select((score, i) => (score, i)))
            {
                if (score.ValueKind != JsonValueKind.Object)
                    throw EvalFile.Wrong($"{where}[{i}]'", "an object such as {\"time\": \"2026-03-11T10:30:00Z\", \"p\": 0.5}", score);
                Outputs($"{where}[{i}]", score, "");
            }
        }
    }

    /// <summary>The score that a plan needs; null when there is none.</summary>
    public static double? Of(JsonElement? service, ScoreNeed need, long nowNs)
    {
        if (service is not { } scores)
            return null;
        if (scores.ValueKind != JsonValueKind.Array)
            return Output(scores, need.Output);
        var all = scores.EnumerateArray().ToList();
        if (need.Window is null)
            return all.Count > 0 ? Output(all[^1], need.Output) : null;
        var inWindow = all.Where(s => At(s) is { } at && at <= nowNs && nowNs - at <= need.WindowNs)
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

    private static void Outputs(string where, JsonElement score, string what)
    {
        if (score.ValueKind is JsonValueKind.Number or JsonValueKind.Null)
            return;
        if (score.ValueKind != JsonValueKind.Object)
            throw EvalFile.Wrong($"{where}'", what, score);
        foreach (var output in score.EnumerateObject())
        {
            if (output.Name != Time && output.Value.ValueKind is not (JsonValueKind.Number or JsonValueKind.Null))
                throw EvalFile.Wrong($"{where}.{output.Name}'", "a number", output.Value);
            if (output.Name == Time && At(score) is null)
                throw EvalFile.Wrong($"{where}.time'", "a time such as \"2026-03-11T10:30:00Z\"", output.Value);
        }
    }

    private static long? At(JsonElement score) =>
        score.ValueKind == JsonValueKind.Object && score.TryGetProperty(Time, out var time) && time.ValueKind == JsonValueKind.String
            ? EvalInput.TimeNs(time.GetString()!)
            : null;

    private static double? Output(JsonElement score, string? output)
    {
        switch (score.ValueKind)
        {
            case JsonValueKind.Number:
                return score.GetDouble();
            case JsonValueKind.Object when output is not null:
                return score.TryGetProperty(output, out var named) && named.ValueKind == JsonValueKind.Number ? named.GetDouble() : null;
            case JsonValueKind.Object:
                foreach (var first in score.EnumerateObject().Where(o => o.Name != Time))
                    return first.Value.ValueKind == JsonValueKind.Number ? first.Value.GetDouble() : null;
                return null;
            default:
                return null;
        }
    }
}
